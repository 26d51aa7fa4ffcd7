/** Records that were changed since the caller read them: which fields, so that people can see what to bring together. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { staleVersion, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { changeLabels, viewChanges } from '../query/change-view.ts';
import { readClosedFields } from '../query/closed-fields.ts';
import type { StoredChanges } from '../query/past-values.ts';
import type { CurrentRecord } from './current.ts';
import type { Versions, WriteOperation } from './types.ts';
import { refusal } from '../access/wording.ts';

/** An operation that came too late. */
export interface Stale {
  readonly index: number;
  readonly id: string;
  /** What the caller had read. */
  readonly known: Versions;
  readonly version: number;
}

/** Entries of history that are gone through for one answer; what is older than that is left out. */
const entriesAtMost = 2000;

/** Whether the caller has read another version than there is. */
export function isStale(operation: WriteOperation, record: CurrentRecord): operation is WriteOperation & { readonly version: Versions } {
  if (operation.action === 'create' || operation.version === undefined) return false;
  return ![operation.version].flat().includes(record.version);
}

/** The problems of those that came too late, each with the fields that changed since, as far as the caller may see them. */
export async function describeStale(
  context: Context,
  db: Queryable,
  entity: Entity,
  stale: readonly Stale[],
): Promise<{ readonly index: number; readonly problem: Problem }[]> {
  if (stale.length === 0) return [];
  const since = await changesSince(context, db, entity, stale);
  const labels = await changeLabels(context, entity, [...since.values()]);
  const closed = await readClosedFields(context, db, entity, [...since.keys()]);
  return stale.map(({ index, id: record, version }) => ({
    index,
    problem: staleVersion(version, refusal(context, 'stale', { version }), {
      changes: viewChanges(context, entity, since.get(record) ?? {}, labels, closed.get(record)),
    }),
  }));
}

/** From the version that was read to the present one, by record. A version that never was tells nothing. */
async function changesSince(context: Context, db: Queryable, entity: Entity, stale: readonly Stale[]): Promise<Map<string, StoredChanges>> {
  const ids = stale.map((each) => each.id);
  const versions = stale.map((each) => Math.min(Math.max(0, ...[each.known].flat()), 2_147_483_647));
  const table = id(context.database.schema, 'relata_history');
  const known = sql`unnest(${ids}::uuid[], ${versions}::int[]) as k(record_id, version)`;
  const newer = sql`h.entity = ${entity.id} and h.record_id = k.record_id and h.version > k.version and k.version > 0`;
  const { rows } = await db.query<{ record: string; changes: StoredChanges }>(
    toStatement(
      sql`select h.record_id::text as record, h.changes from ${known} join ${table} h on ${newer} order by h.version desc, h.place desc limit ${entriesAtMost}::int`,
    ),
  );
  const result = new Map<string, Record<string, { before: unknown; after: unknown }>>();
  for (const { record, changes } of rows) {
    let merged = result.get(record);
    if (!merged) result.set(record, (merged = {}));
    // Newest first: the last value stays, the first one comes from further back with every entry.
    for (const [field, change] of Object.entries(changes))
      merged[field] = { before: change.before, after: merged[field] ? merged[field].after : change.after };
  }
  return result;
}
