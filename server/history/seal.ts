/**
 * Seals: rows that chain the entries of history, over ranges of places that are settled. Writers never wait for a seal, and no entry is written
 * again for one. The key stands outside the database, so that whoever can write to it cannot make the chain anew.
 */
import { createHash, createHmac } from 'node:crypto';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database, Queryable } from '../database/types.ts';
import { purposeKey } from '../encryption/kept-keys.ts';
import { leafSql, sealedForm } from './leaves.ts';
import { alignPlaces, horizonSql, sealedToSql } from './places.ts';

/** A seal, but for its hash: all that the hash is over. Places are whole numbers beyond what JavaScript counts. */
export interface SealFacts {
  readonly number: number;
  readonly placeFrom: string;
  readonly placeTo: string;
  readonly entries: number;
  /** Entries in this seal and all before it. */
  readonly total: number;
  /** `sealedForm` of each entry, in the order of place and id. */
  readonly leaves: Buffer;
  /** SHA-256, hexadecimal, of the whole leaves in this order. */
  readonly digest: string;
  /** Hash of the seal before; empty for the first. */
  readonly previous: string;
  readonly sealedAt: string;
}

/** A seal as it is stored. */
export interface Seal extends SealFacts {
  readonly hash: string;
}

/** Entries in one seal at the most, unless one transaction wrote more. */
const entriesAtMost = 20_000;
const pageSize = 5000;

/** The key with which a workspace's chain goes on; what was sealed with secrets before has kept keys. */
export function sealKey({ secrets, schema }: Pick<Database, 'secrets' | 'schema'>): Buffer {
  return purposeKey(secrets, 'history', schema);
}

/** The hash of a seal (HMAC-SHA256, hexadecimal). */
export function sealHash(key: Buffer, seal: SealFacts): string {
  const leaves = createHash('sha256').update(seal.leaves).digest('hex');
  const { number, placeFrom, placeTo, entries, total, digest, previous, sealedAt } = seal;
  const content = [number, placeFrom, placeTo, entries, total, digest, leaves, previous, sealedAt];
  return createHmac('sha256', key).update(JSON.stringify(content)).digest('hex');
}

/**
 * Seals everything that is settled at this moment; what is written meanwhile waits for the next time, so that seals are few however much is written.
 * Several processes may do so at once: one of them seals, the others find nothing to do.
 * @returns the newest seal's number and hash, and how many seals were made; undefined where there is none at all
 */
export async function sealNow(database: Database): Promise<{ number: number; hash: string; made: number } | undefined> {
  let made = 0;
  let state = await look(database);
  if (state.behind && (await alignPlaces(database))) state = await look(database);
  for (let more = state.open && !state.behind; more;) {
    const sealed = await sealOnce(database);
    if (sealed !== 'nothing') made++;
    more = sealed === 'full';
    if (!more) state = await look(database);
  }
  const { number, hash } = state;
  return number === null ? undefined : { number: Number(number), hash: hash ?? '', made };
}

interface Look {
  readonly number: string | null;
  readonly hash: string | null;
  readonly open: boolean;
  /** The database counts its transactions from further back than it did: it was brought back from a backup under our hands. */
  readonly behind: boolean;
}

/** One read, without a transaction of its own: most of the time nothing is new. */
async function look(database: Database): Promise<Look> {
  const { schema } = database;
  const { rows } = await database.query<Look>(
    toStatement(sql`select s.number, s.hash, b.horizon < b.sealed as behind,
        exists (select 1 from ${id(schema, 'relata_history')} h where h.place >= b.sealed and h.place < b.horizon) as open
      from (select ${horizonSql(schema)} as horizon, ${sealedToSql(schema)} as sealed) b
      left join lateral (select number, hash from ${id(schema, 'relata_seals')} order by number desc limit 1) s on true`),
  );
  return rows[0] ?? { number: null, hash: null, open: false, behind: false };
}

