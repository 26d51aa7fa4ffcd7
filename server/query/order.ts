/** Sort keys: their SQL, their order, and the place of a cursor in it. Empty values come last in both directions; the id decides. */
import { all, any, id, join, raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';
import { badRequest } from '../kernel/errors.ts';
import { literalSql } from './literals.ts';
import { expressionOf, resolveOrRefuse } from './expression.ts';
import { isWholeColumn, textCollation, type Source } from './source.ts';

/** One key of an order. */
export interface SortKey {
  readonly sql: Sql;
  readonly valueType: ValueType;
  readonly descending: boolean;
  /** Whether it is never empty. */
  readonly present?: boolean;
  /** Whether it is a column of whole numbers. */
  readonly whole?: boolean;
}

const unsortable: readonly ValueType[] = ['codes', 'records', 'reference', 'none'];

/**
 * Parses sort names (`-closeDate`, `account.name`); a link sorts by the name of what it points at. The id is added as the last key.
 * @throws Problem 400 for unknown fields and for kinds that have no order.
 */
export function parseSort(source: Source, names: readonly string[], pointer = '/sort'): SortKey[] {
  if (names.length > 8)
    throw badRequest('A list sorts by eight fields at the most.', [{ pointer, code: 'sort', message: 'Too many sort fields.' }]);
  const keys = names.map((name) => sortKey(source, name, pointer));
  return [...keys, { sql: id(source.alias, 'id'), valueType: 'record' as const, descending: keys[0]?.descending ?? false, present: true }];
}

function sortKey(source: Source, name: string, pointer: string): SortKey {
  const descending = name.startsWith('-');
  let path = descending ? name.slice(1) : name;
  const resolved = resolveOrRefuse(source, path, pointer);
  if (resolved.end.kind === 'field' && resolved.end.field.targets.length === 1 && resolved.end.field.joinTable === undefined) {
    const target = source.compilation.context.model.entities.get(resolved.end.field.targets[0] ?? '');
    if (target) path = `${path}.${target.display.name}`;
  }
  if (path === 'id') return { sql: id(source.alias, 'id'), valueType: 'record', descending, present: true };
  const expression = expressionOf(source, path, pointer);
  if (unsortable.includes(expression.valueType)) {
    throw badRequest(`A list cannot be sorted by "${path}".`, [{ pointer, code: 'sort', message: `"${path}" has no order.` }]);
  }
  if (expression.field.pipelines.length > 0 && expression.part === undefined)
    return { sql: statusOrder(expression.sql, expression.field.codes ?? []), valueType: 'number', descending };
  return {
    sql: expression.valueType === 'text' ? sql`${expression.sql} ${textCollation}` : expression.sql,
    valueType: expression.valueType,
    descending,
    whole: isWholeColumn(expression),
  };
}

/** Statuses sort as the pipeline lists them, not by their codes. */
function statusOrder(code: Sql, codes: readonly string[]): Sql {
  return sql`array_position(${codes}::text[], ${code})::numeric`;
}

/** ORDER BY. */
export function orderSql(keys: readonly SortKey[]): Sql {
  // An id is never empty: it is named as its place in an index has it, or the index would not give the whole order.
  const place = (key: SortKey): string => (key.present === true ? '' : ' nulls last');
  return join(keys.map((key) => sql`${key.sql} ${raw(`${key.descending ? 'desc' : 'asc'}${place(key)}`)}`));
}

/** The keys of a row as a JSON array of texts: what a cursor carries. */
export function keysJson(keys: readonly SortKey[]): Sql {
  return sql`json_build_array(${join(keys.map((key) => sql`(${key.sql})::text`))})::text`;
}

/** The predicate "comes after these key values", with the null cases spelled out. */
export function afterSql(keys: readonly SortKey[], values: readonly (string | null)[]): Sql {
  const [key, ...rest] = keys;
  if (!key) return raw('false');
  const value = values[0] ?? null;
  const later = afterSql(rest, values.slice(1));
  if (value === null) return rest.length === 0 ? raw('false') : all([sql`${key.sql} is null`, later]);
  const bound = literalSql(value, key.valueType, key.whole);
  const beyond = any([
    sql`${key.sql} ${raw(key.descending ? '<' : '>')} ${bound}`,
    ...(key.present === true ? [] : [sql`${key.sql} is null`]),
  ]);
  return rest.length === 0 ? beyond : any([beyond, all([sql`${key.sql} = ${bound}`, later])]);
}
