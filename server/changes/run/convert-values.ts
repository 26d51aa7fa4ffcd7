/** Values of one kind as values of another: as JSON where that fits, else as the text that a person would read and type. */
import type { Context } from '../../access/context.ts';
import { cutCell } from '../../fields/array-kind.ts';
import { FieldError, type FieldEnvironment } from '../../fields/types.ts';
import type { Field } from '../../model/types.ts';
import { readLabels } from '../../query/labels.ts';
import { linkTargets } from '../../records/link-targets.ts';
import { createLookup } from '../../records/lookup.ts';

/** What came of a value: a canonical value of the new kind, or why not all of it came over, with what did. */
export type Converted =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string; readonly value: unknown };

/** Converts one canonical value. What is empty stays empty. */
export type Convert = (value: unknown) => Converted;

const nothing = (reason: string): Converted => ({ ok: false, reason, value: null });

/** Whether values of a field are encrypted, before or after: no word about one of them may tell what it is. */
export function isSecret({ before, after }: { readonly before: Field; readonly after: Field }): boolean {
  return [before, after].some((field) => field.type.encrypts !== undefined);
}

/** Says only that a value does not fit. */
function quietly(convert: Convert): Convert {
  return (value) => {
    const converted = convert(value);
    return converted.ok ? converted : { ...converted, reason: 'The value does not fit.' };
  };
}

/**
 * Gets ready to convert some values: what links point at is called by its name where they become text, and texts are looked up where
 * they become links.
 * @param context reads the records that are linked
 */
export async function prepareConversion(
  context: Context,
  before: Field,
  after: Field,
  values: readonly unknown[],
  environment: FieldEnvironment,
): Promise<Convert> {
  const convert = await chooseConversion(context, before, after, values, environment);
  return isSecret({ before, after }) ? quietly(convert) : convert;
}

async function chooseConversion(
  context: Context,
  before: Field,
  after: Field,
  values: readonly unknown[],
  environment: FieldEnvironment,
): Promise<Convert> {
  const [fromLinks, toLinks] = [before.targets.length > 0, after.targets.length > 0];
  const given = values.filter((value) => value !== null && value !== undefined);
  const filled =
    (convert: Convert): Convert =>
    (value) =>
      value === null || value === undefined ? { ok: true, value: null } : convert(value);
  if (fromLinks && toLinks) return filled((value) => convertLinks(value, before, after));
  if (fromLinks) {
    const labels = await readLabels(
      context,
      given.flatMap((value) => linkTargets(before, value)),
    );
    return filled((value) => convertNames(value, labels, before, after, environment));
  }
  if (toLinks) return filled(await prepareLookup(context, before, after, given, environment));
  return filled((value) => convertPlain(value, before, after, environment));
}

function convertPlain(value: unknown, before: Field, after: Field, environment: FieldEnvironment): Converted {
  const direct = attempt(() => after.type.normalise(value, after, environment));
  if (direct.ok && direct.value !== null && !isLossy(value, direct.value)) return direct;
  return convertText(before.type.toText(value, before, environment), after, environment);
}

function convertText(text: string, after: Field, environment: FieldEnvironment): Converted {
  const read = attempt(() => {
    const cell = after.type.parseCell(text, after, environment);
    return cell === null ? null : after.type.normalise(cell, after, environment);
  });
  return read.ok && read.value === null ? nothing('Nothing is left of it.') : read;
}

/** Links stay links where the records that they point at may still be pointed at, and as many as there may be. */
function convertLinks(value: unknown, before: Field, after: Field): Converted {
  const targets = linkTargets(before, value);
  const fitting = targets.filter((target) => after.targets.includes(target.entity));
  const stray = targets.find((target) => !after.targets.includes(target.entity));
  const [first] = fitting;
  const kept = after.kind === 'links' ? fitting.map(({ id }) => id) : after.kind === 'linkAny' ? first : first?.id;
  const fresh = first === undefined ? null : (kept ?? null);
  if (stray) return { ok: false, reason: `It points at ${stray.entity}.`, value: fresh };
  if (after.kind !== 'links' && fitting.length > 1)
    return { ok: false, reason: `Only the first of ${fitting.length} links has a place.`, value: fresh };
  return { ok: true, value: fresh };
}

function convertNames(
  value: unknown,
  labels: ReadonlyMap<string, string | null>,
  before: Field,
  after: Field,
  environment: FieldEnvironment,
): Converted {
  const names = linkTargets(before, value).map(({ id }) => labels.get(id) ?? null);
  const known = names.filter((name) => name !== null);
  if (known.length === 0) return nothing('What it points at has no name, or is in the trash.');
  const converted = convertText(known.join('; '), after, environment);
  return converted.ok && known.length < names.length
    ? { ok: false, reason: 'A record that it points at has no name, or is in the trash.', value: converted.value }
    : converted;
}

/** Texts as links to the records that people call so. */
async function prepareLookup(
  context: Context,
  before: Field,
  after: Field,
  given: readonly unknown[],
  environment: FieldEnvironment,
): Promise<Convert> {
  const target = context.model.entities.get(after.targets[0] ?? '');
  if (!target) return () => nothing('There are no records yet that it could point at.');
  const lookup = createLookup(context, target, target.display);
  const several = after.kind === 'links';
  const wholeOf = (value: unknown): string => before.type.toText(value, before, environment).trim();
  const partsOf = (text: string): string[] => (several ? cutCell(text) : [text]);
  await lookup.prepare(
    given.flatMap((value) => [wholeOf(value), ...partsOf(wholeOf(value))]),
    false,
  );
  return (value) => {
    const whole = wholeOf(value);
    if (whole === '') return nothing('Nothing is left of it.');
    // A name may hold the sign that parts lists.
    const found = ('id' in lookup.find(whole) ? [whole] : partsOf(whole)).map((text) => lookup.find(text));
    const ids = [...new Set(found.flatMap((each) => ('id' in each ? [each.id] : [])))];
    const fresh = ids.length === 0 ? null : several ? ids : (ids[0] ?? null);
    const problem = found.flatMap((each) => ('problem' in each ? [each.problem] : []))[0];
    return problem === undefined ? { ok: true, value: fresh } : { ok: false, reason: problem, value: fresh };
  };
}

/** Why values of a field cannot be brought into the form of another at all; undefined when they can be tried one by one. */
export function conversionObstacle(before: Field, after: Field): string | undefined {
  const becomesLink = after.targets.length > 0 && before.targets.length === 0;
  if (becomesLink && after.kind === 'linkAny') return `${before.kind} cannot become a link to any of several entities`;
  return undefined;
}

function attempt(work: () => unknown): Converted {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof FieldError) return nothing(error.message);
    throw error;
  }
}

/** A boolean that became a text, or an object that became another: the reading of the text says it better. */
function isLossy(before: unknown, after: unknown): boolean {
  return typeof before === 'boolean' && typeof after === 'string';
}
