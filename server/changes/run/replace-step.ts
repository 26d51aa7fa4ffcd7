/**
 * Gives the records of a code that goes another one: a trigger turns every new use of it, the records that have it follow in batches by
 * the write path, so that history and time in status know of it.
 */
import type { Context } from '../../access/context.ts';
import { id, literal, quoteIdentifier as q, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Entity, Field } from '../../model/types.ts';
import { writeRecords } from '../../records/write.ts';

const batchSize = 500;

/** New codes by old ones. */
export type CodeMap = Readonly<Record<string, string>>;

/** What is replaced where. */
export interface Replacement {
  readonly entity: Entity;
  readonly field: Field;
  readonly codes: CodeMap;
}

function triggerName({ entity, field }: Pick<Replacement, 'entity' | 'field'>): string {
  return `relata_codes_${entity.table}_${field.column}`.slice(0, 60);
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
    const operations = rows.map((row) => ({ action: 'update' as const, id: row.id, values: { [field.name]: replaced(row.value, codes) } }));
    const results = await writeRecords(context, entity.id, operations, { effects: false, maintenance: true, atomic: true });
    if (results.every((result) => !result.ok || !result.changed))
      throw new Error(`The records of ${entity.plural} could not be given another ${field.title}.`);
    if (!(await saved(rows.length))) return;
  }
}

function replaced(value: string | readonly string[], codes: CodeMap): unknown {
  if (typeof value === 'string') return codes[value] ?? value;
  return [...new Set(value.map((code) => codes[code] ?? code))];
}
