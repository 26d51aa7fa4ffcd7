/** A value of one kind as a value of another: as JSON where that fits, else as the text that a person would read and type. Pure. */
import { FieldError, type FieldEnvironment } from '../../fields/types.ts';
import type { Field } from '../../model/types.ts';

/** What came of a value: a canonical value of the new kind, or why there is none. */
export type Converted = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** Brings a canonical value into the form of another field. What is empty stays empty. */
export function convertValue(value: unknown, before: Field, after: Field, environment: FieldEnvironment): Converted {
  if (value === null || value === undefined) return { ok: true, value: null };
  if (before.targets.length > 0 && after.targets.length > 0) return convertLink(value, before, after);
  const direct = attempt(() => after.type.normalise(value, after, environment));
  if (direct.ok && direct.value !== null && !isLossy(value, direct.value)) return direct;
  const text = before.type.toText(value, before, environment);
  const read = attempt(() => {
    const cell = after.type.parseCell(text, after, environment);
    return cell === null ? null : after.type.normalise(cell, after, environment);
  });
  return read.ok && read.value === null ? { ok: false, reason: 'Nothing is left of it.' } : read;
}

/** A link stays a link where the record that it points at may still be pointed at. */
function convertLink(value: unknown, before: Field, after: Field): Converted {
  const target =
    before.kind === 'linkAny' ? (value as { entity: string; id: string }) : { entity: before.targets[0] ?? '', id: String(value) };
  if (!after.targets.includes(target.entity)) return { ok: false, reason: `It points at ${target.entity}.` };
  return { ok: true, value: after.kind === 'linkAny' ? target : target.id };
}

/** Why values of a field cannot be brought into the form of another at all; undefined when they can be tried one by one. */
export function conversionObstacle(before: Field, after: Field): string | undefined {
  const many = before.joinTable !== undefined || after.joinTable !== undefined;
  if (many && before.kind !== after.kind) return `${before.kind} cannot become ${after.kind}`;
  if (many && before.targets.join() !== after.targets.join()) return 'Links to many cannot point at another entity';
  if (after.targets.length > 0 && before.targets.length === 0) return `${before.kind} cannot become a link`;
  return undefined;
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
