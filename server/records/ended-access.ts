/**
 * What ends with a change of a user: whoever is switched off or deleted loses sessions, links and sign-ins that are half done, in the statement that
 * does it. So does whoever comes back, of what was opened in the very moment of going; and links that lie in the mailbox of an address that is no
 * longer theirs are worth nothing.
 */
import type { Context } from '../access/context.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import type { Entity } from '../model/types.ts';
import type { Draft } from './draft.ts';

/** The parts of the statement, by name; none when no access ends. */
export function endedAccess(
  context: Context,
  entity: Entity,
  kept: readonly { readonly draft: Pick<Draft, 'id'>; readonly changed: readonly string[] }[],
): (readonly [string, Sql])[] {
  if (entity.id !== 'system.user') return [];
  const { schema } = context.database;
  const idsOf = (names: readonly string[]): string[] =>
    kept.filter(({ changed }) => changed.some((name) => names.includes(name))).map(({ draft }) => draft.id);
  const users = idsOf(['active', 'deletedAt']);
  const addressees = idsOf(['active', 'deletedAt', 'email']);
  if (addressees.length === 0) return [];
  const now = context.clock.now().toISOString();
  const links = sql`update ${id(schema, 'relata_tokens')} set used_at = ${now}::timestamptz where used_at is null and user_id = any(${addressees}::uuid[])`;
  const sessions = sql`delete from ${id(schema, 'relata_sessions')} where user_id = any(${users}::uuid[])`;
  const challenges = sql`delete from ${id(schema, 'relata_challenges')} where user_id = any(${users}::uuid[])`;
  return [
    ['ended_links', links],
    ['ended_sessions', sessions],
    ['ended_challenges', challenges],
  ];
}
