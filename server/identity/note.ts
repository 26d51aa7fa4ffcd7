/** What happens to an account, as an entry of its user's history: part of the statement that does it. */
import type { Context } from '../access/context.ts';
import type { Sql } from '../database/sql.ts';
import { historyInsert } from '../history/entry.ts';

/** What can happen to an account beside changes of its record. */
export type AccountAction =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  | 'sessions-ended'
  | 'password'
  | 'password-reset-asked'
  | 'password-reset'
  | 'invitation'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'recovery-codes'
  | 'recovery-code-used'
  | 'key-made'
  | 'key-revoked'
  | 'identity-linked';

/**
 * INSERT of the entry.
 * @param userId whose account it is; undefined inserts nothing, by the same statement
 * @param about what to remember beside it: never a secret
 */
export function noteInsert(
  context: Context,
  userId: string | undefined,
  action: AccountAction,
  about?: Readonly<Record<string, unknown>>,
): Sql {
  if (userId === undefined) return historyInsert(context, []);
  const changes = Object.fromEntries(Object.entries(about ?? {}).map(([name, after]) => [name, { before: null, after }]));
  return historyInsert(context, [{ entity: 'system.user', recordId: userId, action, version: 0, changes }]);
}
