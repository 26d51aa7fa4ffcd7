/** What a form would send: the fields that differ from what was there. */
import { sameValue } from '../ui/values.ts';

type Values = Readonly<Record<string, unknown>>;

/** Whether a value is nothing: null, blank text, an empty list, an object of nothing. */
export function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** Links are the same when they lead to the same record, whatever they are called. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (value !== null && typeof value === 'object' && typeof (value as { id?: unknown }).id === 'string')
    return (value as { id: string }).id;
  return value;
}

/** The values that differ, by field; what was emptied is null. */
export function changedValues(before: Values, now: Values): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(now)) {
    const old = before[name];
    if (isBlank(value) && isBlank(old)) continue;
    if (!sameValue(comparable(old), comparable(value))) changes[name] = isBlank(value) ? null : value;
  }
  return changes;
}
