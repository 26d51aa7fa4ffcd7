/** A first import map, guessed from header names and from the cells of the first rows. */
import { foldText } from '../../metadata/rules/fold.ts';
import { nearest } from '../../metadata/rules/suggest.ts';
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { localise } from '../model/localise.ts';
import type { Entity, Field } from '../model/types.ts';
import type { ColumnMap, FileRow, ImportMap } from './types.ts';

/** A header as words are compared: folded, without punctuation, underscores and spaces. */
function key(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Words that other systems put around the name of a field. */
const decoration = /^(record|property|the)|(name|id|c)$/;

/**
 * Suggests a map. Each field is given away once; columns that fit nothing are left out.
 * @param sample the first rows
 */
export function suggestMap(context: Context, entity: Entity, headers: readonly string[], sample: readonly FileRow[]): ImportMap {
  const names = fieldNames(context, entity);
  const taken = new Set<Field>();
  const columns: Record<string, string | ColumnMap> = {};
  for (const find of [exact, undecorated, near]) {
    for (const header of headers) {
      if (columns[header] !== undefined) continue;
      const field = find(header, names, entity);
      if (!field || taken.has(field)) continue;
      taken.add(field);
      columns[header] = columnFor(context, field, header, sample);
    }
  }
  const ordered = Object.fromEntries(
    headers.flatMap((header) => (columns[header] === undefined ? [] : [[header, columns[header]] as const])),
  );
  const match = [...taken].find((field) => field.unique && headers.some((header) => target(ordered[header]) === field.name));
  return { ...(match ? { match: match.name } : {}), columns: ordered };
}

function target(column: string | ColumnMap | undefined): string | undefined {
  return typeof column === 'string' ? column : column?.field;
}

/** Fields by every name that they go by: API name, titles in all languages, aliases. */
function fieldNames(context: Context, entity: Entity): Map<string, Field> {
  const languages = context.model.settings.languages ?? [context.model.settings.language];
  const names = new Map<string, Field>();
  const writable = [...entity.fields.values()].filter((field) => fieldAccess(context.model, context.rights, entity, field) === 'write');
  for (const field of writable)
    for (const name of [field.name, field.title, ...field.aliases]) if (!names.has(key(name))) names.set(key(name), field);
  for (const language of languages) {
    const translated = localise(context.model, language).entities.get(entity.id);
    for (const field of writable) {
      const title = key(translated?.fields.get(field.name)?.title ?? '');
      if (title !== '' && !names.has(title)) names.set(title, field);
    }
  }
  return names;
}

type Finder = (header: string, names: ReadonlyMap<string, Field>, entity: Entity) => Field | undefined;

const exact: Finder = (header, names, entity) =>
  names.get(key(header)) ?? (key(header) === key(entity.title) || key(header) === `${key(entity.title)}name` ? entity.display : undefined);

/** `Account Name` is the account, `close_date` of `Deal - Close date` is the close date. */
const undecorated: Finder = (header, names, entity) => {
  const last = header.split(' - ').at(-1) ?? header;
  const short = key(last)
    .replace(new RegExp(`^${key(entity.title)}`), '')
    .replace(decoration, '');
  return names.get(key(last)) ?? (short === '' ? undefined : names.get(short));
};

const near: Finder = (header, names) => {
  const wanted = key(header);
  const found = wanted.length < 4 ? undefined : nearest(wanted, names.keys());
  return found === undefined ? undefined : names.get(found);
};

/** Links are looked up by the name of what they point at, or by e-mail where the cells are addresses. */
function columnFor(context: Context, field: Field, header: string, sample: readonly FileRow[]): string | ColumnMap {
  const linked =
    field.targets.length === 1 && field.joinTable === undefined ? context.model.entities.get(field.targets[0] ?? '') : undefined;
  if (linked) {
    const cells = sample.map((row) => row.cells[header] ?? '').filter((cell) => cell !== '');
    const email = [...linked.fields.values()].find((candidate) => candidate.kind === 'email' && !candidate.system);
    const by = email && cells.length > 0 && cells.every((cell) => cell.includes('@')) ? email : linked.display;
    return { field: field.name, by: by.name };
  }
  const values = codesFor(field, header, sample);
  return values === undefined ? field.name : { field: field.name, values };
}

/** Cells that are no code and no title, with the code that they most likely mean. */
function codesFor(field: Field, header: string, sample: readonly FileRow[]): Record<string, string> | undefined {
  const codes = field.codes;
  if (!codes || codes.length === 0) return undefined;
  const known = new Map(codes.flatMap((code) => [[key(code), code] as const, [key(field.codeTitles?.get(code) ?? code), code] as const]));
  const odd = [...new Set(sample.map((row) => row.cells[header] ?? ''))].filter((cell) => cell.trim() !== '' && !known.has(key(cell)));
  const guessed = odd.flatMap((cell) => {
    const found = nearest(key(cell), known.keys());
    return found === undefined ? [] : [[cell, known.get(found) ?? ''] as const];
  });
  return guessed.length === 0 ? undefined : Object.fromEntries(guessed);
}
