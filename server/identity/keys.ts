/** API keys: for programs that act for a user. A key is shown once; what is kept is its digest, and its last characters to tell it by. */
import type { Context } from '../access/context.ts';
import { keyScopes } from '../access/restrict.ts';
import { all, id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { conflict, forbidden, invalid, notFound, type ProblemItem } from '../kernel/errors.ts';
import { isId, newId } from '../kernel/ids.ts';
import { userEntities } from './actors.ts';
import { noteInsert } from './note.ts';
import { hashSecret, newSecret } from './secret.ts';
import { refusal } from '../access/wording.ts';

/** By this a key is told from other secrets, also by scanners of code that was published by mistake. */
export const keyPrefix = 'rlt_';
const keysAtMost = 100;
const longestName = 100;

/** A key as it is listed. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  /** Its last four characters. */
  readonly hint: string;
  readonly user: { readonly id: string; readonly name: string | null };
  /** Null: all roles that the user has at the moment. */
  readonly roles: readonly string[] | null;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
}

/** Whose keys are asked for: one's own, those of a user, or everybody's. */
export type KeysOf = 'own' | 'everybody' | { readonly user: string };

/**
 * Keys, newest first.
 * @throws Problem 403 when somebody who is no admin asks for those of others
 */
export async function listKeys(context: Context, of: KeysOf): Promise<KeyView[]> {
  const own = of === 'own' || (of !== 'everybody' && of.user === context.actor.id);
  if (!own && !context.rights.admin) throw forbidden('Only an administrator may see the keys of others.');
  if (of === 'everybody') return readKeys(context, raw('true'));
  const userId = of === 'own' ? context.actor.id : of.user;
  return userId !== null && isId(userId) ? readKeys(context, sql`k.user_id = ${userId}::uuid`) : [];
}

/** What a new key is to be. */
export interface KeyInput {
  readonly name: unknown;
  readonly roles?: unknown;
  readonly scopes: unknown;
  readonly expiresAt?: unknown;
}

/**
 * Makes a key for the actor.
 * @returns the key as it is listed, and the key itself, which nobody can be told again
 * @throws Problem 422 with a pointer to everything that is wrong, 409 when there are too many
 */
export async function makeKey(context: Context, input: KeyInput): Promise<KeyView & { readonly key: string }> {
  const { name, roles, scopes, expiresAt } = checkInput(context, input);
  const userId = context.actor.id ?? '';
  const key = keyPrefix + newSecret();
  const keyId = newId();
  const hint = key.slice(-4);
  const now = context.clock.now().toISOString();
  const table = tableOf(context);
  const note = noteInsert(context, userId, 'key-made', { key: { id: keyId, name, hint, roles, scopes, expiresAt } });
  const { rowCount } = await context.database.query(
    toStatement(sql`with made as (
        insert into ${table} (id, user_id, name, hash, hint, roles, scopes, created_at, expires_at)
        select ${keyId}::uuid, ${userId}::uuid, ${name}, ${hashSecret(key)}, ${hint}, ${roles}::text[], ${scopes}::text[], ${now}::timestamptz, ${expiresAt}::timestamptz
        where (select count(*) from ${table} k where k.user_id = ${userId}::uuid and k.revoked_at is null) < ${keysAtMost}::int returning id),
      noted as (${onlyIf(note, raw('exists (select 1 from made)'))}) select id from made`),
  );
  if (rowCount === 0) throw conflict(refusal(context, 'tooManyKeys', { count: keysAtMost }));
  const [view] = await readKeys(context, sql`k.id = ${keyId}::uuid`);
  if (!view) throw notFound('The key has been removed.');
  return { ...view, key };
}

/**
 * Revokes a key: the next request with it is refused.
 * @throws Problem 404 when there is no such key, or it is somebody else's and the actor no admin; 409 when it is revoked already
 */
export async function revokeKey(context: Context, keyId: string): Promise<void> {
  const whose = context.rights.admin ? raw('true') : sql`k.user_id = ${context.actor.id}::uuid`;
  const [found] = isId(keyId) ? await readKeys(context, all([sql`k.id = ${keyId}::uuid`, whose])) : [];
  if (!found) throw notFound('There is no such key.');
  const note = noteInsert(context, found.user.id, 'key-revoked', { key: { id: found.id, name: found.name, hint: found.hint } });
  const { rowCount } = await context.database.query(
    toStatement(sql`with revoked as (update ${tableOf(context)} set revoked_at = ${context.clock.now().toISOString()}::timestamptz
        where id = ${keyId}::uuid and revoked_at is null returning id),
      noted as (${onlyIf(note, raw('exists (select 1 from revoked)'))}) select id from revoked`),
  );
  if (rowCount === 0) throw conflict('The key has been revoked before.');
}

