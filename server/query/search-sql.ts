/** The search box: every word must be found in one of the entity's search paths, in any script, folded. */
import { foldText } from '../../metadata/rules/fold.ts';
import { isReadable } from '../access/fields.ts';
import { all, any, id, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { likePattern } from './literals.ts';
import { expressionOf } from './expression.ts';
import { fieldColumn, guardOf } from './guard.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, joinAll, tableSql, type Source } from './source.ts';

const maximumWords = 8;

/** The words of a search text, folded, each once. */
export interface SearchWords {
  /** All of these must be found. */
  readonly words: readonly string[];
  /** More than are looked for: each costs an index scan of its own. */
  readonly ignored: readonly string[];
}

/**
 * Divides a search text.
 * @throws Problem 400 for what no record can hold
 */
export function searchWords(text: string): SearchWords {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw badRequest('The search text holds a character that no record can hold.', [
      { pointer: '/q', code: 'text', message: 'Not a text.' },
    ]);
  }
  const all = [...new Set(foldText(text).split(' '))].filter((word) => word !== '');
  return { words: all.slice(0, maximumWords), ignored: all.slice(maximumWords) };
}

/** Whether a word is looked for at the starts of words only: a trigram index needs three characters. */
export function isPrefixOnly(word: string): boolean {
  return [...word].length < 3;
}

/**
 * How a word is looked for: `indexed` by the indexes of the search and of links, `rowwise` in rows that something else brings, each of which looks for
 * its links in memory.
 */
export type SearchForm = 'indexed' | 'rowwise';

/** The predicate of a search text, or undefined when it holds no word: each must be found in one of the entity's search paths. */
export function searchSql(source: Source, text: string, form: SearchForm = 'indexed'): Sql | undefined {
  const { words } = searchWords(text);
  const paths = source.entity.search;
  if (words.length === 0) return undefined;
  return all(words.map((word) => any([...inRecord(source, paths, word), ...inLinked(source, paths, word, form)])));
}

/**
 * A word in fields of the record itself: by the search column, which holds all of them, if the reader may see all; else by the column
 * first, which has an index, and then by those fields that they may see.
 */
function inRecord(source: Source, paths: readonly string[], word: string): Sql[] {
  const { model, rights } = source.compilation.context;
  const { entity, trusted } = source;
  const fields = paths.flatMap((path) => entity.fields.get(path) ?? []);
  const seen = fields.filter((field) => trusted || isReadable(model, rights, entity, field));
  if (seen.length === 0) return [];
  const kept = entity.search.filter((path) => entity.fields.has(path));
  const guarded = seen.some((field) => guardOf(source, field) !== undefined);
  if (!guarded && kept.every((path) => seen.some((field) => field.name === path)) && seen.length === kept.length)
    return [inColumn(columnSql(source, 'search_text'), word)];
  const fold = id(source.compilation.context.database.schema, 'relata_fold');
  const found = any(seen.map((field) => inColumn(sql`${fold}((${expressionOf(source, field.name).sql})::text)`, word)));
  // The column holds texts as they are; other kinds may be written in other words there.
  const narrowed = seen.every((field) => kept.includes(field.name) && field.type.valueType === 'text');
  return [narrowed ? all([inColumn(columnSql(source, 'search_text'), word), found]) : found];
}

/** A word in records that this one points at: found there first, by their own indexes. */
function inLinked(source: Source, paths: readonly string[], word: string, form: SearchForm): Sql[] {
  const { context } = source.compilation;
  const byLink = new Map<string, string[]>();
  for (const path of paths) {
    const [link = '', ...rest] = path.split('.');
    if (rest.length > 0) byLink.set(link, [...(byLink.get(link) ?? []), rest.join('.')]);
  }
  return [...byLink].flatMap(([name, rest]): Sql[] => {
    const link = source.entity.fields.get(name);
    const target = link?.targets.length === 1 ? context.model.entities.get(link.targets[0] ?? '') : undefined;
    if (!link || !target || (!source.trusted && !isReadable(context.model, context.rights, source.entity, link))) return [];
    const child = createSource(source.compilation, target, source.trusted);
    const inside = [...inRecord(child, rest, word), ...inLinked(child, rest, word, 'indexed')];
    if (inside.length === 0) return [];
    const where = all([any(inside), sql`${columnSql(child, 'deleted_at')} is null`, ...(child.trusted ? [] : readScope(child))]);
    const found = sql`select ${columnSql(child, 'id')} from ${tableSql(context, target.table)} ${id(child.alias)}${joinAll(child)} where ${where}`;
    const column = fieldColumn(source, link, link.column);
    return [form === 'rowwise' ? sql`${column} in (${found})` : sql`${column} = any(array(${found}))`];
  });
}

function inColumn(column: Sql, word: string): Sql {
  if (!isPrefixOnly(word)) return sql`${column} like ${likePattern(word, false)}`;
  return sql`(${column} like ${likePattern(word, true)} or ${column} like ${`% ${likePattern(word, true)}`})`;
}
