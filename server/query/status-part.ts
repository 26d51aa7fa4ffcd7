/** `stage.kind`, `stage.probability`, `stage.title`: what a pipeline says of the status that a record is in; `stage.since`: since when. */
import { id, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import { codeOperators, dateOperators, numberOperators } from '../fields/operator-sets.ts';
import type { Field, Pipeline } from '../model/types.ts';
import { fieldColumn, guardOf } from './guard.ts';
import { columnSql, type Expression, type Source } from './source.ts';

type Status = Pipeline['document']['statuses'][number];

/** The SQL of a part of a status: a CASE over the codes, which are few and known. */
export function statusPart(source: Source, field: Field, part: string): Expression {
  if (part === 'since') return sincePart(source, field);
  const statuses = field.pipelines.flatMap((pipeline) => [...pipeline.statuses.values()]);
  const numeric = part === 'probability' || part === 'position';
  const code = fieldColumn(source, field, field.column);
  const branches = statuses.map((status, index) => {
    const value = valueOf(status, part, index);
    const shown: Sql = value === undefined ? raw('null') : literal(String(value));
    return sql`when ${literal(status.code)} then ${shown}`;
  });
  const chosen = sql`(case ${code} ${join(branches, ' ')} end)`;
  return {
    sql: numeric ? sql`${chosen}::numeric` : sql`${chosen}::text`,
    valueType: numeric ? 'number' : 'code',
    operators: numeric ? numberOperators : codeOperators,
    field,
    source,
    part,
  };
}

/** When the record came into its present status: the last step of its status history, which the index of that finds at once. */
function sincePart(source: Source, field: Field): Expression {
  const { compilation, entity } = source;
  const history = id(compilation.context.database.schema, 'relata_status_history');
  const own = sql`h.entity = ${literal(entity.id)} and h.record_id = ${columnSql(source, 'id')} and h.field = ${literal(field.id)}`;
  const guard = guardOf(source, field);
  const visible = guard === undefined ? own : sql`${own} and ${guard}`;
  return {
    sql: sql`(select max(h.at) from ${history} h where ${visible})`,
    valueType: 'instant',
    operators: dateOperators,
    field,
    source,
    part: 'since',
  };
}

function valueOf(status: Status, part: string, index: number): string | number | undefined {
  if (part === 'kind') return status.kind;
  if (part === 'probability') return status.probability;
  if (part === 'position') return index;
  return status.title;
}
