/** Users as sign-in sees them. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement, type Sql } from '../database/sql.ts';
import { notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { userEntities } from './actors.ts';

/** What sign-in needs to know of a user. */
export interface UserAccount {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly language: string | null;
  /** Neither switched off nor in the trash. */
  readonly active: boolean;
}

/** A user, active or not. @throws Problem 404 */
export async function demandUser(context: Context, userId: string): Promise<UserAccount> {
  const user = isId(userId) ? await readUser(context, sql`u.id = ${userId}::uuid`) : undefined;
  if (!user) throw notFound('There is no such user.');
  return user;
}

/** The user whose address it is, written so but for case: one that only looks alike is somebody else's. */
export function userOfAddress(context: Context, address: string): Promise<UserAccount | undefined> {
  const { schema } = context.database;
  const fold = id(schema, 'relata_fold');
  // The folded address has the index; the exact one decides.
  return readUser(context, sql`${fold}(u.email) = ${fold}(${address}) and lower(u.email) = lower(${address})`);
}

/**
 * Keeps a user to this transaction until its end: how they come in is changed, and looked at for what follows from it, by one after the other.
 */
export async function holdUser(inside: Context, userId: string): Promise<void> {
  const { users } = userEntities(inside.model);
  await inside.database.query(
    toStatement(sql`select 1 from ${id(inside.database.schema, users.table)} where id = ${userId}::uuid for no key update`),
  );
}

async function readUser(context: Context, which: Sql): Promise<UserAccount | undefined> {
  const { users } = userEntities(context.model);
  const { rows } = await context.database.query<UserAccount>(
    toStatement(sql`select u.id::text, u.name, u.email, u.language, u.deleted_at is null and u.active is not false as active
      from ${id(context.database.schema, users.table)} u where ${which} order by (u.deleted_at is null) desc, u.id limit 1`),
  );
  return rows[0];
}
