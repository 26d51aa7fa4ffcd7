/** A length of time, stored in seconds. */
import { formatDuration } from '../../metadata/rules/duration.ts';
import { raw, sql, type Sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { readSeconds } from './duration-input.ts';
import { numberOperators } from './operator-sets.ts';
import { showText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

/** Ten million days and a little: what ISO text of the shared rules can say. */
const longest = 9_999_999 * 86_400;

function wholeSeconds(value: unknown): number {
  const total = readSeconds(value);
  if (!Number.isInteger(total)) throw new FieldError('It is kept in whole seconds.', 'Leave the fraction out.', 'format');
  if (Math.abs(total) > longest) throw new FieldError('The duration is too long.', undefined, 'maximum');
  return total;
}

/** `duration`: minimum, maximum. */
export const duration: FieldKind = {
  kind: 'duration',
  valueType: 'duration',
  operators: numberOperators,
  columns: ({ column }) => [{ name: column, type: 'bigint' }],
  schema: () => ({ type: 'string', pattern: '^-?P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$' }),
  normalise(value, { document }) {
    const total = wholeSeconds(value);
    const { minimum, maximum } = document.field === 'duration' ? document : {};
    if (minimum !== undefined && total < readSeconds(minimum))
      throw new FieldError(`It must be ${minimum} or longer.`, undefined, 'minimum');
    if (maximum !== undefined && total > readSeconds(maximum))
      throw new FieldError(`It must be ${maximum} or shorter.`, undefined, 'maximum');
    return formatDuration(total);
  },
  toColumns: (value) => [value === null ? null : wholeSeconds(value)],
  read({ column }, reference) {
    const value = reference(column);
    const part = (letter: string, count: Sql): Sql =>
      sql`case when ${count} > 0 then (${count})::text || ${raw(`'${letter}'`)} else '' end`;
    const days = part('D', sql`abs(${value}) / 86400`);
    const time = sql`${part('H', sql`abs(${value}) / 3600 % 24`)} || ${part('M', sql`abs(${value}) / 60 % 60`)} || ${part('S', sql`abs(${value}) % 60`)}`;
    const clock = sql`case when abs(${value}) % 86400 > 0 then 'T' || ${time} else '' end`;
    const sign = sql`case when ${value} < 0 then '-' else '' end`;
    return sql`(case when ${value} is null then null when ${value} = 0 then 'PT0S' else (${sign}) || 'P' || (${days}) || (${clock}) end)`;
  },
  literal: (value) => String(readSeconds(value)),
  parseCell: (text) => (isBlank(text) ? null : formatDuration(wholeSeconds(text))),
  toText: showText,
};
