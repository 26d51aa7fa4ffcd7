/** Recovery codes: ten, each for one sign-in without the second factor. Kept as keyed digests: without the secret outside the database they tell nothing. */
import { createHmac, randomBytes } from 'node:crypto';
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { purposeKey, readKeptKeys } from '../encryption/kept-keys.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { base32 } from './totp.ts';

const count = 10;
/** 80 random bits each: sixteen letters. */
const bytes = 10;

/**
 * Makes new codes; those before are worth nothing.
 * @returns the codes, which nobody can be told again
 */
export async function replaceRecoveryCodes(inside: Context, userId: string): Promise<string[]> {
  const codes = Array.from({ length: count }, () => base32(randomBytes(bytes)).toLowerCase());
  const table = tableOf(inside);
  await inside.database.query(toStatement(sql`delete from ${table} where user_id = ${userId}::uuid`));
  await inside.database.query(
    toStatement(sql`insert into ${table} (user_id, hash, created_at) select ${userId}::uuid, h.hash, ${inside.clock.now().toISOString()}::timestamptz
      from unnest(${codes.map((code) => digest(presentKey(inside), userId, code))}::text[]) as h(hash)`),
  );
  return codes.map((code) => (code.match(/.{4}/g) ?? []).join('-'));
}

/** Uses up a code: of two that race, one does. @returns whether it was one */
export async function useRecoveryCode(inside: Context, userId: string, given: string): Promise<boolean> {
  const code = foldText(given.slice(0, 100)).replace(/[\s-]/g, '');
  if (!/^[a-z2-7]{16}$/.test(code)) return false;
  // Codes of before the servers' secret was changed have the digests of that time.
  const kept = await readKeptKeys(inside.database, 'recovery-codes');
  const digests = [presentKey(inside), ...kept.map(({ key }) => key)].map((key) => digest(key, userId, code));
  const { rowCount } = await inside.database.query(
    toStatement(sql`update ${tableOf(inside)} set used_at = ${inside.clock.now().toISOString()}::timestamptz
      where user_id = ${userId}::uuid and hash = any(${digests}::text[]) and used_at is null`),
  );
  return rowCount > 0;
}

function presentKey({ database }: Context): Buffer {
  return purposeKey(database.secrets, 'recovery-codes', database.schema);
}

function digest(key: Buffer, userId: string, code: string): string {
  return createHmac('sha256', key).update(`${userId} ${code}`).digest('base64url');
}

function tableOf(context: Context): Sql {
  return id(context.database.schema, 'relata_recovery_codes');
}
