/** Parameters of an audit: defaults, what the caller gives instead, and their use in checks. */
import type { AuditDocument } from '../../metadata/types.ts';
import { badRequest, invalid, type ProblemItem } from '../kernel/errors.ts';
import type { AuditParams } from './types.ts';

const durationPattern = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;

/**
 * The values of all parameters for one run.
 * @param given values from the caller, by name
 * @throws Problem 422 for an unknown name or a value that does not fit its type
 */
export function resolveParams(audit: AuditDocument, given: Readonly<Record<string, unknown>>, now: Date): AuditParams {
  const errors: ProblemItem[] = [];
  const known = audit.params ?? {};
  for (const name of Object.keys(given)) {
    if (!(name in known))
      errors.push({
        pointer: `/params/${name}`,
        code: 'unknown-param',
        message: `${audit.id} has no parameter "${name}".`,
        hint: `Its parameters are ${Object.keys(known).join(', ') || 'none'}.`,
      });
  }
  const values: Record<string, string | number | boolean> = {};
  for (const [name, param] of Object.entries(known)) {
    const value = name in given ? given[name] : param.default;
    const fitted = fitValue(param, value, now);
    if (fitted === undefined)
      errors.push({ pointer: `/params/${name}`, code: 'invalid', message: `"${name}" must be ${describe(param)}.` });
    else values[name] = fitted;
  }
  if (errors.length > 0) throw invalid(errors);
  return values;
}

type Param = NonNullable<AuditDocument['params']>[string];

function fitValue(param: Param, value: unknown, now: Date): string | number | boolean | undefined {
  if (param.type === 'integer' || param.type === 'decimal') {
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    const fits =
      Number.isFinite(number) &&
      (param.type === 'decimal' || Number.isInteger(number)) &&
      number >= (param.minimum ?? -Infinity) &&
      number <= (param.maximum ?? Infinity);
    return fits ? number : undefined;
  }
  if (param.type === 'boolean') return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined;
  if (param.type === 'duration') return typeof value === 'string' && durationPattern.test(value) ? value : undefined;
  if (param.type === 'date') return dateOf(value, now);
  return typeof value === 'string' ? value : undefined;
}

function dateOf(value: unknown, now: Date): string | undefined {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
  if (typeof value !== 'object' || value === null || !('$now' in value)) return undefined;
  const text = String(value.$now);
  const past = text.startsWith('-');
  const duration = past ? text.slice(1) : text;
  if (!durationPattern.test(duration)) return undefined;
  return new Date(now.getTime() + (past ? -1 : 1) * durationDays(duration) * 86_400_000).toISOString().slice(0, 10);
}

function describe(param: Param): string {
  const range = [
    param.minimum === undefined ? '' : `at least ${param.minimum}`,
    param.maximum === undefined ? '' : `at most ${param.maximum}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  const kind = {
    integer: 'a whole number',
    decimal: 'a number',
    text: 'text',
    boolean: 'true or false',
    date: 'a date such as 2026-12-31',
    duration: 'a duration such as P30D',
  }[param.type];
  return range === '' ? kind : `${kind} (${range})`;
}

/**
 * A duration of a check: as it stands, or from a parameter.
 * @throws Problem 400 when the parameter holds none
 */
export function durationOf(value: unknown, params: AuditParams): string {
  const given = typeof value === 'object' && value !== null && '$param' in value ? params[String(value.$param)] : value;
  if (typeof given !== 'string' || !durationPattern.test(given))
    throw badRequest(`${JSON.stringify(value)} is not a duration such as P30D.`);
  return given;
}

/** Length of a duration in days, a month as 30.4375 and a year as 365.25 of them: for classes of age, not for calendars. */
export function durationDays(duration: string): number {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!parts) return 0;
  const units = [365.25, 30.4375, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400];
  return units.reduce((days, unit, index) => days + unit * Number(parts[index + 1] ?? 0), 0);
}
