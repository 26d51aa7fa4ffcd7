/** From a session or an API key to an actor: one statement reads it, the user, and the teams below the user's team. */
import type { Actor } from '../access/context.ts';
import { filled, namedStatement, slot } from '../database/named.ts';
import { id, raw, sql, type Sql } from '../database/sql.ts';
import type { Database, Statement } from '../database/types.ts';
import type { Entity, Model } from '../model/types.ts';
import { hashSecret } from './secret.ts';
import { readLanguage, readTimeZone } from './locale.ts';

interface UserRow {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly roles: string[] | null;
  readonly team: string | null;
  readonly teams: string[] | null;
  readonly language: string | null;
  readonly time_zone: string | null;
}

/** Somebody who came with the cookie of a session. */
export interface SessionCaller {
  readonly actor: Actor;
  /** Whether it is long since it was noted that the session is in use. */
  readonly unseen: boolean;
  /** Whether the user has a second factor; true where nobody need have one. */
  readonly secondFactor: boolean;
}

/** Somebody who came with an API key. */
export interface KeyCaller {
  /** The user, with no roles but those that the key has, too. */
  readonly actor: Actor;
  readonly key: { readonly id: string; readonly name: string };
  readonly scopes: readonly string[];
  /** Whether it is long since it was noted that the key is in use. */
  readonly unseen: boolean;
}

/** After so many minutes a session's and a key's last use is noted again. */
export const notedEvery = { session: 5, key: 1 } as const;

/** The users and teams of the system pack: the only entities that the core knows by name, because sign-in and scopes need them. */
export function userEntities(model: Model): { users: Entity; teams: Entity } {
  const users = model.entities.get('system.user');
  const teams = model.entities.get('system.team');
  if (!users || !teams) throw new Error('The system pack lacks system.user or system.team.');
  return { users, teams };
}

/** Who has a session, or undefined when it is unknown, over, or its user is no longer active. */
export async function callerOfSession(database: Database, model: Model, secret: string, now: Date): Promise<SessionCaller | undefined> {
  const factors = id(database.schema, 'relata_second_factors');
  const policy = model.settings.signIn?.secondFactor ?? 'optional';
  // Where nobody need have a second factor nobody asks for it.
  const factor =
    policy === 'optional' ? raw('true') : sql`exists (select 1 from ${factors} f where f.user_id = u.id and f.confirmed_at is not null)`;
  const which = sql`(select s.user_id, s.seen_at < ${slot(2)}::timestamptz as unseen
    from ${id(database.schema, 'relata_sessions')} s where s.id = ${slot(0)} and s.expires_at > ${slot(1)}::timestamptz)`;
  const values = [hashSecret(secret), now.toISOString(), before(now, notedEvery.session)];
  const row = await findUser<{ unseen: boolean; factor: boolean }>(
    database,
    model,
    'session',
    which,
    sql`w.unseen, ${factor} as factor`,
    values,
  );
  return row && { actor: actorOf(model, row), unseen: row.unseen, secondFactor: row.factor };
}

/** Whose key it is, or undefined when it is unknown, expired, revoked, or its user is no longer active. */
export function callerOfKey(database: Database, model: Model, secret: string, now: Date): Promise<KeyCaller | undefined> {
  return findKey(database, model, 'hash', hashSecret(secret), now);
}

/** The same by the key's id, for work that outlives the request with which it began. */
export function callerOfKeyId(database: Database, model: Model, keyId: string, now: Date): Promise<KeyCaller | undefined> {
  return findKey(database, model, 'id', keyId, now);
}

async function findKey(database: Database, model: Model, by: 'hash' | 'id', value: string, now: Date): Promise<KeyCaller | undefined> {
  const which = sql`(select k.user_id, k.id::text as key_id, k.name as key_name, k.roles as key_roles, k.scopes as key_scopes,
      k.used_at is null or k.used_at < ${slot(2)}::timestamptz as unseen
    from ${id(database.schema, 'relata_api_keys')} k
    where ${by === 'hash' ? sql`k.hash = ${slot(0)}` : sql`k.id = ${slot(0)}::uuid`} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${slot(1)}::timestamptz))`;
  const values = [value, now.toISOString(), before(now, notedEvery.key)];
  const row = await findUser<{
    key_id: string;
    key_name: string;
    key_roles: string[] | null;
    key_scopes: string[];
    unseen: boolean;
  }>(database, model, `key by ${by}`, which, sql`w.key_id, w.key_name, w.key_roles, w.key_scopes, w.unseen`, values);
  if (!row) return undefined;
  const actor = actorOf(model, row);
  const roles = row.key_roles === null ? actor.roles : actor.roles.filter((role) => row.key_roles?.includes(role) === true);
  return { actor: { ...actor, roles }, key: { id: row.key_id, name: row.key_name }, scopes: row.key_scopes, unseen: row.unseen };
}

/** The actor that a user is, or undefined when there is no such active user. */
export async function actorOfUser(database: Database, model: Model, userId: string): Promise<Actor | undefined> {
  const row = await findUser<object>(database, model, 'user', sql`(select ${slot(0)}::uuid as user_id)`, raw('w.user_id'), [userId]);
  return row && actorOf(model, row);
}

function before(now: Date, minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString();
}

function actorOf(model: Model, row: UserRow): Actor {
  return {
    id: row.id,
    name: row.name ?? row.email ?? '',
    email: row.email,
    roles: row.roles ?? [],
    team: row.team,
    teams: row.teams ?? [],
    language: readLanguage(row.language) ?? model.settings.language,
    timeZone: readTimeZone(row.time_zone) ?? model.settings.timeZone,
  };
}

const statements = new WeakMap<Model, Map<string, Statement>>();

/**
 * @param which a query `w` of one user id, with places for `values`, known by the name
 * @param more columns beside the user's
 */
async function findUser<More extends object>(
  database: Database,
  model: Model,
  name: string,
  which: Sql,
  more: Sql,
  values: readonly unknown[],
): Promise<(UserRow & More) | undefined> {
  let known = statements.get(model);
  if (!known) statements.set(model, (known = new Map<string, Statement>()));
  const key = `${database.schema} ${name}`;
  let statement = known.get(key);
  if (!statement) known.set(key, (statement = userStatement(database, model, which, more)));
  const { rows } = await database.query<UserRow & More>({ ...filled(statement, values), brief: true });
  return rows[0];
}

function userStatement(database: Database, model: Model, which: Sql, more: Sql): Statement {
  const { users } = userEntities(model);
  const userTable = id(database.schema, users.table);
  const below = id(database.schema, 'relata_teams_below');
  return namedStatement(
    sql`select u.id::text, u.name, u.email, u.roles, u.team::text, (case when u.team is not null then ${below}(u.team) end)::text[] as teams, u.language, u.time_zone, ${more}
      from ${which} w join ${userTable} u on u.id = w.user_id where u.deleted_at is null and u.active is not false`,
  );
}
