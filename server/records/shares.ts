/** Sharing single records: whoever may change a record by their roles may let a user or a team see it, or change it, too. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Queryable, Statement } from '../database/types.ts';
import { historyInsert } from '../history/entry.ts';
import { badRequest, forbidden, invalid, notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import type { Entity } from '../model/types.ts';
import { readLabels } from '../query/labels.ts';
import { entityFor } from '../query/list.ts';
import { actionScope, readScope, roleScope } from '../query/scope.ts';
import { shareLevels } from '../query/shared-sql.ts';
import { columnSql, createSource, tableSql } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';
import { refusalOf } from '../access/wording.ts';

/** How much a share gives. */
export type ShareLevel = (typeof shareLevels)[number];

/** One share for people. */
export interface ShareView {
  readonly grantee: { readonly entity: string; readonly id: string; readonly label: string | null };
  readonly level: ShareLevel;
  readonly createdAt: string;
  readonly createdBy: { readonly id: string; readonly label: string | null } | null;
}

/** Shares of a record, and whether the reader may make more. */
export interface Shares {
  readonly data: readonly ShareView[];
  readonly canShare: boolean;
}

/** Who may be given a share, by the member that names them. */
const granteeEntities = { user: 'system.user', team: 'system.team' } as const;
type GranteeKind = keyof typeof granteeEntities;

interface Standing {
  readonly deleted: boolean;
  readonly version: number;
  /** May change it by roles alone. */
  readonly mayShare: boolean;
  /** May change it as it stands now: restrictions count, too. */
  readonly mayUpdate: boolean;
}

/**
 * Shares of a record: all of them for who may share it, else one's own.
 * @throws Problem 404 when the record is not there or the reader may not see it
 */
export async function listShares(context: Context, entityName: string, recordId: string): Promise<Shares> {
  const entity = entityFor(context, entityName);
  const standing = await standingOf(context, context.database, entity, recordId, false);
  const { actor, database } = context;
  const mine = sql` and s.grantee = any(${[...(actor.id === null ? [] : [actor.id]), ...actor.teams]}::uuid[])`;
  const where = sql`s.entity = ${entity.id} and s.record_id = ${recordId}::uuid${standing.mayShare ? sql`` : mine}`;
  const { rows } = await database.query<ShareRow>(
    toStatement(sql`select s.grantee::text, s.grantee_kind, s.level, to_char(s.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, s.created_by::text
      from ${id(database.schema, 'relata_shares')} s where ${where} order by s.created_at, s.grantee`),
  );
  const references = rows.flatMap((row) => [
    { entity: granteeEntities[row.grantee_kind], id: row.grantee },
    ...(row.created_by === null ? [] : [{ entity: granteeEntities.user, id: row.created_by }]),
  ]);
  const labels = await readLabels(context, references);
  return {
    data: rows.map((row) => ({
      grantee: { entity: granteeEntities[row.grantee_kind], id: row.grantee, label: labels.get(row.grantee) ?? null },
      level: row.level,
      createdAt: row.at,
      createdBy: row.created_by === null ? null : { id: row.created_by, label: labels.get(row.created_by) ?? null },
    })),
    canShare: standing.mayShare && !standing.deleted,
  };
}

interface ShareRow {
  readonly grantee: string;
  readonly grantee_kind: GranteeKind;
  readonly level: ShareLevel;
  readonly at: string;
  readonly created_by: string | null;
}

/**
 * Shares a record, or changes how much a share gives. The record is held meanwhile: shares of it are made one after the other, by whoever may make
 * them at that moment.
 * @param request `user` or `team` with an id, and `level`
 * @throws Problem 404 for a record, 403 for who may not share it so far, 422 for a request that does not fit
 */
export async function shareRecord(
  context: Context,
  entityName: string,
  recordId: string,
  request: Readonly<Record<string, unknown>>,
): Promise<void> {
  const entity = entityFor(context, entityName);
  const { kind, grantee, level } = readShare(request);
  await context.database.tx(async (tx) => {
    const standing = await standingOf(context, tx, entity, recordId, true);
    if (!standing.mayShare) throw mayNotShare(context, entity);
    if (standing.deleted) throw badRequest('The record is in the trash; restore it first.');
    if (level === 'update' && !standing.mayUpdate) throw forbidden(refusalOf(context, 'shareReadOnly', entity));
    await demandGrantee(context, tx, kind, grantee);
    await putShare(context, tx, { entity, recordId, version: standing.version }, { kind, grantee, level });
  });
}

/** What is shared. */
interface Shared {
  readonly entity: Entity;
  readonly recordId: string;
  readonly version: number;
}

async function putShare(
  context: Context,
  tx: Queryable,
  shared: Shared,
  { kind, grantee, level }: { readonly kind: GranteeKind; readonly grantee: string; readonly level: ShareLevel },
): Promise<void> {
  const { entity, recordId } = shared;
  const { actor, clock, database } = context;
  const table = id(database.schema, 'relata_shares');
  const known = sql`select s.level from ${table} s where ${keyOf(entity, recordId, grantee)}`;
  const before = (await tx.query<{ level: ShareLevel }>(toStatement(known))).rows[0]?.level ?? null;
  const made = sql`insert into ${table} as s (entity, record_id, grantee, grantee_kind, level, created_at, created_by)
    values (${entity.id}, ${recordId}::uuid, ${grantee}::uuid, ${kind}, ${level}, ${clock.now().toISOString()}::timestamptz, ${actor.id}::uuid)
    on conflict (entity, record_id, grantee) do update set level = excluded.level, created_at = excluded.created_at, created_by = excluded.created_by where s.level <> excluded.level returning 1`;
  const after = { entity: granteeEntities[kind], id: grantee, level };
  const entry = { before: before === null ? null : { ...after, level: before }, after };
  await tx.query(toStatement(noted(context, shared, 'share', entry, made)));
}

