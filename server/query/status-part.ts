/** `stage.kind`, `stage.probability`, `stage.title`: what a pipeline says of the status that a record is in. */
import { join, literal, raw, sql, type Sql } from '../database/sql.ts';
import { codeOperators, numberOperators } from '../fields/operator-sets.ts';
import type { Field, Pipeline } from '../model/types.ts';
import { fieldColumn } from './guard.ts';
import type { Expression, Source } from './source.ts';

type Status = Pipeline['document']['statuses'][number];

/** The SQL of a part of a status: a CASE over the codes, which are few and known. */
export function statusPart(source: Source, field: Field, part: string): Expression {
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

function valueOf(status: Status, part: string, index: number): string | number | undefined {
  if (part === 'kind') return status.kind;
  if (part === 'probability') return status.probability;
  if (part === 'position') return index;
  return status.title;
}
