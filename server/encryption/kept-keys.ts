/**
 * Keys of secrets that were replaced. Most of what a secret protects is brought over to the next one; what is only a digest, or must never be written
 * again (seals of history, recovery codes), is proved with the key that made it. These keys are kept, wrapped by the secret of today: no secret but the
 * present one is ever needed.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Database, Queryable } from '../database/types.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { newId } from '../kernel/ids.ts';
import { openBytes, sealBytes } from './sealed-value.ts';

/** What a key is for: the word with which it was derived from its secret. */
export type KeptPurpose = 'history' | 'recovery-codes' | 'idempotency';

/** Up to where a key was used, and what stood there: authenticated with the key, so that nothing else can take its place. */
export interface KeptAnchor {
  readonly until: number;
  readonly hash: string;
}

/** A key of a secret that was replaced. */
export interface KeptKey extends KeptAnchor {
  readonly key: Buffer;
  readonly keptAt: string;
}

interface StoredKey extends KeptAnchor {
  readonly id: string;
  readonly purpose: KeptPurpose;
  readonly wrapped: string;
  readonly keptAt: string;
}

/** Where there is nothing to go up to. */
const everything: KeptAnchor = { until: 0, hash: '' };

/** The key of a purpose in a workspace. */
export function purposeKey(secrets: Secrets, purpose: KeptPurpose, schema: string): Buffer {
  return secrets.derive(`${purpose} ${schema}`);
}

/** Keeps the key that a secret gave for a purpose, under the database's own secret. What was kept before is not kept twice. */
export async function keepKey(
  database: Pick<Database, 'schema' | 'secrets'>,
  tx: Queryable,
  purpose: KeptPurpose,
  of: Secrets,
  anchor: KeptAnchor = everything,
): Promise<void> {
  const facts = { id: newId(), purpose, ...anchor };
  const wrapped = wrap(wrappingKey(database.secrets, database.schema), facts, purposeKey(of, purpose, database.schema));
  await tx.query(
    toStatement(sql`insert into ${tableOf(database.schema)} (id, purpose, secret, number_to, hash, wrapped, kept_at)
      values (${facts.id}::uuid, ${purpose}, ${of.fingerprint}, ${anchor.until}::bigint, ${anchor.hash}, ${wrapped}, clock_timestamp()) on conflict do nothing`),
  );
}

/** The kept keys of a purpose, in the order of how far they go. @throws Error when one does not open with the present secret */
export async function readKeptKeys(
  { schema, secrets, query }: Pick<Database, 'schema' | 'secrets' | 'query'>,
  purpose: KeptPurpose,
): Promise<KeptKey[]> {
  const wrapping = wrappingKey(secrets, schema);
  return (await stored({ schema, query }, sql`where purpose = ${purpose}`)).map((row) => {
    const key = unwrap(wrapping, row);
    if (!key) throw new Error(`The kept key ${row.id} (${purpose}) does not open with this secret, or was changed in the database.`);
    return { key, until: row.until, hash: row.hash, keptAt: row.keptAt };
  });
}

/**
 * Wraps all kept keys by another secret.
 * @throws Error when one opens with neither; then nothing is changed
 */
export async function rewrapKeptKeys(
  { schema, query }: Pick<Database, 'schema' | 'query'>,
  previous: Secrets,
  next: Secrets,
): Promise<void> {
  const [old, fresh] = [wrappingKey(previous, schema), wrappingKey(next, schema)];
  const rewrapped = (await stored({ schema, query }, sql``)).map((row) => {
    const key = unwrap(old, row) ?? unwrap(fresh, row);
    if (!key) throw new Error(`The kept key ${row.id} (${row.purpose}) opens with neither secret. Nothing was changed.`);
    return { id: row.id, wrapped: wrap(fresh, row, key) };
  });
  await query(
    toStatement(
      sql`update ${tableOf(schema)} k set wrapped = n.wrapped from jsonb_to_recordset(${JSON.stringify(rewrapped)}::jsonb) as n(id uuid, wrapped text) where k.id = n.id`,
    ),
  );
}

async function stored({ schema, query }: Pick<Database, 'schema' | 'query'>, where: Sql): Promise<StoredKey[]> {
  const { rows } = await query<Omit<StoredKey, 'until'> & { until: string }>(
    toStatement(sql`select id::text as id, purpose, number_to as until, hash, wrapped, to_char(kept_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "keptAt"
      from ${tableOf(schema)} ${where} order by number_to, kept_at, id`),
  );
  return rows.map((row) => ({ ...row, until: Number(row.until) }));
}

function wrappingKey(secrets: Secrets, schema: string): KeyObject {
  return createSecretKey(secrets.derive(`kept-keys ${schema}`));
}

type Facts = Pick<StoredKey, 'id' | 'purpose' | 'until' | 'hash'>;

function factBytes({ id: keyId, purpose, until, hash }: Facts): Buffer {
  return Buffer.from(JSON.stringify([keyId, purpose, until, hash]));
}

function wrap(wrapping: KeyObject, facts: Facts, key: Buffer): string {
  return `v1.${sealBytes(wrapping, factBytes(facts), key).toString('base64url')}`;
}

function unwrap(wrapping: KeyObject, row: StoredKey): Buffer | undefined {
  return openBytes(wrapping, factBytes(row), Buffer.from(row.wrapped.replace(/^v1\./, ''), 'base64url'));
}

function tableOf(schema: string): Sql {
  return id(schema, 'relata_kept_keys');
}
