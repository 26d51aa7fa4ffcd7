/** What a step will cost: rows from PostgreSQL's statistics, time from rates that were measured on two shared cores (test/bench). */
import type { Database } from '../../database/types.ts';
import type { Operation } from '../../schema/types.ts';

/** Rows and bytes of a table. */
export interface TableSize {
  readonly rows: number;
  readonly bytes: number;
}

/** Sizes of all tables of the schema, by name. A table that was never analysed is counted by its pages. */
export async function tableSizes(database: Database): Promise<ReadonlyMap<string, TableSize>> {
  const { rows } = await database.query<{ name: string; rows: number; bytes: number }>({
    text: `select c.relname as name, greatest(c.reltuples, 0)::float8 as rows, pg_relation_size(c.oid)::float8 as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`,
    values: [database.schema],
  });
  return new Map(rows.map((row) => [row.name, { rows: Math.round(row.rows), bytes: row.bytes }]));
}

/** Rows a second, by what is done. */
const rates = { index: 500_000, trigrams: 40_000, key: 2_000_000, convert: 20_000 };
/** Bytes that one row adds to an index. */
const indexEntry = 40;

/** The cost of a step of DDL. */
export function costOfOperation(operation: Operation, size: TableSize | undefined): { rows: number; bytes: number; seconds: number } {
  const rows = size?.rows ?? 0;
  if (operation.type === 'create-index') {
    const trigrams = operation.statements.some((statement) => statement.text.includes('gin_trgm_ops'));
    return { rows, bytes: rows * indexEntry * (trigrams ? 4 : 1), seconds: round(rows / (trigrams ? rates.trigrams : rates.index)) };
  }
  if (operation.type === 'add-foreign-key') return { rows, bytes: 0, seconds: round(rows / rates.key) };
  return { rows: 0, bytes: 0, seconds: 0 };
}

/** The cost of rewriting values of every row. */
export function costOfConversion(size: TableSize | undefined): { rows: number; bytes: number; seconds: number } {
  const rows = size?.rows ?? 0;
  return { rows, bytes: size?.bytes ?? 0, seconds: round(rows / rates.convert) };
}

const round = (seconds: number): number => Math.round(seconds * 10) / 10;
