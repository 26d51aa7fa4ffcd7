/** The second factor: a secret shared with an authenticator app, sealed in the database, and ten recovery codes. */
import { randomBytes } from 'node:crypto';
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { badRequest, conflict, unauthenticated, type Problem } from '../kernel/errors.ts';
import { atomically } from '../records/atomically.ts';
import { attemptKey, countAttempt, forgetAttempts } from './attempts.ts';
import { demandPassword } from './credentials.ts';
import { noteInsert } from './note.ts';
import { replaceRecoveryCodes, useRecoveryCode } from './recovery-codes.ts';
import { factorKey, seal, unseal } from './sealed.ts';
import { endAccess } from './sessions.ts';
import { base32, keyUri, matchingStep } from './totp.ts';

const issuer = 'Relata';
/** As RFC 4226 recommends: 160 bits. */
const secretBytes = 20;

/** How it stands with somebody's second factor. */
export interface SecondFactorState {
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
}

/** Whether a user has a second factor, and how many recovery codes are left. */
export async function secondFactorOf(context: Context, userId: string): Promise<SecondFactorState> {
  const codes = id(context.database.schema, 'relata_recovery_codes');
  const { rows } = await context.database.query<SecondFactorState>(
    toStatement(sql`select exists (select 1 from ${tableOf(context)} f where f.user_id = ${userId}::uuid and f.confirmed_at is not null) as "secondFactor",
      (select count(*)::int from ${codes} r where r.user_id = ${userId}::uuid and r.used_at is null) as "recoveryCodesLeft"`),
  );
  return rows[0] ?? { secondFactor: false, recoveryCodesLeft: 0 };
}

/**
 * Begins to set it up: it counts when a code has proved that the app has the secret.
 * @returns the secret as people type it, and as apps read it from a picture
 * @throws Problem 401, 429 for a wrong password; 409 when there is one already, or no password
 */
export async function beginSecondFactor(context: Context, password: unknown): Promise<{ secret: string; uri: string }> {
  await demandPassword(context, password);
  const userId = context.actor.id ?? '';
  const secret = randomBytes(secretBytes);
  const sealed = seal(sealingKey(context), secret.toString('base64'), userId);
  const now = context.clock.now().toISOString();
  const { rowCount } = await context.database.query(
    toStatement(sql`insert into ${tableOf(context)} as f (user_id, secret, created_at) values (${userId}::uuid, ${sealed}, ${now}::timestamptz)
      on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = null where f.confirmed_at is null`),
  );
  if (rowCount === 0) throw conflict('You have a second factor already. Switch it off first.', [], 'second-factor-on');
  return { secret: base32(secret), uri: keyUri(secret, issuer, context.actor.email ?? context.actor.name) };
}

/**
 * Switches it on; all other sessions end.
 * @param session the secret of the session that stays
 * @returns ten recovery codes, which nobody can be told again
 * @throws Problem 401 for a wrong code, 429 after too many, 409 when nothing was begun
 */
export async function confirmSecondFactor(context: Context, code: unknown, session: string | undefined): Promise<string[]> {
  const userId = context.actor.id ?? '';
  const given = readCode(code);
  const key = attemptKey('code', userId);
  await countAttempt(context, key);
  const { rows } = await context.database.query<{ secret: string; confirmed: boolean }>(
    toStatement(sql`select secret, confirmed_at is not null as confirmed from ${tableOf(context)} where user_id = ${userId}::uuid`),
  );
  const row = rows[0];
  if (!row || row.confirmed) throw notBegun(row !== undefined);
  const secret = openSecret(context, row.secret, userId);
  const now = context.clock.now();
  const step = secret && matchingStep(secret, digitsOf(given), now);
  if (step === undefined) throw wrongCode();
  return atomically(context, async (inside) => {
    const { rowCount } = await inside.database.query(
      toStatement(sql`with noted as (${noteInsert(inside, userId, 'second-factor-on')})
        update ${tableOf(inside)} set confirmed_at = ${now.toISOString()}::timestamptz, last_step = ${step}::bigint
        where user_id = ${userId}::uuid and secret = ${row.secret} and confirmed_at is null`),
    );
    if (rowCount === 0) throw notBegun(true);
    await endAccess(inside, userId, session);
    await forgetAttempts(inside, key);
    return replaceRecoveryCodes(inside, userId);
  });
}

/**
 * Switches it off; all other sessions end.
 * @throws Problem 401 for a wrong password or code, 429 after too many, 409 when there is none
 */
export async function removeSecondFactor(context: Context, password: unknown, code: unknown, session: string | undefined): Promise<void> {
  const userId = context.actor.id ?? '';
  const given = readCode(code);
  await demandPassword(context, password);
  if (!(await secondFactorOf(context, userId)).secondFactor) throw noFactor();
  const key = attemptKey('code', userId);
  await countAttempt(context, key);
  await atomically(context, async (inside) => {
    if ((await useCode(inside, userId, given)) === undefined) throw wrongCode();
    await switchOff(inside, userId, session);
    await forgetAttempts(inside, key);
  });
}