/** Makes one seal. @returns `full` when there was more than one seal takes, `nothing` when there was nothing, or another process is at it */
async function sealOnce(database: Database): Promise<'nothing' | 'sealed' | 'full'> {
  const { schema } = database;
  return database.tx(async (tx) => {
    const lock = sql`select 1 from ${id(schema, 'relata_system')} where name = 'sealer' for update skip locked`;
    if ((await tx.query(toStatement(lock))).rowCount === 0) return 'nothing';
    const range = await nextRange(tx, schema);
    if (range === undefined) return 'nothing';
    const { leaves, digest, entries } = await readRange(tx, schema, range.from, range.to);
    const facts: SealFacts = {
      number: range.number,
      placeFrom: range.from,
      placeTo: range.to,
      entries,
      total: range.total + entries,
      leaves,
      digest,
      previous: range.previous,
      sealedAt: new Date().toISOString(),
    };
    const hash = sealHash(sealKey(database), facts);
    await tx.query(
      toStatement(sql`insert into ${id(schema, 'relata_seals')} (number, place_from, place_to, entries, total, leaves, digest, previous, hash, sealed_at)
        values (${facts.number}::bigint, ${facts.placeFrom}::bigint, ${facts.placeTo}::bigint, ${entries}::int, ${facts.total}::bigint, ${leaves}::bytea, ${digest}, ${facts.previous}, ${hash}, ${facts.sealedAt}::timestamptz)`),
    );
    return range.full ? 'full' : 'sealed';
  });
}

interface Range {
  readonly number: number;
  readonly previous: string;
  readonly total: number;
  readonly from: string;
  readonly to: string;
  /** There is more than one seal takes. */
  readonly full: boolean;
}

/** The places that the next seal covers: never a part of a transaction. */
async function nextRange(tx: Queryable, schema: string): Promise<Range | undefined> {
  const seals = id(schema, 'relata_seals');
  const history = id(schema, 'relata_history');
  const { rows: found } = await tx.query<{
    number: string | null;
    hash: string | null;
    total: string | null;
    from: string;
    horizon: string;
  }>(
    toStatement(sql`select s.number, s.hash, s.total, coalesce(s.place_to, 0)::text as from, ${horizonSql(schema)}::text as horizon
      from (select 1) one left join lateral (select number, hash, total, place_to from ${seals} order by number desc limit 1) s on true`),
  );
  const [last] = found;
  if (!last) return undefined;
  const within = sql`h.place >= ${last.from}::bigint and h.place < ${last.horizon}::bigint`;
  const { rows } = await tx.query<{ first: string | null; beyond: string | null }>(
    toStatement(sql`select (select h.place from ${history} h where ${within} order by h.place limit 1)::text as first,
      (select h.place from ${history} h where ${within} order by h.place, h.id offset ${entriesAtMost}::int limit 1)::text as beyond`),
  );
  const { first = null, beyond = null } = rows[0] ?? {};
  if (first === null) return undefined;
  const to = beyond === null ? last.horizon : beyond === first ? (BigInt(first) + 1n).toString() : beyond;
  return {
    number: Number(last.number ?? 0) + 1,
    previous: last.hash ?? '',
    total: Number(last.total ?? 0),
    from: last.from,
    to,
    full: beyond !== null,
  };
}

/** Leaves of a range, page by page. */
async function readRange(
  tx: Queryable,
  schema: string,
  from: string,
  to: string,
): Promise<{ leaves: Buffer; digest: string; entries: number }> {
  const whole = createHash('sha256');
  const parts: Buffer[] = [];
  let entries = 0;
  let after: { place: string; id: string } | undefined;
  for (;;) {
    const start =
      after === undefined ? sql`h.place >= ${from}::bigint` : sql`(h.place, h.id) > (${after.place}::bigint, ${after.id}::uuid)`;
    const { rows } = await tx.query<{ id: string; place: string; leaf: Buffer }>(
      toStatement(sql`select h.id::text as id, h.place::text as place, ${leafSql('h')} as leaf from ${id(schema, 'relata_history')} h
        where ${start} and h.place < ${to}::bigint order by h.place, h.id limit ${pageSize}::int`),
    );
    for (const row of rows) whole.update(row.leaf);
    parts.push(Buffer.concat(rows.map((row) => sealedForm(row.id, row.leaf))));
    entries += rows.length;
    after = rows.at(-1);
    if (rows.length < pageSize) return { leaves: Buffer.concat(parts), digest: whole.digest('hex'), entries };
  }
}
