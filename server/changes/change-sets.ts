/** Change sets as they are stored: drafts of anybody with the right, and what became of them. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { conflict, forbidden, invalid, notFound } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import { findUnstorable } from '../model/checks/storable.ts';
import type { PhysicalNames } from '../model/physical-names.ts';
import type { DocumentSet } from '../model/types.ts';
import type { DocumentConflict } from './documents/document-sets.ts';
import type { Applier, ChangePlan, ChangeSet, ChangeState, Edit, Replacements } from './types.ts';
import { refusal } from '../access/wording.ts';

const columns = sql`id::text as id, number::int as number, state, title, base_version::int as "baseVersion", edits, replacements, author::text as author, author_name as "authorName",
  created_at as "createdAt", updated_at as "updatedAt", plan_hash as "planHash", version::int as version, error, applier`;

const tableOf = (database: Database): Sql => id(database.schema, 'relata_change_sets');

/** @throws Problem 403 for whoever may not change documents */
export function demandMetadata(context: Context): void {
  if (!context.rights.metadata) throw forbidden('Your roles do not let you change the documents.');
}

/** All change sets but the discarded ones, the latest first. */
export async function listChangeSets(context: Context): Promise<Omit<ChangeSet, 'edits' | 'replacements'>[]> {
  demandMetadata(context);
  const { rows } = await context.database.query<ChangeSet>(
    toStatement(sql`select ${columns} from ${tableOf(context.database)} where state <> 'discarded' order by updated_at desc limit 200`),
  );
  return rows.map(({ edits: _edits, replacements: _replacements, ...facts }) => facts);
}

/** @throws Problem 404 */
export async function readChangeSet(database: Database, changeSet: string): Promise<ChangeSet> {
  const { rows } = isId(changeSet)
    ? await database.query<ChangeSet>(toStatement(sql`select ${columns} from ${tableOf(database)} where id = ${changeSet}::uuid`))
    : { rows: [] };
  const [row] = rows;
  if (!row) throw notFound('There is no such change set.');
  return row;
}

/** What a new draft is. */
export interface NewChangeSet {
  readonly title: string;
  readonly baseVersion: number;
  readonly edits?: readonly Edit[];
  readonly author: { readonly id: string | null; readonly name: string };
}

/** Begins a draft on a version. */
export async function createChangeSet(database: Database, { title, baseVersion, edits = [], author }: NewChangeSet): Promise<ChangeSet> {
  const key = newId();
  await database.query(
    toStatement(sql`insert into ${tableOf(database)} (id, state, title, base_version, edits, author, author_name, created_at, updated_at)
      values (${key}::uuid, 'draft', ${title}, ${baseVersion}::bigint, ${JSON.stringify(edits)}::json, ${author.id}::uuid, ${author.name}, now(), now())`),
  );
  return readChangeSet(database, key);
}

/**
 * Puts edits into a draft; one of the same document takes the place of the one before.
 * @throws Problem 409 when it is no draft any more, 422 for texts that cannot be stored
 */
export async function saveEdits(context: Context, changeSet: string, edits: readonly Edit[]): Promise<ChangeSet> {
  const unstorable = edits.flatMap(({ content }) => findUnstorable(content));
  if (unstorable.length > 0) throw invalid(unstorable.map((error) => ({ code: 'characters', ...error })));
  await claim(context, changeSet);
  return editDraft(context, changeSet, (draft) => {
    const merged = new Map([...draft.edits, ...edits].map((edit) => [`${edit.kind} ${edit.id}`, edit]));
    return { edits: [...merged.values()], baseVersion: draft.baseVersion };
  });
}

/** Whoever edits a draft that the server made of files has it from then on: newer files make another one and leave this alone. */
async function claim({ database, actor }: Context, changeSet: string): Promise<void> {
  if (actor.id === null || !isId(changeSet)) return;
  await database.query(
    toStatement(
      sql`update ${tableOf(database)} set author = ${actor.id}::uuid, author_name = ${actor.name} where id = ${changeSet}::uuid and author is null and state in ('draft', 'failed')`,
    ),
  );
}

/** Says which codes take the place of others in records. @throws Problem 409 when it is no draft any more */
export async function saveReplacements(context: Context, changeSet: string, replacements: Replacements): Promise<ChangeSet> {
  await claim(context, changeSet);
  const { id: key } = await editDraft(context, changeSet, (draft) => draft);
  await context.database.query(
    toStatement(
      sql`update ${tableOf(context.database)} set replacements = ${JSON.stringify(replacements)}::jsonb where id = ${key}::uuid and state = 'draft'`,
    ),
  );
  return readChangeSet(context.database, key);
}

/** Puts a draft onto another version, with all of its edits made anew. @throws Problem 409 when it is no draft any more */
export function rebase(context: Context, changeSet: string, edits: readonly Edit[], baseVersion: number): Promise<ChangeSet> {
  return editDraft(context, changeSet, () => ({ edits, baseVersion }));
}

