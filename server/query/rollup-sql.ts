/**
 * A rollup: the column in which its value is kept, for whoever may see all of the children; else a correlated subquery over those that the
 * reader may see, so that it can neither be stale nor tell of hidden ones. (A trusted source sees all of them.)
 */
import type { PropertyDocument } from '../../metadata/types.ts';
import { parseCondition } from '../../metadata/rules/condition.ts';
import { all, raw, sql, type Sql } from '../database/sql.ts';
import { averageScale } from '../model/computed-scale.ts';
import type { Entity, Field, KeptRollup } from '../model/types.ts';
import { guardOf, targetGuardOf } from './guard.ts';
import { pointsAt } from './points-at.ts';
import { columnSql, createSource, joinAll, ofRecord, tableSql, type Source } from './source.ts';
import { readScope } from './scope.ts';

type RollupDocument = Extract<PropertyDocument, { field: 'rollup' }>;

/** The SQL of a rollup of the source's record. */
export function rollupSql(source: Source, field: Field): Sql {
  const { kept } = field;
  // A definition that the database keeps must not hang on a column that goes when another rollup takes its place.
  if (kept === undefined || source.compilation.kept === true || !seesAll(source, kept)) return computedRollup(source, field);
  return columnSql(source, kept.column);
}

/** Whether the reader sees every one of the children, and what counts of each. */
function seesAll(source: Source, kept: KeptRollup): boolean {
  if (source.trusted) return true;
  const entity = source.compilation.context.model.entities.get(kept.child);
  if (!entity) return false;
  const child = createSource(source.compilation, entity);
  if (readScope(child).length > 0) return false;
  return kept.inputs.every((name) => {
    const input = entity.fields.get(name);
    return input !== undefined && guardOf(child, input) === undefined && targetGuardOf(child, input) === undefined;
  });
}

/** The SQL that computes a rollup of the source's record, whether or not its value is kept. */
export function computedRollup(source: Source, field: Field): Sql {
  const { compilation } = source;
  const document = field.document as RollupDocument;
  const { entity, link } = childrenOf(source, document);
  const child = createSource(compilation, entity, source.trusted);
  const where = [
    pointsAt(child, link, source),
    sql`${columnSql(child, 'deleted_at')} is null`,
    ...(source.trusted ? [] : readScope(child)),
    ...(document.where ? [compilation.condition(child, parseCondition(document.where))] : []),
  ];
  const measured = measure(child, document);
  const from = sql`from ${tableSql(compilation.context, entity.table)} ${raw(child.alias)}${joinAll(child)} where ${all(where)}`;
  const computed = sql`(select ${measured} ${from})`;
  return document.count === true ? ofRecord(source, computed) : computed;
}

function childrenOf({ compilation }: Source, document: RollupDocument): { entity: Entity; link: Field } {
  const at = document.of.lastIndexOf('.');
  const entity = compilation.context.model.entities.get(document.of.slice(0, at));
  const link = entity?.fields.get(document.of.slice(at + 1));
  if (!entity || !link) throw new Error(`The rollup of ${document.of} leads nowhere, although the model was checked.`);
  return { entity, link };
}

function measure(child: Source, document: RollupDocument): Sql {
  if (document.sum !== undefined) return sql`sum(${child.compilation.expression(child, document.sum).sql})`;
  if (document.average !== undefined) {
    const scale = raw(String(averageScale(child.entity, document.average)));
    return sql`round(avg(${child.compilation.expression(child, document.average).sql}), ${scale})`;
  }
  if (document.minimum !== undefined) return sql`min(${child.compilation.expression(child, document.minimum).sql})`;
  if (document.maximum !== undefined) return sql`max(${child.compilation.expression(child, document.maximum).sql})`;
  if (document.latest !== undefined) return sql`max(${child.compilation.expression(child, document.latest).sql})`;
  return raw('count(*)::numeric');
}
