/**
 * The twin of `foldText` in SQL, made from the same tables. Case goes by ICU's root locale, not by the database's, so that every
 * server folds alike; where its ICU is older than the Unicode of the other side, letters that the older one does not know keep their case.
 */
import { bracket, expanded, removedRanges, replaced, spaceRanges } from './fold-tables.ts';

/** The SQL of a folded text; `argument` is SQL of type text, repeated within. */
export function foldSqlExpression(argument: string): string {
  const collapse = (text: string): string => `btrim(regexp_replace(${text}, '${bracket(spaceRanges)}+', ' ', 'g'))`;
  const lower = `lower(normalize(${argument}, NFKD) collate pg_catalog."und-x-icu")`;
  const bare = `regexp_replace(${lower}, '${bracket(removedRanges)}', '', 'g')`;
  const long = expanded.reduce((text, [from, to]) => `replace(${text}, ${quote(from)}, '${to}')`, bare);
  const plain = `translate(${long}, ${quote([...replaced.keys()].join(''))}, ${quote([...replaced.values()].join(''))})`;
  // Text of ASCII alone, which most is, takes a path that is several times shorter. COLLATE "C" ends the influence of the one within.
  return `case when octet_length(${argument}) = length(${argument}) then ${collapse(`lower(${argument} collate "C")`)} collate "C" else ${collapse(plain)} collate "C" end`;
}

/** The statement that makes the function of this name (already quoted and qualified): immutable, so that indexes can use it. PostgreSQL 15+. */
export function foldFunctionSql(name: string): string {
  return `create or replace function ${name}(text) returns text language sql immutable parallel safe return ${foldSqlExpression('$1')}`;
}

/** A literal in escapes, so that no editor or terminal can turn right-to-left letters around. */
function quote(text: string): string {
  return `U&'${[...text].map((letter) => `\\${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('')}'`;
}