/** Switches off somebody's second factor, for an admin: who lost it signs in by password alone. @throws Problem 409 when there is none */
export async function removeSecondFactorOf(context: Context, userId: string): Promise<void> {
  await atomically(context, async (inside) => {
    if (!(await secondFactorOf(inside, userId)).secondFactor) throw conflict('This user has no second factor.', [], 'no-second-factor');
    await switchOff(inside, userId, undefined);
    await forgetAttempts(inside, attemptKey('code', userId));
  });
}

/** Makes new recovery codes. @throws Problem 401, 429 for a wrong password, 409 when there is no second factor */
export async function renewRecoveryCodes(context: Context, password: unknown): Promise<string[]> {
  await demandPassword(context, password);
  const userId = context.actor.id ?? '';
  return atomically(context, async (inside) => {
    const { rowCount } = await inside.database.query(
      toStatement(sql`select 1 from ${tableOf(inside)} where user_id = ${userId}::uuid and confirmed_at is not null for update`),
    );
    if (rowCount === 0) throw noFactor();
    await inside.database.query(toStatement(noteInsert(inside, userId, 'recovery-codes')));
    return replaceRecoveryCodes(inside, userId);
  });
}

/**
 * Uses up a code of the app, or a recovery code; within the transaction of what it permits. Each step of the app is good once: of two that race
 * with the same code, one gets in.
 * @returns which of the two it was; undefined when it is neither
 */
export async function useCode(inside: Context, userId: string, given: string): Promise<'code' | 'recovery-code' | undefined> {
  const { rows } = await inside.database.query<{ secret: string }>(
    toStatement(sql`select secret from ${tableOf(inside)} where user_id = ${userId}::uuid and confirmed_at is not null`),
  );
  const sealed = rows[0]?.secret;
  const secret = sealed === undefined ? undefined : openSecret(inside, sealed, userId);
  if (secret === undefined) return undefined;
  const step = matchingStep(secret, digitsOf(given), inside.clock.now());
  if (step === undefined) {
    if (!(await useRecoveryCode(inside, userId, given))) return undefined;
    await inside.database.query(toStatement(noteInsert(inside, userId, 'recovery-code-used')));
    return 'recovery-code';
  }
  const { rowCount } = await inside.database.query(
    toStatement(sql`update ${tableOf(inside)} set last_step = ${step}::bigint
      where user_id = ${userId}::uuid and confirmed_at is not null and (last_step is null or last_step < ${step}::bigint)`),
  );
  return rowCount > 0 ? 'code' : undefined;
}

/** A query of one row while a user has no second factor, and whatever else is to hold does. */
export function withoutFactor(context: Context, userId: string, held: Sql = raw('select 1 as one')): Sql {
  return sql`select 1 as one from (${held}) h
    where not exists (select 1 from ${tableOf(context)} f where f.user_id = ${userId}::uuid and f.confirmed_at is not null)`;
}

/** A code that does not fit. */
export function wrongCode(): Problem {
  return unauthenticated('The code is wrong, or has been used. Wait for the next one.', 'wrong-code');
}

/** @throws Problem 400 when it is no text */
export function readCode(code: unknown): string {
  if (typeof code !== 'string')
    throw badRequest('Send "code" as a text.', [{ pointer: '/code', code: 'type', message: 'A text is wanted.' }]);
  return code;
}

/** People type codes with a space in the middle, and in the digits of their own script. */
function digitsOf(given: string): string {
  return foldText(given.slice(0, 100)).replace(/\s/g, '');
}

async function switchOff(inside: Context, userId: string, keep: string | undefined): Promise<void> {
  const codes = id(inside.database.schema, 'relata_recovery_codes');
  await inside.database.query(
    toStatement(sql`with noted as (${noteInsert(inside, userId, 'second-factor-off')}),
      forgotten as (delete from ${codes} where user_id = ${userId}::uuid)
      delete from ${tableOf(inside)} where user_id = ${userId}::uuid`),
  );
  await endAccess(inside, userId, keep);
}

function openSecret(context: Context, sealed: string, userId: string): Buffer | undefined {
  const text = unseal(sealingKey(context), sealed, userId);
  if (text === undefined)
    context.logger.error(
      { user: userId },
      'The second factor of a user cannot be opened: it was moved, changed or sealed with another secret.',
    );
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

function sealingKey({ database }: Context): Buffer {
  return factorKey(database.secrets, database.schema);
}

function notBegun(done: boolean): Problem {
  return done
    ? conflict('The second factor is on already.', [], 'second-factor-on')
    : conflict('Ask for a secret first.', [], 'no-second-factor');
}

function noFactor(): Problem {
  return conflict('You have no second factor.', [], 'no-second-factor');
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_second_factors');
}
