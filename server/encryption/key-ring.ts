/**
 * The data keys of a workspace. Each is random and kept wrapped by a key that is derived from the secret outside the database, so that a new secret
 * needs no record to be touched, and a new data key no secret.
 */
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Statement, StatementResult } from '../database/types.ts';
import { newId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { openBytes, sealBytes } from './sealed-value.ts';

/** How long a process may go on with the keys that it knows, in milliseconds: a new key is used everywhere after this. */
export const ringAge = 60_000;
/** How soon the keys are read again for the sake of a value whose key is not known. */
const patience = 1_000;

/** A data key. */
export interface DataKey {
  readonly id: string;
  /** How values name it. */
  readonly shortId: string;
  readonly key: KeyObject;
  readonly retired: boolean;
}

/** What a ring works on. */
export interface RingInput {
  readonly schema: string;
  readonly secrets: Secrets;
  /** Runs a statement on a connection of its own: whoever waits for keys may hold all the others. */
  query<Row>(statement: Statement): Promise<StatementResult<Row>>;
  readonly logger: Logger;
}

/** The keys as this process knows them. */
export interface KeyRing {
  /** Sees to it that there is a key to write with, and that no newer one is older than `ringAge`. */
  ready(): Promise<void>;
  /** Sees to it that keys were read at all. */
  loaded(): Promise<void>;
  /** Reads the keys again, unless that was done just now; what was read then is what there is. */
  reload(): Promise<void>;
  /** Reads the keys again, whenever that was done. */
  refresh(): Promise<void>;
  /** The newest key. @throws Error before `ready` */
  active(): DataKey;
  find(shortId: string): DataKey | undefined;
}

/** The part of a key's id that values carry: its random end. */
export function shortIdOf(keyId: string): string {
  return keyId.slice(-12);
}

/** Opens a ring; nothing is read yet. */
export function openKeyRing(input: RingInput): KeyRing {
  let keys: ReadonlyMap<string, DataKey> | undefined;
  let newest: DataKey | undefined;
  let readAt = 0;
  let reading: Promise<void> | undefined;
  const read = (): Promise<void> =>
    (reading ??= (async () => {
      const began = Date.now();
      const found = await readKeys(input);
      keys = new Map(found.map((key) => [key.shortId, key]));
      newest = found.filter((key) => !key.retired).at(-1);
      readAt = began;
    })().finally(() => (reading = undefined)));
  return {
    async ready() {
      if (keys === undefined || newest === undefined || Date.now() - readAt > ringAge) await read();
      if (newest !== undefined) return;
      await addKey(input, true);
      await this.refresh();
    },
    loaded: async () => (keys === undefined ? read() : undefined),
    async reload() {
      if (reading !== undefined || Date.now() - readAt >= patience) await read();
    },
    async refresh() {
      // What is being read may be from before.
      await reading;
      await read();
    },
    active() {
      if (!newest) throw new Error('There is no data key yet: wait for ready() before something is encrypted.');
      return newest;
    },
    find: (shortId) => keys?.get(shortId),
  };
}

interface StoredKey {
  readonly id: string;
  readonly wrapped: string;
  readonly retired: boolean;
}

const tableOf = (schema: string): Sql => id(schema, 'relata_data_keys');

async function storedKeys({ schema, query }: Pick<RingInput, 'schema' | 'query'>): Promise<readonly StoredKey[]> {
  const { rows } = await query<StoredKey>(
    toStatement(sql`select id::text as id, wrapped, retired_at is not null as retired from ${tableOf(schema)} order by created_at, id`),
  );
  return rows;
}

/** All keys, oldest first. One that does not open is left out and logged: what was encrypted with it reads as empty. */
async function readKeys(input: RingInput): Promise<DataKey[]> {
  const wrapping = wrappingKey(input);
  return (await storedKeys(input)).flatMap((stored): DataKey[] => {
    const key = unwrapKey(wrapping, stored);
    if (!key) input.logger.error({ key: stored.id }, 'A data key does not open with this secret.');
    return key ? [{ id: stored.id, shortId: shortIdOf(stored.id), key: createSecretKey(key), retired: stored.retired }] : [];
  });
}

function wrappingKey({ schema, secrets }: Pick<RingInput, 'schema' | 'secrets'>): KeyObject {
  return createSecretKey(secrets.derive(`data-keys ${schema}`));
}

function wrapKey(wrapping: KeyObject, keyId: string, key: Buffer): string {
  return `v1.${sealBytes(wrapping, Buffer.from(keyId), key).toString('base64url')}`;
}

function unwrapKey(wrapping: KeyObject, { id: keyId, wrapped }: StoredKey): Buffer | undefined {
  return openBytes(wrapping, Buffer.from(keyId), Buffer.from(wrapped.replace(/^v1\./, ''), 'base64url'));
}

/**
 * Makes a new data key; from then on it is the newest.
 * @param ifNone only where there is none to write with
 */
export async function addKey(input: Pick<RingInput, 'schema' | 'secrets' | 'query'>, ifNone = false): Promise<string> {
  const keyId = newId();
  const table = tableOf(input.schema);
  const wrapped = wrapKey(wrappingKey(input), keyId, randomBytes(32));
  const unless = ifNone ? sql`where not exists (select 1 from ${table} where retired_at is null)` : sql``;
  await input.query(
    toStatement(sql`insert into ${table} (id, wrapped, created_at) select ${keyId}::uuid, ${wrapped}::text, clock_timestamp() ${unless}`),
  );
  return keyId;
}

/** @throws Error when a stored key does not open with the secret of this server */
export async function demandOpenKeys(input: Pick<RingInput, 'schema' | 'secrets' | 'query'>): Promise<void> {
  const wrapping = wrappingKey(input);
  const shut = (await storedKeys(input)).filter((stored) => !unwrapKey(wrapping, stored));
  if (shut.length > 0)
    throw new Error(
      `${shut.length} of the data keys of encrypted fields do not open with this secret. Set RELATA_SECRET to the one that they were made with, or run "relata keys rewrap" with the old one in RELATA_SECRET_PREVIOUS.`,
    );
}

/** One key, for people. */
export interface KeyFacts {
  readonly id: string;
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

/** All keys, oldest first. */
export async function listKeys({ schema, query }: Pick<RingInput, 'schema' | 'query'>): Promise<KeyFacts[]> {
  const { rows } = await query<KeyFacts>(
    toStatement(
      sql`select id::text as id, created_at::text as "createdAt", retired_at::text as "retiredAt" from ${tableOf(schema)} order by created_at, id`,
    ),
  );
  return rows;
}

/** Retires all keys but one: they are kept, for history and for what lies in the trash. */
export async function retireOthers({ schema, query }: Pick<RingInput, 'schema' | 'query'>, keyId: string): Promise<void> {
  await query(
    toStatement(sql`update ${tableOf(schema)} set retired_at = clock_timestamp() where retired_at is null and id <> ${keyId}::uuid`),
  );
}

/**
 * Wraps all data keys by another secret.
 * @returns how many there are
 * @throws Error when one opens with neither secret; then nothing is changed
 */
export async function rewrapKeys(input: Pick<RingInput, 'schema' | 'query'>, previous: Secrets, next: Secrets): Promise<number> {
  const [old, fresh] = [previous, next].map((secrets) => wrappingKey({ schema: input.schema, secrets })) as [KeyObject, KeyObject];
  const rewrapped = (await storedKeys(input)).map((stored) => {
    const key = unwrapKey(old, stored) ?? unwrapKey(fresh, stored);
    if (!key)
      throw new Error(`The data key ${stored.id} opens neither with RELATA_SECRET_PREVIOUS nor with RELATA_SECRET. Nothing was changed.`);
    return { id: stored.id, wrapped: wrapKey(fresh, stored.id, key) };
  });
  await input.query(
    toStatement(
      sql`update ${tableOf(input.schema)} k set wrapped = n.wrapped from jsonb_to_recordset(${JSON.stringify(rewrapped)}::jsonb) as n(id uuid, wrapped text) where k.id = n.id`,
    ),
  );
  return rewrapped.length;
}
