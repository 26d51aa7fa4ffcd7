/**
 * From files of packs to the applied model. Instant and online additions are applied at once; whatever would need a person's word
 * leaves the last good model in use. The applied documents are kept in the database: they are the truth that a node with broken or
 * older files falls back to.
 */
import semver from 'semver';
import { id, quoteIdentifier, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { newId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';

import { checkDocuments } from '../model/check.ts';
import { compileModel } from '../model/compile.ts';
import { readPackFolders } from '../model/load.ts';
import type { DocumentError, DocumentSet, Model } from '../model/types.ts';
import { applyPlan, StepFailed, waitingOperations } from '../schema/apply.ts';
import { desiredTables } from '../schema/desired.ts';
import { introspect } from '../schema/introspect.ts';
import { planSchema } from '../schema/plan.ts';
import type { Plan } from '../schema/types.ts';

/** What came of it: the model in use, and why it is not the one in the files, if it is not. */
export interface Synchronised {
  readonly model: Model;
  readonly changed: boolean;
  readonly errors: readonly DocumentError[];
  readonly waiting: readonly string[];
}

/** Thrown at a first start with documents that are wrong: there is no last good model to fall back to. */
export class BadDocuments extends Error {
  readonly errors: readonly DocumentError[];
  constructor(errors: readonly DocumentError[]) {
    super(errors.map((error) => formatDocumentError(error)).join('\n'));
    this.name = 'BadDocuments';
    this.errors = errors;
  }
}

/** One error on one line: file, place, what is wrong, and the nearest right name. */
export function formatDocumentError(error: DocumentError): string {
  return `${error.file}${error.pointer === '' ? '' : `#${error.pointer}`}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`;
}

/** Reads documents and compiles them; errors instead of a model when something is wrong. */
export function readModel(folders: readonly string[]): { model?: Model; errors: readonly DocumentError[] } {
  const { documents, unreadable } = readPackFolders(folders);
  const sources = unreadable.map(({ source }) => source);
  const errors = [...unreadable.map(({ error }) => error), ...checkDocuments(documents, sources)];
  return errors.length > 0 ? { errors } : { model: compileModel(documents), errors };
}

/** What a model would do to the database. */
export async function planModel(database: Database, model: Model): Promise<Plan> {
  return planSchema(database.schema, desiredTables(model, database.schema), await introspect(database, database.schema));
}

/**
 * Brings files, model and tables together.
 * @throws BadDocuments at a first start
 */
export async function synchronise(database: Database, folders: readonly string[], logger: Logger): Promise<Synchronised> {
  const read = readModel(folders);
  return withSchemaLock(database, async () => {
    const applied = await appliedModel(database);
    if (!read.model) {
      if (!applied) throw new BadDocuments(read.errors);
      return { model: applied, changed: false, errors: read.errors, waiting: [] };
    }
    if (applied && isOlder(read.model, applied))
      return {
        model: applied,
        changed: false,
        errors: [],
        waiting: ['The files of the packs are older than the applied model; it stays in use.'],
      };
    const plan = await planModel(database, read.model);
    const waiting = waitingOperations(plan).map((operation) => operation.summary);
    if (waiting.length > 0) {
      if (!applied) throw new BadDocuments(waiting.map((message) => ({ file: database.schema, pointer: '', message })));
      return { model: applied, changed: false, errors: [], waiting };
    }
    const failed = await tryPlan(database, plan, logger);
    if (failed) {
      if (!applied) throw failed;
      return { model: applied, changed: false, errors: [], waiting: [failed.message] };
    }
    const changed = applied?.version !== read.model.version;
    if (changed) await recordVersion(database, read.model, plan);
    return { model: read.model, changed, errors: [], waiting: [] };
  });
}

/** Applies a plan. @returns the step that rows stood against */
async function tryPlan(database: Database, plan: Plan, logger: Logger): Promise<StepFailed | undefined> {
  try {
    await applyPlan(database, plan, logger);
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed) return error;
    throw error;
  }
}

/** The last applied model, compiled from its stored documents; undefined at a first start. */
export async function appliedModel(database: Database): Promise<Model | undefined> {
  const table = id(database.schema, 'relata_metadata_versions');
  const { rows } = await database.query<{ documents: DocumentSet }>(
    toStatement(sql`select documents from ${table} order by version desc limit 1`),
  );
  const documents = rows[0]?.documents;
  return documents ? compileModel(documents) : undefined;
}

async function recordVersion(database: Database, model: Model, plan: Plan): Promise<void> {
  const schema = database.schema;
  const now = new Date().toISOString();
  const summary = JSON.stringify(
    plan.operations.map(({ type, table, class: kind, summary: text }) => ({ type, table, class: kind, summary: text })),
  );
  const message = `Packs ${model.packs.map((pack) => `${pack.id} ${pack.version}`).join(', ')}`;
  await database.query(
    toStatement(sql`with noted as (insert into ${id(schema, 'relata_history')} (id, at, entity, record_id, action, version, actor, source, changes)
        values (${newId()}, ${now}, 'system.metadata', null, 'apply', null, null, 'automation', ${JSON.stringify({ hash: model.version, message })}::jsonb))
      insert into ${id(schema, 'relata_metadata_versions')} (hash, documents, applied_at, message, plan)
      values (${model.version}, ${JSON.stringify(model.documents)}::json, ${now}, ${message}, ${summary}::jsonb)`),
  );
}

/** A pack with a lower version than the applied one: an older node must never plan the reverse. */
function isOlder(model: Model, applied: Model): boolean {
  return model.packs.some((pack) => {
    const before = applied.packs.find((candidate) => candidate.id === pack.id);
    return before !== undefined && semver.lt(pack.version, before.version);
  });
}

/**
 * One process at a time: a row lock, held by a transaction that does nothing else. The statement has no placeholders on purpose: it then goes by the
 * simple protocol, which leaves no open portal behind. An open one would hold a snapshot, and every concurrent index build would wait for it for ever.
 */
async function withSchemaLock<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.knex.transaction(async (transaction) => {
    await transaction.raw(`select value from ${quoteIdentifier(database.schema)}.relata_system where name = 'steps' for update`);
    return work();
  });
}
