/** Versions of the model: what was applied, when, by whom. The newest one is the truth; files and drafts propose. */
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database, Queryable } from '../database/types.ts';
import { historyInsert, type Doer } from '../history/entry.ts';
import { systemClock } from '../kernel/clock.ts';
import { compileModel } from '../model/compile.ts';
import { physicalNamesOf, storedNames } from '../model/physical-names.ts';
import type { DocumentSet, Model } from '../model/types.ts';
import { desiredTables } from '../schema/desired.ts';
import type { DocumentConflict } from './documents/document-sets.ts';
import type { Applier, Version, VersionFacts } from './types.ts';

const facts = sql`version::int as version, hash, applied_at as "appliedAt", actor::text as actor, actor_name as "actorName", message`;

/** All versions, newest first. */
export async function listVersions(database: Database): Promise<VersionFacts[]> {
  const table = id(database.schema, 'relata_metadata_versions');
  const { rows } = await database.query<VersionFacts>(toStatement(sql`select ${facts} from ${table} order by version desc`));
  return rows;
}

/** Versions that were read last. A version never changes; a large one takes its time to be read and compiled. */
const recent = new Map<string, Version>();
const remembered = 4;

/** One version, or the newest; undefined when there is none. */
export async function readVersion(database: Database, number?: number): Promise<Version | undefined> {
  const table = id(database.schema, 'relata_metadata_versions');
  const which = number === undefined ? sql`order by version desc limit 1` : sql`where version = ${number}::bigint`;
  const { rows: found } = await database.query<VersionFacts>(toStatement(sql`select ${facts} from ${table} ${which}`));
  const [wanted] = found;
  if (!wanted) return undefined;
  // By more than the number: a schema may be dropped and made anew, or brought back from a backup.
  const key = JSON.stringify([database.url, database.schema, wanted.version, wanted.hash, wanted.appliedAt]);
  const known = recent.get(key) ?? (await readWhole(database, wanted.version));
  recent.delete(key);
  if (known) recent.set(key, known);
  for (const oldest of recent.keys()) if (recent.size > remembered) recent.delete(oldest);
  return known;
}

async function readWhole(database: Database, number: number): Promise<Version | undefined> {
  const table = id(database.schema, 'relata_metadata_versions');
  const { rows } = await database.query<Version & { sources: DocumentSet | null }>(
    toStatement(sql`select ${facts}, documents, sources, physical, tables from ${table} where version = ${number}::bigint`),
  );
  const [row] = rows;
  return row && { ...row, sources: row.sources ?? row.documents };
}

/** The number of the newest version; 0 when there is none. */
export async function newestNumber(database: Database): Promise<number> {
  const table = id(database.schema, 'relata_metadata_versions');
  const { rows } = await database.query<{ version: number }>(
    toStatement(sql`select coalesce(max(version), 0)::int as version from ${table}`),
  );
  return rows[0]?.version ?? 0;
}

const models = new WeakMap<Version, Model>();

/** The model of a version, under the physical names that it chose: compiled once. */
export function modelOf(version: Version): Model {
  let model = models.get(version);
  if (!model) models.set(version, (model = compileModel(version.documents, storedNames(version.physical))));
  return model;
}

/** What a new version is made of. */
export interface NewVersion {
  readonly model: Model;
  /** The packs' own documents. */
  readonly sources: DocumentSet;
  readonly message: string;
  /** Who applies it, and how they came. */
  readonly by: Applier;
  readonly changeSet: string | null;
  readonly steps: readonly unknown[];
  readonly conflicts: readonly DocumentConflict[];
}

/** Stores a version with its entry in history. @returns its number */
export async function insertVersion(tx: Queryable, schema: string, version: NewVersion): Promise<number> {
  const { model, message, by, changeSet } = version;
  const now = new Date().toISOString();
  const changes = { hash: { before: null, after: model.version }, message: { before: null, after: message } };
  const doer: Doer = {
    actor: by,
    source: by.source,
    ...(by.key ? { key: by.key } : {}),
    ...(changeSet === null ? {} : { operation: changeSet }),
  };
  const entry = { entity: 'system.metadata', recordId: null, action: 'apply', at: now, version: null, changes };
  const noted = historyInsert({ ...doer, database: { schema }, clock: systemClock }, [entry]);
  // Not by the identity: a sequence leaps after a crash, and people count versions. Who applies holds the lease, so nobody else counts.
  const { rows } = await tx.query<{ version: number }>(
    toStatement(sql`with noted as (${noted})
      insert into ${id(schema, 'relata_metadata_versions')} (version, hash, documents, sources, physical, tables, conflicts, applied_at, actor, actor_name, message, plan, change_set)
      overriding system value
      values ((select coalesce(max(version), 0) + 1 from ${id(schema, 'relata_metadata_versions')}), ${model.version}, ${JSON.stringify(model.documents)}::json, ${JSON.stringify(version.sources)}::json, ${JSON.stringify(physicalNamesOf(model))}::jsonb, ${JSON.stringify(desiredTables(model, schema))}::json,
        ${JSON.stringify(version.conflicts)}::jsonb, ${now}, ${by.id}::uuid, ${by.name}, ${message}, ${JSON.stringify(version.steps)}::jsonb, ${changeSet}::uuid)
      returning version::int as version`),
  );
  return rows[0]?.version ?? 0;
}
