/** From a session to an actor: one statement reads the session, the user and the teams below the user's team. */
import type { Actor } from '../access/context.ts';
import { filled, namedStatement, slot } from '../database/named.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import type { Database, Statement } from '../database/types.ts';
import type { Entity, Model } from '../model/types.ts';
import { readLanguage, readTimeZone } from './locale.ts';
import { hashSecret } from './sessions.ts';

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

/** The users and teams of the system pack: the only entities that the core knows by name, because sign-in and scopes need them. */
export function userEntities(model: Model): { users: Entity; teams: Entity } {
  const users = model.entities.get('system.user');
  const teams = model.entities.get('system.team');
  if (!users || !teams) throw new Error('The system pack lacks system.user or system.team.');
  return { users, teams };
}

/** The actor of a session, or undefined when it is unknown, over, or its user is no longer active. */
export async function actorOfSession(database: Database, model: Model, secret: string, now: Date): Promise<Actor | undefined> {
  const which = sql`(select s.user_id from ${id(database.schema, 'relata_sessions')} s where s.id = ${slot(0)} and s.expires_at > ${slot(1)}::timestamptz)`;
  return findActor(database, model, 'session', which, [hashSecret(secret), now.toISOString()]);
}

/** The actor that a user is, or undefined when there is no such active user. */
export async function actorOfUser(database: Database, model: Model, userId: string): Promise<Actor | undefined> {
  return findActor(database, model, 'user', sql`(select ${slot(0)}::uuid as user_id)`, [userId]);
}

const statements = new WeakMap<Model, Map<string, Statement>>();

/** @param which a query of one user id, with places for `values`, known by the name */
async function findActor(
  database: Database,
  model: Model,
  name: string,
  which: Sql,
  values: readonly unknown[],
): Promise<Actor | undefined> {
  let known = statements.get(model);
  if (!known) statements.set(model, (known = new Map<string, Statement>()));
  const key = `${database.schema} ${name}`;
  let statement = known.get(key);
  if (!statement) known.set(key, (statement = actorStatement(database, model, which)));
  const { rows } = await database.query<UserRow>(filled(statement, values));
  const row = rows[0];
  if (!row) return undefined;
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

function actorStatement(database: Database, model: Model, which: Sql): Statement {
  const { users, teams } = userEntities(model);
  const userTable = id(database.schema, users.table);
  const teamTable = id(database.schema, teams.table);
  const below = sql`(with recursive b as (select u.team as id union select t.id from ${teamTable} t join b on t.parent = b.id where t.deleted_at is null) select array_agg(b.id) from b where b.id is not null)`;
  // Most people who are in no team, or in one without others below it, need no recursion.
  const found = sql`case when u.team is not null then ${below} end`;
  return namedStatement(
    sql`select u.id::text, u.name, u.email, u.roles, u.team::text, ${found}::text[] as teams, u.language, u.time_zone
      from ${which} w join ${userTable} u on u.id = w.user_id where u.deleted_at is null and u.active is not false`,
  );
}
