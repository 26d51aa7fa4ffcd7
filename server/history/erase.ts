/**
 * Erasing payloads on request. What an entry says was changed is taken out, with the salt of its digest; the digest stays, so that the chain holds.
 * That something was erased, by whom and why, is an entry itself.
 */
import type { Context } from '../access/context.ts';
import { all, id, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { historyInsert } from './entry.ts';
import { payloadDigestSql } from './leaves.ts';

/** Entries that one statement erases at the most. */
const batch = 500;

interface Erased {
  readonly id: string;
  readonly entity: string;
  readonly record: string | null;
}

/**
 * Erases the payload of one entry; one that was erased before stays as it is.
 * @throws Problem 404 when there is no such entry
 */
export async function eraseEntry(context: Context, entry: string, reason: string): Promise<void> {
  const missing = notFound('There is no such entry of history that could be erased.');
  if (!isId(entry)) throw missing;
  const which = sql`h.id = ${entry}::uuid`;
  const table = id(context.database.schema, 'relata_history');
  await context.database.tx(async (tx) => {
    const erased = await erase(context, tx, which, reason);
    if (erased > 0) return;
    // What erasures themselves say holds no payload, and has to stay.
    const { rowCount } = await tx.query(toStatement(sql`select 1 from ${table} h where ${which} and h.erased_at is not null`));
    if (rowCount === 0) throw missing;
  });
}

/** Erases the payloads of all entries of a record. @returns how many there were */
export async function eraseRecordHistory(context: Context, entity: string, recordId: string, reason: string): Promise<number> {
  let count = 0;
  for (;;) {
    const erased = await context.database.tx((tx) =>
      erase(context, tx, sql`h.entity = ${entity} and h.record_id = ${recordId}::uuid`, reason),
    );
    count += erased;
    if (erased < batch) return count;
  }
}

async function erase(context: Context, tx: Queryable, which: Sql, reason: string): Promise<number> {
  const table = id(context.database.schema, 'relata_history');
  const open = all([which, sql`h.erased_at is null`, sql`h.action <> 'erase'`]);
  const now = context.clock.now().toISOString();
  const { rows } = await tx.query<Erased>(
    toStatement(sql`with found as (select h.id from ${table} h where ${open} order by h.id limit ${batch}::int for update)
      update ${table} h set digest = ${payloadDigestSql('h')}, changes = '{}'::jsonb, salt = null, erased_at = ${now}::timestamptz
      from found where h.id = found.id returning h.id::text as id, h.entity, h.record_id::text as record`),
  );
  const [first] = rows;
  if (!first) return 0;
  const changes = { entries: { before: rows.map((row) => row.id), after: null }, reason: { before: null, after: reason } };
  const note = historyInsert(context, [{ entity: first.entity, recordId: first.record, action: 'erase', version: null, changes }]);
  await tx.query(toStatement(note));
  return rows.length;
}
