/**
 * Fields that a reader may see on some records only: on the others they read as empty, wherever they are asked for. A link to a record that
 * the reader may not see reads as empty, too.
 */
import { readableWhere, type ReadableWhere } from '../access/field-cases.ts';
import { unreadableWhere } from '../access/restrictions.ts';
import { all, any, id, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { Entity, Field } from '../model/types.ts';
import { readScope, scopeSql } from './scope.ts';
import { columnSql, createSource, tableSql, type Source } from './source.ts';
import { trustedCondition } from './trusted-condition.ts';

/** The predicate "the reader may see this field of this record", or undefined when they may see it of all. Never null. */
export function guardOf(source: Source, field: Field): Sql | undefined {
  if (source.trusted) return undefined;
  const { context } = source.compilation;
  const cases = context.rights.entity(source.entity.id).fieldCases(field.name);
  const where = cases && readableWhere(cases);
  const closed = unreadableWhere(context, source.entity, field.name);
  if (where === undefined && closed.length === 0) return undefined;
  return all([
    ...(where === undefined ? [] : [any(where.map((each) => readableSql(source, each)))]),
    ...closed.map((condition) => sql`(${trustedCondition(source, condition)}) is not true`),
  ]);
}

function readableSql(source: Source, { reach, where }: ReadableWhere): Sql {
  return all([
    ...(reach === 'all' ? [] : [sql`(${scopeSql(source, reach, 'read')}) is true`]),
    ...(where === undefined ? [] : [sql`(${trustedCondition(source, where)}) is true`]),
  ]);
}

/** A column of a field, as the reader may see it. */
export function fieldColumn(source: Source, field: Field, column: string): Sql {
  const guard = guardOf(source, field);
  const value = columnSql(source, column);
  return guard === undefined ? value : sql`(case when ${guard} then ${value} end)`;
}

/**
 * The predicate "the reader may see what the link leads to", or undefined where they may see all that it can lead to. One's own user is seen
 * by everybody. In the trash counts as there: whoever may see it may know.
 */
export function targetGuardOf(source: Source, field: Field): Sql | undefined {
  if (source.trusted || field.targets.length === 0 || field.joinTable !== undefined) return undefined;
  const { context } = source.compilation;
  const columns = field.type.columns(field).map((column) => columnSql(source, column.name));
  const [first, second] = columns;
  if (!first) return undefined;
  const pointer = second ?? first;
  const branches = field.targets.flatMap((name) => {
    const target = context.model.entities.get(name);
    return target ? [{ target, seen: seenTarget(source, target, pointer) }] : [];
  });
  if (branches.every(({ seen }) => seen === undefined)) return undefined;
  if (second === undefined) return branches[0]?.seen;
  return any(branches.map(({ target, seen }) => all([sql`${first} = ${literal(target.id)}`, ...(seen === undefined ? [] : [seen])])));
}

/** Whether a record may be seen, by its id; undefined where all of its entity may. */
function seenTarget(source: Source, target: Entity, pointer: Sql): Sql | undefined {
  const { context } = source.compilation;
  const own = target.id === 'system.user' && context.actor.id !== null ? [sql`${pointer} = ${context.actor.id}::uuid`] : [];
  if (context.rights.entity(target.id).scope('read') === 'none') return any([...own, raw('false')]);
  const child = createSource(source.compilation, target);
  const scope = readScope(child);
  if (scope.length === 0) return undefined;
  const where = all([sql`${columnSql(child, 'id')} = ${pointer}`, ...scope]);
  return any([...own, sql`exists (select 1 from ${tableSql(context, target.table)} ${id(child.alias)} where ${where})`]);
}

/** A column of a field as it compares: empty where the reader may see neither the field nor what it leads to. */
export function comparedColumn(source: Source, field: Field, column: string): Sql {
  const target = targetGuardOf(source, field);
  const value = fieldColumn(source, field, column);
  return target === undefined ? value : sql`(case when ${target} then ${value} end)`;
}
