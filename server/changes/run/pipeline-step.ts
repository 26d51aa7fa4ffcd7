/**
 * A status that goes along several pipelines says along which: where that is new, or a status belongs to another pipeline now, it follows
 * from the status of each record. A trigger does it for those who still work on the old version.
 */
import { any, id, join, literal, quoteIdentifier as q, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import { pipelineFieldName } from '../../model/compile.ts';
import { physicalName } from '../../model/names.ts';
import type { Entity, Field, Model } from '../../model/types.ts';
import { fieldById } from '../plan/choose-names.ts';

const batchSize = 1000;

/** A status, and the field that says along which pipeline it goes. */
export interface PipelineChoice {
  readonly entity: Entity;
  readonly status: Field;
  readonly choice: Field;
}

/** The choice of a status field with several pipelines. */
export function choiceOf(entity: Entity, status: Field): PipelineChoice | undefined {
  const choice = status.pipelines.length > 1 ? entity.fields.get(pipelineFieldName(status.name)) : undefined;
  return choice && { entity, status, choice };
}

/** Whether a field only says along which pipeline a status goes. */
export function isChoice(entity: Entity, field: Field): boolean {
  return [...entity.fields.values()].some((status) => choiceOf(entity, status)?.choice === field);
}

/** Statuses of which some are along another pipeline than the model before says. */
export function changedChoices(before: Model, after: Model): PipelineChoice[] {
  return [...after.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].flatMap((status) => {
      const previous = fieldById(before.entities.get(entity.id), status.id);
      const choice = choiceOf(entity, status);
      if (!previous || !choice) return [];
      const along = (field: Field, code: string): string | undefined =>
        field.pipelines.length > 1 ? field.pipelines.find((pipeline) => pipeline.statuses.has(code))?.id : undefined;
      const moved = (status.codes ?? []).some(
        (code) => previous.codes?.includes(code) !== false && along(previous, code) !== along(status, code),
      );
      return moved ? [choice] : [];
    }),
  );
}

function triggerName({ entity, choice }: PipelineChoice): string {
  return physicalName('relata_pipelines', entity.table, choice.column);
}

const text = (value: string): string => literal(value).chunks.join('');
const columnOf = (field: Field): string => field.type.columns(field)[0]?.name ?? field.column;

/** SQL that makes every write of a status say its pipeline; each statement may be run again. */
export function followStatements(schema: string, chosen: PipelineChoice): string[] {
  const { entity, status, choice } = chosen;
  const name = triggerName(chosen);
  const branches = status.pipelines.map(({ id: pipeline, statuses }) => {
    const codes = [...statuses.keys()].map(text).join(', ');
    return `if new.${q(columnOf(status))} in (${codes}) then new.${q(columnOf(choice))} := ${text(pipeline)}; end if;`;
  });
  return [
    `create or replace function ${q(schema)}.${q(name)}() returns trigger language plpgsql as $f$ begin ${branches.join(' ')} return new; end $f$`,
    `create or replace trigger ${q(name)} before insert or update on ${q(schema)}.${q(entity.table)} for each row execute function ${q(schema)}.${q(name)}()`,
  ];
}

/** SQL that ends it. */
export function unfollowStatements(schema: string, chosen: PipelineChoice): string[] {
  const name = triggerName(chosen);
  return [
    `drop trigger if exists ${q(name)} on ${q(schema)}.${q(chosen.entity.table)}`,
    `drop function if exists ${q(schema)}.${q(name)}()`,
  ];
}

/**
 * Gives all records, those in the trash included, the pipeline of their status.
 * @param after the last id of an earlier run; null from the beginning
 * @param saved is told after each batch where it ended and how many records it held; false ends the run
 */
export async function fillChoices(
  database: Database,
  { entity, status, choice }: PipelineChoice,
  after: string | null,
  saved: (cursor: string, count: number) => Promise<boolean>,
): Promise<void> {
  const table = id(database.schema, entity.table);
  const [code, along] = [id(columnOf(status)), id(columnOf(choice))];
  const pipelines = status.pipelines.map(({ id: pipeline, statuses }) => ({
    pipeline,
    holds: sql`${code} = any(${[...statuses.keys()]}::text[])`,
  }));
  const wrong = any(pipelines.map(({ pipeline, holds }) => sql`${holds} and ${along} is distinct from ${pipeline}`));
  const right = join(
    pipelines.map(({ pipeline, holds }) => sql`when ${holds} then ${pipeline}`),
    ' ',
  );
  // Along the key, so that no batch looks through those before it.
  for (let cursor = after; ;) {
    const from = cursor === null ? sql`true` : sql`id > ${cursor}::uuid`;
    const { rows } = await database.query<{ last: string | null; seen: number }>(
      toStatement(sql`with seen as (select id from ${table} where ${from} order by id limit ${batchSize}::int),
        changed as (update ${table} set ${along} = case ${right} else ${along} end where id in (select id from seen) and ${wrong})
        select (select id::text from seen order by id desc limit 1) as last, (select count(*)::int from seen) as seen`),
    );
    cursor = rows[0]?.last ?? null;
    if (cursor === null || !(await saved(cursor, rows[0]?.seen ?? 0))) return;
  }
}