/**
 * Takes a share back. Whoever was given one may give it up, too.
 * @throws Problem 404 for a record or a share that is not there, 403 for who may not share the record
 */
export async function unshareRecord(context: Context, entityName: string, recordId: string, grantee: string): Promise<void> {
  const entity = entityFor(context, entityName);
  const missing = notFound('The record is not shared with them.');
  await context.database.tx(async (tx) => {
    const { mayShare, version } = await standingOf(context, tx, entity, recordId, true);
    if (!isId(grantee)) throw missing;
    if (!mayShare && grantee !== context.actor.id) throw mayNotShare(context, entity);
    const table = id(context.database.schema, 'relata_shares');
    const known = await tx.query<{ level: ShareLevel; kind: GranteeKind }>(
      toStatement(sql`select s.level, s.grantee_kind as kind from ${table} s where ${keyOf(entity, recordId, grantee)}`),
    );
    const [share] = known.rows;
    if (!share) throw missing;
    const taken = sql`delete from ${table} s where ${keyOf(entity, recordId, grantee)} returning 1`;
    const entry = { before: { entity: granteeEntities[share.kind], id: grantee, level: share.level }, after: null };
    await tx.query(toStatement(noted(context, { entity, recordId, version }, 'unshare', entry, taken)));
  });
}

/** A change of shares and its entry of history: the entry is there when, and only when, something changed. */
function noted(
  context: Context,
  { entity, recordId, version }: Shared,
  action: 'share' | 'unshare',
  share: { readonly before: unknown; readonly after: unknown },
  change: Sql,
): Sql {
  const insert = historyInsert(context, [{ entity: entity.id, recordId, action, version, changes: { _share: share } }]);
  return sql`with changed as (${change}) ${insert} where exists (select 1 from changed)`;
}

function keyOf(entity: Entity, recordId: string, grantee: string): Sql {
  return sql`s.entity = ${entity.id} and s.record_id = ${recordId}::uuid and s.grantee = ${grantee}::uuid`;
}

function readShare(request: Readonly<Record<string, unknown>>): { kind: GranteeKind; grantee: string; level: ShareLevel } {
  const kinds = (Object.keys(granteeEntities) as GranteeKind[]).filter((kind) => request[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw invalid([{ pointer: '', code: 'grantee', message: 'Name either a "user" or a "team" by its id.' }]);
  const grantee = request[kind];
  if (typeof grantee !== 'string' || !isId(grantee)) throw unknownGrantee(kind);
  const level = shareLevels.find((each) => each === request['level']);
  if (level === undefined) throw invalid([{ pointer: '/level', code: 'level', message: `The level is one of ${shareLevels.join(', ')}.` }]);
  return { kind, grantee: grantee.toLowerCase(), level };
}

function unknownGrantee(kind: GranteeKind): Error {
  return invalid([
    { pointer: `/${kind}`, code: 'link', message: `There is no such ${kind}.`, hint: 'It may have been deleted, or you may not see it.' },
  ]);
}

/** Whoever is given a share must be there, and the giver must be able to see them. */
async function demandGrantee(context: Context, tx: Queryable, kind: GranteeKind, grantee: string): Promise<void> {
  const entity = context.model.entities.get(granteeEntities[kind]);
  if (!entity) throw unknownGrantee(kind);
  const statement = statementFor(context, ['grantee', entity.id], {}, [grantee], (compilation) => {
    const source = createSource(compilation, entity);
    const where = all([
      sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`,
      sql`${columnSql(source, 'deleted_at')} is null`,
      ...readScope(source),
    ]);
    return sql`select 1 from ${tableSql(context, entity.table)} ${id(source.alias)} where ${where}`;
  });
  if ((await tx.query(statement)).rowCount === 0) throw unknownGrantee(kind);
}

function mayNotShare(context: Context, entity: Entity): Error {
  return forbidden(refusalOf(context, 'mayNotShare', entity));
}

/** @param hold keeps the record as it is until the end of the transaction */
async function standingOf(context: Context, db: Queryable, entity: Entity, recordId: string, hold: boolean): Promise<Standing> {
  const missing = notFound(refusalOf(context, 'noRecord', entity));
  if (!isId(recordId)) throw missing;
  const { rows } = await db.query<Standing>(standingStatement(context, entity, recordId, hold));
  if (!rows[0]) throw missing;
  return rows[0];
}

function standingStatement(context: Context, entity: Entity, recordId: string, hold: boolean): Statement {
  return statementFor(context, ['sharing', entity.id, hold], {}, [recordId], (compilation) => {
    const source = createSource(compilation, entity);
    const where = all([sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`, ...readScope(source)]);
    const byRole = all(roleScope(source, 'update', { shares: false }));
    return sql`select ${columnSql(source, 'deleted_at')} is not null as deleted, ${columnSql(source, 'version')}::int as version, (${byRole}) is true as "mayShare",
      (${all(actionScope(source, 'update'))}) is true as "mayUpdate" from ${tableSql(context, entity.table)} ${id(source.alias)} where ${where}${hold ? sql` for no key update of ${id(source.alias)}` : raw('')}`;
  });
}
