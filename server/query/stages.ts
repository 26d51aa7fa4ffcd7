/** Time in status: how often and for how long a record was in each status of its pipelines. */
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { shownEntity, refusalOf } from '../access/wording.ts';
import { slot } from '../database/named.ts';
import { all, id, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import { isId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import { pipelineFieldName } from '../model/compile.ts';
import type { Field } from '../model/types.ts';
import { fieldColumn } from './guard.ts';
import { entityFor } from './list.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, tableSql, type Source } from './source.ts';
import { statementFor } from './statement-cache.ts';

/** One status that a record was in, or can be in. */
export interface StageView {
  readonly code: string;
  readonly title: string;
  /** How often it was entered. */
  readonly entered: number;
  /** Since when the record is in it; null when it is not. */
  readonly since: string | null;
  /** How long it was in it, all times together and the present one up to now, in seconds. */
  readonly seconds: number;
}

/** The way of a record along one status field. */
export interface StagesView {
  readonly field: string;
  readonly title: string;
  readonly statuses: readonly StageView[];
}

interface Step {
  readonly field: string;
  readonly code: string;
  readonly entered: number;
  readonly seconds: number;
  readonly since: string | null;
}

/**
 * Reads the way of one record. What lies in the trash has stood still since it was deleted.
 * @throws Problem 404 when it is not there or the reader may not see it: the same words for both
 */
export async function readStages(context: Context, entityName: string, recordId: string): Promise<{ data: StagesView[] }> {
  const entity = entityFor(context, entityName);
  const fields = [...entity.fields.values()].filter(
    (field) => field.pipelines.length > 0 && isReadable(context.model, context.rights, entity, field),
  );
  if (!isId(recordId)) throw notFound(refusalOf(context, 'noRecord', entity));
  const statement = statementFor(context, ['stages', entity.id], {}, [recordId, context.clock.now().toISOString()], (compilation) =>
    stagesSql(createSource(compilation, entity), fields),
  );
  const { rows } = await context.database.query<{ present: Record<string, string | null>; steps: Step[] }>(statement);
  const [row] = rows;
  if (!row) throw notFound(refusalOf(context, 'noRecord', entity));
  const shown = shownEntity(context, entity);
  return {
    data: fields.flatMap((field) => {
      const present = row.present[field.name];
      if (typeof present !== 'string') return [];
      const steps = new Map(row.steps.filter((step) => step.field === field.id).map((step) => [step.code, step]));
      return [viewOf(shown.fields.get(field.name) ?? field, present, row.present[pipelineFieldName(field.name)] ?? null, steps)];
    }),
  };
}

/** The record as it stands, and beside it what its status history comes to: one statement. */
function stagesSql(source: Source, fields: readonly Field[]): Sql {
  const { context } = source.compilation;
  const { entity } = source;
  const history = id(context.database.schema, 'relata_status_history');
  const columns = fields.flatMap((field) => {
    const own = sql`${fieldColumn(source, field, field.column)} as ${id(field.name)}`;
    const pipeline = entity.fields.get(pipelineFieldName(field.name));
    return pipeline ? [own, sql`${columnSql(source, pipeline.column)} as ${id(pipeline.name)}`] : [own];
  });
  const present = columns.length === 0 ? raw("'{}'::json") : sql`(select row_to_json(p) from (select ${join(columns)}) p)`;
  const where = all([sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`, ...readScope(source)]);
  const record = sql`select ${columnSql(source, 'id')} as id, ${columnSql(source, 'deleted_at')} as deleted_at, ${present} as present from ${tableSql(context, entity.table)} ${id(source.alias)} where ${where}`;
  const steps = sql`select h.field, h.to_code as code, h.at, lead(h.at) over (partition by h.field order by h.at, h.id) as until, coalesce(r.deleted_at, ${slot(1)}::timestamptz) as ending
    from record r join ${history} h on h.entity = ${literal(entity.id)} and h.record_id = r.id`;
  const since = sql`to_char(max(at) filter (where until is null) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const seconds = sql`floor(sum(extract(epoch from greatest(coalesce(until, ending) - at, interval '0'))))::float8`;
  const sums = sql`select field, code, count(*)::int as entered, ${seconds} as seconds, ${since} as since from steps where code is not null group by field, code`;
  return sql`with record as (${record}), steps as (${steps}) select r.present, (select coalesce(json_agg(s), '[]') from (${sums}) s) as steps from record r`;
}

/** The statuses of the record's pipeline, in order, and behind them others that it was in. */
function viewOf(field: Field, present: string, chosen: string | null, steps: ReadonlyMap<string, Step>): StagesView {
  const pipeline =
    field.pipelines.find((each) => each.id === chosen) ?? field.pipelines.find((each) => each.statuses.has(present)) ?? field.pipelines[0];
  const codes = new Set([...(pipeline?.statuses.keys() ?? []), ...steps.keys()]);
  return {
    field: field.name,
    title: field.title,
    statuses: [...codes].map((code) => {
      const step = steps.get(code);
      return {
        code,
        title: field.codeTitles?.get(code) ?? code,
        entered: step?.entered ?? 0,
        since: step?.since ?? null,
        seconds: step?.seconds ?? 0,
      };
    }),
  };
}
