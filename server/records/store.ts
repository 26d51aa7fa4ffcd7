/** From complete drafts to the write statement: physical rows, history, status steps, and messages for automations. */
import type { Context } from '../access/context.ts';
import type { Sql } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import type { FieldEnvironment } from '../fields/types.ts';
import type { HistoryEntry } from '../history/entry.ts';
import type { OutboxMessage } from '../jobs/outbox.ts';
import type { Entity, Field } from '../model/types.ts';
import type { StatusChange } from '../pipelines/status-history.ts';
import { recordStatement, type RecordResult } from '../query/record.ts';
import type { Row } from '../query/types.ts';
import { storedFields } from './current.ts';
import { changedNames, type Draft } from './draft.ts';
import type { LinkGuards } from './complete.ts';
import { endedAccess } from './ended-access.ts';
import { columnsOf, currenciesOf, joinChanges, physicalRow, sealingFor } from './physical.ts';
import { withRates } from './rates.ts';
import { encryptedFields, sealedValue } from './sealed-changes.ts';
import { runWrite, type WriteSet } from './statement.ts';
import { followers } from './followers.ts';
import type { RecordChange, WriteOptions } from './types.ts';

/** Names that change with every write and tell nothing by themselves. */
const bookkeeping = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'source']);

/** What was stored: new versions by id (records that did not change are missing), and the changes for those who follow. */
export interface Stored {
  readonly versions: ReadonlyMap<string, number>;
  readonly changes: RecordChange[];
  /** Whether messages for automations were stored with the records. */
  readonly followed: boolean;
  /** The record, when it came along. */
  readonly read: RecordResult | undefined;
}

/** How drafts are stored. */
export interface Storing {
  readonly options: WriteOptions;
  readonly guards: LinkGuards;
  /** INSERT of what was done, for a request that is to be done once: made when the drafts have their versions. */
  readonly note: (() => Sql) | undefined;
}

/** Writes drafts: creates in one statement, changes in another. */
export async function storeDrafts(
  context: Context,
  tx: Transaction,
  entity: Entity,
  drafts: readonly Draft[],
  storing: Storing,
): Promise<Stored> {
  const now = context.clock.now().toISOString();
  const fields = storedFields(entity);
  const kept = drafts
    .map((draft) => ({ draft, changed: stamp(context, draft, fields, now) }))
    .filter(({ draft, changed }) => draft.operation.action === 'create' || changed.length > 0);
  const creates = kept.filter(({ draft }) => draft.operation.action === 'create');
  const updates = kept.filter(({ draft }) => draft.operation.action !== 'create');
  const changes = kept.map(({ draft, changed }) => toChange(entity, draft, changed));
  const made = await storeGroup(
    context,
    tx,
    entity,
    'insert',
    creates,
    fields,
    updates.length > 0 ? { ...storing, note: undefined } : storing,
  );
  const changedOnes = await storeGroup(context, tx, entity, 'update', updates, fields, storing);
  return {
    read: made.read ?? changedOnes.read,
    followed: made.followed || changedOnes.followed,
    versions: new Map(kept.map(({ draft }) => [draft.id, draft.after.version])),
    changes,
  };
}

interface Kept {
  readonly draft: Draft;
  readonly changed: readonly string[];
}

/** Sets the system fields. @returns names of fields that changed, bookkeeping left out */
function stamp(context: Context, draft: Draft, fields: readonly Field[], now: string): string[] {
  const { after, operation, current } = draft;
  if (operation.action === 'delete') after['deletedAt'] = now;
  if (operation.action === 'restore') after['deletedAt'] = null;
  const changed = changedNames(fields, current?.values ?? null, after).filter((name) => !bookkeeping.has(name));
  if (operation.action !== 'create' && changed.length === 0) return changed;
  after.version = (current?.version ?? 0) + 1;
  after['updatedAt'] = now;
  after['updatedBy'] = context.actor.id;
  if (operation.action === 'create') Object.assign(after, { createdAt: now, createdBy: context.actor.id, source: context.source });
  return changed;
}

