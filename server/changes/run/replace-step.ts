/**
 * Gives the records of a code that goes another one: a trigger turns every new use of it, the records that have it follow in batches by
 * the write path, so that history and time in status know of it.
 */
import type { Context } from '../../access/context.ts';
import { id, literal, quoteIdentifier as q, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Entity, Field } from '../../model/types.ts';
import { pipelineFieldName } from '../../model/compile.ts';
import { physicalName } from '../../model/names.ts';
import { readRows } from '../../query/rows.ts';
import { writeRecords } from '../../records/write.ts';
import type { CodeMap } from '../types.ts';

const batchSize = 500;

/** What is replaced where. */
export interface Replacement {
  readonly entity: Entity;
  readonly field: Field;
  readonly codes: CodeMap;
}

function triggerName({ entity, field }: Pick<Replacement, 'entity' | 'field'>): string {
  return physicalName('relata_codes', entity.table, field.column);
}

const text = (value: string): string => literal(value).chunks.join('');

/** SQL that turns new uses of the old codes; each statement may be run again. */
export function turnStatements(schema: string, { entity, field, codes }: Replacement): string[] {
  const name = triggerName({ entity, field });
  const column = `new.${q(field.type.columns(field)[0]?.name ?? field.column)}`;
  const several = field.type.valueType === 'codes';
  const turns = Object.entries(codes).map(([old, fresh]) =>
    several
      ? `if ${text(old)} = any(${column}) then ${column} := array_replace(${column}, ${text(old)}, ${text(fresh)}); end if;`
      : `if ${column} = ${text(old)} then ${column} := ${text(fresh)}; end if;`,
  );
  return [
    `create or replace function ${q(schema)}.${q(name)}() returns trigger language plpgsql as $f$ begin ${turns.join(' ')} return new; end $f$`,
    `create or replace trigger ${q(name)} before insert or update on ${q(schema)}.${q(entity.table)} for each row execute function ${q(schema)}.${q(name)}()`,
  ];
}

/** SQL that ends the turning. */
export function unturnStatements(schema: string, replacement: Pick<Replacement, 'entity' | 'field'>): string[] {
  const name = triggerName(replacement);
  return [
    `drop trigger if exists ${q(name)} on ${q(schema)}.${q(replacement.entity.table)}`,
    `drop function if exists ${q(schema)}.${q(name)}()`,
  ];
}

/**
 * Replaces the codes in all records that have one, those in the trash included.
 * @param saved is told after each batch how many records it held; false ends the run
 */
export async function replaceCodes(
  database: Database,
  context: Context,
  { entity, field, codes }: Replacement,
  saved: (count: number) => Promise<boolean>,
): Promise<void> {
  const column = id(field.type.columns(field)[0]?.name ?? field.column);
  const old = Object.keys(codes);
  const several = field.type.valueType === 'codes';
  const has = several ? sql`${column} && ${old}::text[]` : sql`${column} = any(${old}::text[])`;
  for (;;) {
    const { rows } = await database.query<{ id: string; value: string | string[] }>(
      toStatement(
        sql`select id::text as id, to_json(${column}) as value from ${id(database.schema, entity.table)} where ${has} order by id limit ${batchSize}::int`,
      ),
    );
    if (rows.length === 0) return;
    await giveCodes(
      context,
      { entity, field, codes },
      rows.map((row) => [row.id, row.value]),
    );
    if (!(await saved(rows.length))) return;
  }
}

/**
 * Gives the living records for which a condition holds other codes.
 * @param where speaks of records as they are before the change
 * @param reader reads them so
 * @param before the field as the reader knows it
 * @param saved is told after each batch how many records it held; false ends the run
 */
export async function moveRecords(
  context: Context,
  replacement: Replacement,
  { where, reader, before }: { readonly where: unknown; readonly reader: Context; readonly before: Field },
  saved: (count: number) => Promise<boolean>,
): Promise<void> {
  const { entity, codes } = replacement;
  for (;;) {
    const { rows } = await readRows(reader, entity.id, {
      filter: movedBy({ field: before, codes }, where),
      select: ['id', before.name],
      sort: ['id'],
      limit: batchSize,
    });
    if (rows.length === 0) return;
    await giveCodes(
      context,
      replacement,
      rows.map((row) => [row.id, row[before.name] as string | string[]]),
    );
    if (!(await saved(rows.length))) return;
  }
}

/** The condition that holds for the records that a move gives other codes. */
export function movedBy({ field, codes }: Pick<Replacement, 'field' | 'codes'>, where: unknown): Record<string, unknown> {
  const has = { [field.name]: field.type.valueType === 'codes' ? { hasAny: Object.keys(codes) } : { in: Object.keys(codes) } };
  return { and: [where, has] };
}

async function giveCodes(
  context: Context,
  { entity, field, codes }: Replacement,
  rows: readonly (readonly [id: string, value: string | string[]])[],
): Promise<void> {
  const operations = rows.map(([record, value]) => {
    const fresh = replaced(value, codes);
    return { action: 'update' as const, id: record, values: { [field.name]: fresh, ...pipelineOf(field, fresh) } };
  });
  const results = await writeRecords(context, entity.id, operations, { effects: false, maintenance: true, atomic: true });
  if (results.every((result) => !result.ok || !result.changed))
    throw new Error(`The records of ${entity.plural} could not be given another ${field.title}.`);
}

/** The pipeline that a status belongs to, where there are several. */
function pipelineOf(field: Field, status: unknown): Readonly<Record<string, string>> {
  if (field.pipelines.length < 2 || typeof status !== 'string') return {};
  const pipeline = field.pipelines.find((each) => each.statuses.has(status));
  return pipeline ? { [pipelineFieldName(field.name)]: pipeline.id } : {};
}

function replaced(value: string | readonly string[], codes: CodeMap): unknown {
  if (typeof value === 'string') return codes[value] ?? value;
  return [...new Set(value.map((code) => codes[code] ?? code))];
}
