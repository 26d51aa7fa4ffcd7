/** What a reader may see of the record at the other end of a link: its id and its name, or nothing. */
import { isReadable } from '../access/fields.ts';
import { all, id, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { Field } from '../model/types.ts';
import { fieldExpression, joinLink } from './expression.ts';
import { fieldColumn } from './guard.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, joinAll, tableSql, type Expression, type Source } from './source.ts';

/** The text by which people know a record of the source, or null when the reader may not see it. */
export function labelSql(source: Source): Sql {
  const { model, rights } = source.compilation.context;
  const field = source.entity.display;
  if (!source.trusted && !isReadable(model, rights, source.entity, field)) return raw('null');
  return sql`(${fieldExpression(source, field).sql})::text`;
}

/** A source's table with its joins, restricted to living records that the reader may see. */
export function fromVisible(child: Source, where: Sql, on?: Sql): Sql {
  const scope = child.trusted ? [] : readScope(child);
  const table = sql`${tableSql(child.compilation.context, child.entity.table)} ${id(child.alias)}`;
  const condition = all([where, sql`${columnSql(child, 'deleted_at')} is null`, ...scope]);
  return sql`${table}${on ? sql` on ${on}` : raw('')}${joinAll(child)} where ${condition}`;
}

/** The id that a link holds, or null when the reader may not see what it points at; what is no link, as it is. */
export function visibleId(expression: Expression): Sql {
  return ofLinked(expression, (child) => columnSql(child, 'id')) ?? expression.sql;
}

/** The name of what a link points at. */
export function visibleLabel(expression: Expression): Sql {
  return ofLinked(expression, labelSql) ?? raw('null::text');
}

function ofLinked({ source, field, part }: Expression, take: (child: Source) => Sql): Sql | undefined {
  const { model } = source.compilation.context;
  if (part !== undefined || field.targets.length === 0 || field.joinTable !== undefined) return undefined;
  const [only = '', ...others] = field.targets;
  const target = model.entities.get(only);
  if (field.kind !== 'linkAny') return target && others.length === 0 ? take(joinLink(source, field, target)) : undefined;
  return anyTarget(source, field, (child, where) => {
    const taken = take(child);
    return sql`select ${taken} from ${fromVisible(child, where)}`;
  });
}

/**
 * What a link to any entity points at: a CASE over its targets.
 * @param take SQL of a subquery on one target, where `where` holds; nothing for targets that do not matter
 */
export function anyTarget(source: Source, field: Field, take: (child: Source, where: Sql) => Sql): Sql | undefined {
  const [entityColumn, idColumn] = field.type.columns(field);
  const pointer = fieldColumn(source, field, idColumn?.name ?? '');
  const branches = field.targets.flatMap((targetId) => {
    const target = source.compilation.context.model.entities.get(targetId);
    if (!target) return [];
    const child = createSource(source.compilation, target, source.trusted);
    return [sql`when ${literal(target.id)} then (${take(child, sql`${columnSql(child, 'id')} = ${pointer}`)})`];
  });
  return branches.length === 0 ? undefined : sql`(case ${fieldColumn(source, field, entityColumn?.name ?? '')} ${join(branches, ' ')} end)`;
}