async function storeGroup(
  context: Context,
  tx: Transaction,
  entity: Entity,
  mode: 'insert' | 'update',
  kept: readonly Kept[],
  fields: readonly Field[],
  { options, guards, note }: Storing,
): Promise<Pick<Stored, 'read' | 'followed'>> {
  if (kept.length === 0) return { read: undefined, followed: false };
  const drafts = kept.map(({ draft }) => draft);
  const environment = await withRates(context, tx, new Set(drafts.flatMap((draft) => currenciesOf(entity, draft))));
  const { database } = context;
  const encrypted = encryptedFields(entity).length > 0;
  if (encrypted) await database.cipher.ready();
  const surroundings = (draft: Draft): FieldEnvironment => (encrypted ? sealingFor(database, draft.id, environment) : environment);
  const written = mode === 'insert' ? fields : touchedFields(fields, kept);
  const withColumns = written.filter((field) => field.joinTable === undefined);
  const searching = entity.search.length > 0 && (mode === 'insert' || written.some((field) => entity.search.includes(field.name)));
  const after = options.read === true && drafts.length === 1 ? recordStatement(context, entity, drafts[0]?.id ?? '') : undefined;
  const set: WriteSet = {
    entity,
    mode,
    guards,
    note: note?.(),
    columns: [...columnsOf(withColumns), ...(searching ? [{ name: 'search_text', type: 'text' }] : [])],
    rows: drafts.map((draft) => physicalRow(entity, withColumns, draft, surroundings(draft))),
    joins: joinChanges(entity, drafts),
    history: kept.map((each) => historyOf(context, entity, each)),
    statuses: kept.flatMap((each) => statusesOf(entity, each)),
    ended: mode === 'insert' ? [] : endedAccess(context, entity, kept),
    outbox: options.effects === false ? [] : kept.flatMap((each) => messagesOf(context, entity, each)),
  };
  return { read: await runWrite(context, tx, set, after), followed: set.outbox.length > 0 };
}

/** Fields that any row of the batch changes: the rows are locked, so writing back the same value changes nothing. */
function touchedFields(fields: readonly Field[], kept: readonly Kept[]): Field[] {
  const names = new Set(kept.flatMap(({ changed }) => changed));
  // The base amount of money follows its date.
  const dependent = (field: Field): boolean =>
    field.document.field === 'money' && field.document.rateDate !== undefined && names.has(field.document.rateDate);
  return fields.filter((field) => names.has(field.name) || dependent(field) || ['version', 'updatedAt', 'updatedBy'].includes(field.name));
}

function historyOf(context: Context, entity: Entity, { draft, changed }: Kept): HistoryEntry {
  const kept = (field: Field, value: unknown): unknown => sealedValue(context, entity, field, draft.id, value);
  const changes = changed.flatMap((name) => {
    const field = entity.fields.get(name);
    const before = draft.current?.values[name] ?? null;
    const after = draft.after[name] ?? null;
    return field && !(before === null && after === null)
      ? [[field.id, { before: kept(field, before), after: kept(field, after) }] as const]
      : [];
  });
  return {
    entity: entity.id,
    recordId: draft.id,
    // The same instant as in the record: as it was then, it is found by that.
    at: String(draft.after['updatedAt']),
    action: draft.operation.action,
    version: draft.after.version,
    changes: Object.fromEntries(changes),
  };
}

function statusesOf(entity: Entity, { draft, changed }: Kept): StatusChange[] {
  return changed.flatMap((name) => {
    const field = entity.fields.get(name);
    if (!field || field.pipelines.length === 0) return [];
    return [
      {
        entity: entity.id,
        recordId: draft.id,
        field: field.id,
        from: (draft.current?.values[name] ?? null) as string | null,
        to: (draft.after[name] ?? null) as string | null,
      },
    ];
  });
}

function toChange(entity: Entity, draft: Draft, changed: readonly string[]): RecordChange {
  const after = draft.after as Row;
  return {
    entity: entity.id,
    id: draft.id,
    action: draft.operation.action,
    version: after.version,
    before: draft.current?.values ?? null,
    after,
    changed,
  };
}

function messagesOf(context: Context, entity: Entity, { draft, changed }: Kept): OutboxMessage[] {
  return followers(context, entity, toChange(entity, draft, changed));
}
