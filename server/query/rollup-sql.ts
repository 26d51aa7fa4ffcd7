/**
 * A rollup as a correlated subquery over the records that point at this one. It is computed when it is read, over the children
 * that the reader may see, so it can neither be stale nor tell of hidden ones. (A trusted source sees all of them.)
 */
import type { PropertyDocument } from '../../metadata/types.ts';
import { parseCondition } from '../../metadata/rules/condition.ts';
import { all, raw, sql, type Sql } from '../database/sql.ts';
import { pointsAt } from './points-at.ts';
import { columnSql, createSource, joinAll, tableSql, type Source } from './source.ts';
import { readScope } from './scope.ts';

type RollupDocument = Extract<PropertyDocument, { field: 'rollup' }>;

/** The SQL of a rollup of the source's record. */
export function rollupSql(source: Source, document: RollupDocument): Sql {
  const { compilation } = source;
  const at = document.of.lastIndexOf('.');
  const entity = compilation.context.model.entities.get(document.of.slice(0, at));
  const link = entity?.fields.get(document.of.slice(at + 1));
  if (!entity || !link) throw new Error(`The rollup of ${document.of} leads nowhere, although the model was checked.`);
  const child = createSource(compilation, entity, source.trusted);
  const where = [
    pointsAt(child, link, source),
    sql`${columnSql(child, 'deleted_at')} is null`,
    ...(source.trusted ? [] : readScope(child)),
    ...(document.where ? [compilation.condition(child, parseCondition(document.where))] : []),
  ];
  const measured = measure(child, document);
  const from = sql`from ${tableSql(compilation.context, entity.table)} ${raw(child.alias)}${joinAll(child)} where ${all(where)}`;
  return sql`(select ${measured} ${from})`;
}

function measure(child: Source, document: RollupDocument): Sql {
  if (document.sum !== undefined) return sql`sum(${child.compilation.expression(child, document.sum).sql})`;
  if (document.average !== undefined) return sql`avg(${child.compilation.expression(child, document.average).sql})`;
  if (document.minimum !== undefined) return sql`min(${child.compilation.expression(child, document.minimum).sql})`;
  if (document.maximum !== undefined) return sql`max(${child.compilation.expression(child, document.maximum).sql})`;
  if (document.latest !== undefined) return sql`max(${child.compilation.expression(child, document.latest).sql})`;
  return raw('count(*)::numeric');
}
