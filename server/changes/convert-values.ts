/** A value of one kind as a value of another: as JSON where that fits, else as the text that a person would read and type. Pure. */
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import type { Field } from '../model/types.ts';

/** What came of a value: a canonical value of the new kind, or why there is none. */
export type Converted = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** Brings a canonical value into the form of another field. What is empty stays empty. */
export function convertValue(value: unknown, before: Field, after: Field, environment: FieldEnvironment): Converted {
  if (value === null || value === undefined) return { ok: true, value: null };
  const direct = attempt(() => after.type.normalise(value, after, environment));
  if (direct.ok && direct.value !== null && !isLossy(value, direct.value)) return direct;
  const text = before.type.toText(value, before, environment);
  const read = attempt(() => {
    const cell = after.type.parseCell(text, after, environment);
    return cell === null ? null : after.type.normalise(cell, after, environment);
  });
  return read.ok && read.value === null ? { ok: false, reason: 'Nothing is left of it.' } : read;
}

function attempt(work: () => unknown): Converted {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof FieldError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** A boolean that became a text, or an object that became another: the reading of the text says it better. */
function isLossy(before: unknown, after: unknown): boolean {
  return typeof before === 'boolean' && typeof after === 'string';
}
