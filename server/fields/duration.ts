/** A length of time, stored in seconds. */
import { durationSeconds, formatDuration } from '../../metadata/rules/duration.ts';
import { raw, sql } from '../database/sql.ts';
import { toAsciiDigits } from './digits.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

function seconds(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const text = typeof value === 'string' ? toAsciiDigits(value.trim()) : '';
  const clock = /^(-?)(\d{1,6}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  const result = clock ? (clock[1] === '-' ? -1 : 1) * (Number(clock[2]) * 3600 + Number(clock[3]) * 60 + Number(clock[4] ?? 0)) : durationSeconds(text);
  if (result === undefined) throw new FieldError('This is no duration.', 'Write it like PT1H30M or 1:30.', 'format');
  return result;
}

/** `duration`: minimum, maximum. */
export const duration: FieldKind = {
  kind: 'duration',
  valueType: 'duration',
  operators: numberOperators,
  columns: ({ column }) => [{ name: column, type: 'bigint' }],
  schema: () => ({ type: 'string', format: 'duration' }),
  normalise(value, { document }) {
    const total = seconds(value);
    const { minimum, maximum } = document.field === 'duration' ? document : {};
    if (minimum !== undefined && total < seconds(minimum)) throw new FieldError(`It must be ${minimum} or longer.`, undefined, 'minimum');
    if (maximum !== undefined && total > seconds(maximum)) throw new FieldError(`It must be ${maximum} or shorter.`, undefined, 'maximum');
    return formatDuration(total);
  },
  toColumns: (value) => [value === null ? null : seconds(value)],
  read({ column }, reference) {
    const value = reference(column);
    const part = (text: string, divisor: number, limit: number): ReturnType<typeof sql> =>
      sql`case when abs(${value}) / ${raw(String(divisor))} % ${raw(String(limit))} > 0 then (abs(${value}) / ${raw(String(divisor))} % ${raw(String(limit))})::text || ${raw(`'${text}'`)} else '' end`;
    const time = sql`${part('H', 3600, 24)} || ${part('M', 60, 60)} || ${part('S', 1, 60)}`;
    return sql`(case when ${value} is null then null when ${value} = 0 then 'PT0S' else (case when ${value} < 0 then '-' else '' end) || 'P' || ${part('D', 86_400, 1_000_000)} || (case when abs(${value}) % 86400 > 0 then 'T' || ${time} else '' end) end)`;
  },
  literal: (value) => String(seconds(value)),
  parseCell: (text) => (text.trim() === '' ? null : text.trim()),
  toText: showText,
};
