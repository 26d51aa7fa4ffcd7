/** What people who were switched off or deleted leave behind: sessions and links that would let them in again when they come back. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { userEntities } from './actors.ts';

/** Ends the sessions, and makes the open links worthless, of all users who are no longer active; for after users were written. */
export async function forgetGone(context: Context): Promise<void> {
  const { schema } = context.database;
  const { users } = userEntities(context.model);
  const gone = sql`(select u.id from ${id(schema, users.table)} u where u.deleted_at is not null or u.active is false)`;
  await context.database.query(
    toStatement(sql`with voided as (update ${id(schema, 'relata_tokens')} set used_at = ${context.clock.now().toISOString()}::timestamptz
        where used_at is null and user_id in ${gone})
      delete from ${id(schema, 'relata_sessions')} where user_id in ${gone}`),
  );
}

/** Whether a name, full or short, is that of the entity of users. */
export function namesUsers(context: Context, entityName: string): boolean {
  const { users } = userEntities(context.model);
  return entityName === users.id || context.model.shortNames.get(entityName) === users.id;
}