async function editDraft(
  context: Context,
  changeSet: string,
  change: (draft: { edits: readonly Edit[]; baseVersion: number }) => { edits: readonly Edit[]; baseVersion: number },
): Promise<ChangeSet> {
  const { database } = context;
  await database.tx(async (tx) => {
    const { rows } = await tx.query<{ edits: Edit[]; state: ChangeState; baseVersion: number }>(
      toStatement(
        sql`select edits, state, base_version::int as "baseVersion" from ${tableOf(database)} where id = ${changeSet}::uuid for update`,
      ),
    );
    const [draft] = rows;
    if (!draft) throw notFound('There is no such change set.');
    if (draft.state !== 'draft' && draft.state !== 'failed')
      throw conflict(refusal(context, 'notEditable', { state: draft.state }), [], 'not-a-draft');
    const { edits, baseVersion } = change(draft);
    await tx.query(
      toStatement(sql`update ${tableOf(database)} set edits = ${JSON.stringify(edits)}::json, base_version = ${baseVersion}::bigint, state = 'draft', plan_hash = null, error = null,
        updated_at = ${context.clock.now().toISOString()} where id = ${changeSet}::uuid`),
    );
  });
  return readChangeSet(database, changeSet);
}

/** Takes an edit out of a draft, or throws the whole draft away. */
export async function discard(context: Context, changeSet: string, edit?: Pick<Edit, 'kind' | 'id'>): Promise<void> {
  const { database } = context;
  const present = await readChangeSet(database, changeSet);
  if (present.state !== 'draft' && present.state !== 'failed')
    throw conflict(refusal(context, 'notADraft', { state: present.state }), [], 'not-a-draft');
  const edits = edit === undefined ? present.edits : present.edits.filter((each) => each.kind !== edit.kind || each.id !== edit.id);
  const state = edit === undefined ? 'discarded' : 'draft';
  await database.query(
    toStatement(sql`update ${tableOf(database)} set edits = ${JSON.stringify(edits)}::json, state = ${state}, plan_hash = null, updated_at = ${context.clock.now().toISOString()}
      where id = ${changeSet}::uuid and state in ('draft', 'failed')`),
  );
}

/** Gives up the open drafts that the server itself made of files. */
export async function discardDrafts(database: Database, authorName: string): Promise<void> {
  await database.query(
    toStatement(
      sql`update ${tableOf(database)} set state = 'discarded', updated_at = now() where state in ('draft', 'failed') and author is null and author_name = ${authorName} and version is null`,
    ),
  );
}

/** A plan as it is stored, with the names that it chose. */
export interface StoredPlan {
  readonly plan: ChangePlan;
  readonly physical: PhysicalNames;
  /** The packs' own documents that come with the version; null keeps those of the version before. */
  readonly sources: DocumentSet | null;
  /** Where newer packs and the workspace's own words stood against each other. */
  readonly conflicts: readonly DocumentConflict[];
}

/** Keeps the plan of a change set, so that `apply` can demand just this one. */
export async function storePlan(database: Database, changeSet: string, stored: StoredPlan): Promise<void> {
  await database.query(
    toStatement(
      sql`update ${tableOf(database)} set plan = ${JSON.stringify(stored)}::json, plan_hash = ${stored.plan.hash} where id = ${changeSet}::uuid`,
    ),
  );
}

/** The stored plan; undefined when none was made since the last edit. */
export async function readPlan(database: Database, changeSet: string): Promise<StoredPlan | undefined> {
  const { rows } = await database.query<{ plan: StoredPlan | null }>(
    toStatement(sql`select plan from ${tableOf(database)} where id = ${changeSet}::uuid and plan_hash is not null`),
  );
  return rows[0]?.plan ?? undefined;
}

/** What a draft brought along from files of packs, which stays with it however often it is edited. */
export async function readOrigin(database: Database, changeSet: string): Promise<Pick<StoredPlan, 'sources' | 'conflicts'>> {
  const { rows } = await database.query<{ sources: DocumentSet | null; conflicts: readonly DocumentConflict[] | null }>(
    toStatement(
      sql`select plan->'sources' as sources, plan->'conflicts' as conflicts from ${tableOf(database)} where id = ${changeSet}::uuid`,
    ),
  );
  return { sources: rows[0]?.sources ?? null, conflicts: rows[0]?.conflicts ?? [] };
}

/** Moves a change set on. @returns false when it was not in one of the states `from` */
export async function moveChangeSet(
  database: Database,
  changeSet: string,
  from: readonly ChangeState[],
  to: ChangeState,
  error: string | null = null,
): Promise<boolean> {
  const { rowCount } = await database.query(
    toStatement(
      sql`update ${tableOf(database)} set state = ${to}, error = ${error}, updated_at = now() where id = ${changeSet}::uuid and state = any(${[...from]}::text[])`,
    ),
  );
  return rowCount > 0;
}

/** Begins to apply a change set, and notes who does. @returns false when it is no draft any more */
export async function beginApplying(database: Database, changeSet: string, applier: Applier): Promise<boolean> {
  const { rowCount } = await database.query(
    toStatement(sql`update ${tableOf(database)} set state = 'applying', error = null, updated_at = now(), applier = ${JSON.stringify(applier)}::jsonb
      where id = ${changeSet}::uuid and state in ('draft', 'failed')`),
  );
  return rowCount > 0;
}

/** Change sets whose work was begun and is not done. */
export async function unfinishedChangeSets(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    toStatement(sql`select id::text as id from ${tableOf(database)} where state in ('applying', 'cancelling') order by updated_at`),
  );
  return rows.map((row) => row.id);
}