/**
 * Revokes all keys of a user, where whoever changes how they sign in asks for it. By itself nothing does: programs go on when a password was
 * forgotten. Within the transaction of the change, if there is one.
 */
export async function revokeKeysOf(inside: Context, userId: string): Promise<void> {
  const note = noteInsert(inside, userId, 'key-revoked', { all: true });
  await inside.database.query(
    toStatement(sql`with revoked as (update ${tableOf(inside)} set revoked_at = ${inside.clock.now().toISOString()}::timestamptz
        where user_id = ${userId}::uuid and revoked_at is null returning id)
      ${onlyIf(note, raw('exists (select 1 from revoked)'))}`),
  );
}

/** An INSERT … SELECT that inserts only under a condition. */
function onlyIf(insert: Sql, condition: Sql): Sql {
  return sql`${insert} where ${condition}`;
}

async function readKeys(context: Context, which: Sql): Promise<KeyView[]> {
  const { users } = userEntities(context.model);
  const { rows } = await context.database.query<Omit<KeyView, 'user'> & { userId: string; userName: string | null }>(
    toStatement(sql`select k.id::text, k.name, k.hint, k.user_id::text as "userId", u.name as "userName", k.roles, k.scopes, ${instant('created_at')} as "createdAt",
        ${instant('expires_at')} as "expiresAt", ${instant('used_at')} as "usedAt", ${instant('revoked_at')} as "revokedAt"
      from ${tableOf(context)} k left join ${id(context.database.schema, users.table)} u on u.id = k.user_id where ${which} order by k.created_at desc, k.id desc`),
  );
  return rows.map(({ userId, userName, ...row }) => ({ ...row, user: { id: userId, name: userName } }));
}

function instant(column: string): Sql {
  return sql`to_char(${id('k', column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_api_keys');
}

interface CheckedInput {
  readonly name: string;
  readonly roles: readonly string[] | null;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

function checkInput(context: Context, input: KeyInput): CheckedInput {
  const errors: ProblemItem[] = [];
  const name = typeof input.name === 'string' ? input.name.trim() : '';
  if (name === '' || [...name].length > longestName || /\p{Cc}/u.test(name) || !name.isWellFormed())
    errors.push({ pointer: '/name', code: 'name', message: `Give the key a name of at most ${longestName} characters.` });
  const own = context.actor.roles;
  const roles = input.roles === undefined || input.roles === null ? null : listOf(input.roles, own);
  if (roles === undefined)
    errors.push({
      pointer: '/roles',
      code: 'roles',
      message: `A key has some of your own roles: ${own.join(', ')}.`,
      hint: 'Left out, it has all of them.',
    });
  const scopes = listOf(input.scopes, keyScopes);
  if (scopes === undefined)
    errors.push({ pointer: '/scopes', code: 'scopes', message: `Name at least one scope, of ${keyScopes.join(', ')}.` });
  const expiresAt = input.expiresAt === undefined || input.expiresAt === null ? null : futureOf(input.expiresAt, context.clock.now());
  if (expiresAt === undefined)
    errors.push({
      pointer: '/expiresAt',
      code: 'expiresAt',
      message: 'An instant to come is wanted.',
      hint: 'For example 2030-12-31T00:00:00Z.',
    });
  if (errors.length > 0 || roles === undefined || scopes === undefined || expiresAt === undefined) throw invalid(errors);
  return { name, roles, scopes, expiresAt };
}

/** Some of these words, each once; undefined when it is anything else. */
function listOf(given: unknown, words: readonly string[]): string[] | undefined {
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  if (list.length === 0 || list.length > 1000 || !list.every((item): item is string => typeof item === 'string' && words.includes(item)))
    return undefined;
  return [...new Set(list)];
}

function futureOf(given: unknown, now: Date): string | undefined {
  if (typeof given !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(given)) return undefined;
  const instant = new Date(given);
  return Number.isNaN(instant.getTime()) || instant <= now ? undefined : instant.toISOString();
}
