/**
 * Places of entries: the number of the transaction that wrote them, which the database gives by itself. What lies below the oldest open
 * transaction is settled: nothing will ever come in between any more. A database that was brought back into another cluster has lower numbers
 * than its entries; an offset keeps places rising.
 */
import { id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Database } from '../database/types.ts';

/** SQL of the first place that is not settled yet, as the statement's own snapshot sees it. */
export function horizonSql(schema: string): Sql {
  return sql`(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${offsetSql(schema)})`;
}

function offsetSql(schema: string): Sql {
  return sql`coalesce((select (value #>> '{}')::bigint from ${id(schema, 'relata_system')} where name = 'place offset'), 0)`;
}

/** SQL of the first place that no seal covers. */
export function sealedToSql(schema: string): Sql {
  return sql`coalesce((select s.place_to from ${id(schema, 'relata_seals')} s order by s.number desc limit 1), 0)`;
}

/** A distance that lets no place be given twice. */
const margin = 1000n;

interface Position {
  readonly next: string;
  readonly reached: string;
  readonly offset: string;
}

async function position(database: Pick<Database, 'schema' | 'query'>): Promise<Position> {
  const { schema } = database;
  const { rows } = await database.query<Position>(
    toStatement(sql`select (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + ${offsetSql(schema)})::text as next, ${offsetSql(schema)}::text as offset,
      greatest(${sealedToSql(schema)}, coalesce((select max(h.place) + 1 from ${id(schema, 'relata_history')} h), 0))::text as reached`),
  );
  return rows[0] ?? { next: '0', reached: '0', offset: '0' };
}

/**
 * Makes sure that new entries come behind all that are there. To be called before anything is written.
 * @returns whether places had run back, and were moved
 */
export async function alignPlaces(database: Database): Promise<boolean> {
  const behind = ({ next, reached }: Position): boolean => BigInt(next) < BigInt(reached);
  if (!behind(await position(database))) return false;
  const { schema } = database;
  return database.tx(async (tx) => {
    await tx.query(toStatement(sql`select 1 from ${id(schema, 'relata_system')} where name = 'place offset' for update`));
    await tx.query(toStatement(sql`lock table ${id(schema, 'relata_history')} in access exclusive mode`));
    // Another server may have done it in the meantime.
    const at = await position({ schema, query: (statement) => tx.query(statement) });
    if (!behind(at)) return false;
    const offset = BigInt(at.offset) + BigInt(at.reached) - BigInt(at.next) + margin;
    await tx.query(
      toStatement(
        sql`update ${id(schema, 'relata_system')} set value = to_jsonb(${offset.toString()}::bigint) where name = 'place offset'`,
      ),
    );
    await tx.query(
      toStatement(
        sql`alter table ${id(schema, 'relata_history')} alter column place set default (pg_current_xact_id()::text::bigint + ${raw(offset.toString())})`,
      ),
    );
    return true;
  });
}
