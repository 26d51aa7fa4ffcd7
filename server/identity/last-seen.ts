/** When sessions and keys were last used: kept roughly, and no request waits for it. */
import type { Workspace } from '../access/workspace.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { notedEvery } from './actors.ts';
import { hashSecret } from './secret.ts';

const underWay = new WeakMap<Database, Set<string>>();

/**
 * Notes that a session or a key is in use. Of the requests that find it unnoted at the same time, in whatever process, one writes.
 * @param secret as it was sent
 */
export function noteUse(workspace: Pick<Workspace, 'database' | 'clock' | 'logger'>, kind: keyof typeof notedEvery, secret: string): void {
  const { database, clock, logger } = workspace;
  const digest = hashSecret(secret);
  let noting = underWay.get(database);
  if (!noting) underWay.set(database, (noting = new Set<string>()));
  if (noting.has(digest)) return;
  noting.add(digest);
  const now = clock.now();
  const long = new Date(now.getTime() - notedEvery[kind] * 60_000).toISOString();
  const statement =
    kind === 'session'
      ? sql`update ${id(database.schema, 'relata_sessions')} set seen_at = ${now.toISOString()}::timestamptz where id = ${digest} and seen_at < ${long}::timestamptz`
      : sql`update ${id(database.schema, 'relata_api_keys')} set used_at = ${now.toISOString()}::timestamptz
          where hash = ${digest} and (used_at is null or used_at < ${long}::timestamptz)`;
  void database
    .query(toStatement(statement))
    .catch((error: unknown) => logger.warn({ err: error }, 'The last use of a session or key could not be noted.'))
    .finally(() => noting.delete(digest));
}
