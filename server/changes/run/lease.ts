/**
 * A lease on a piece of work that only one process may do. It has a number that grows with every holder (a fencing token): whatever the
 * holder writes demands that the number is still its own, so that one who was thought dead cannot write behind the next one's back.
 */
import { hostname } from 'node:os';
import { id, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import { newId } from '../../kernel/ids.ts';

const lifetime = 20_000;
const renewal = 5_000;

/** A lease that is held. */
export interface Lease {
  readonly token: number;
  /** SQL that is true as long as the lease is this holder's; for the WHERE of its writes. */
  readonly held: Sql;
}

/** The lease under which the model changes. */
export const leaseName = 'metadata';

/** Who holds a lease, in words that tell whether they live on this machine. */
const self = `${hostname()} ${process.pid} ${newId()}`;

/**
 * Does work under a lease.
 * @returns undefined when somebody else holds it for longer than `patience` milliseconds
 */
export async function withLease<T>(
  database: Database,
  name: string,
  patience: number,
  work: (lease: Lease) => Promise<T>,
): Promise<T | undefined> {
  const table = id(database.schema, 'relata_leases');
  const token = await acquire(database, name, patience);
  if (token === undefined) return undefined;
  const renew = (): Promise<unknown> =>
    database.query(
      toStatement(
        sql`update ${table} set expires_at = now() + ${`${lifetime} ms`}::interval where name = ${name} and token = ${token}::bigint`,
      ),
    );
  const timer = setInterval(() => void renew().catch(() => undefined), renewal);
  timer.unref();
  try {
    return await work({
      token,
      held: sql`exists (select 1 from ${table} where name = ${name} and token = ${token}::bigint and expires_at > now())`,
    });
  } finally {
    clearInterval(timer);
    await database
      .query(toStatement(sql`update ${table} set expires_at = now() where name = ${name} and token = ${token}::bigint`))
      .catch(() => undefined);
  }
}

async function acquire(database: Database, name: string, patience: number): Promise<number | undefined> {
  const end = Date.now() + patience;
  for (;;) {
    const token = await tryAcquire(database, name);
    if (token !== undefined || Date.now() >= end) return token;
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200));
  }
}

async function tryAcquire(database: Database, name: string): Promise<number | undefined> {
  const table = id(database.schema, 'relata_leases');
  const { rows: present } = await database.query<{ holder: string; token: string }>(
    toStatement(sql`select holder, token from ${table} where name = ${name} and expires_at > now()`),
  );
  // A holder of this machine whose process is gone has been killed: nobody need wait for its time to run out.
  const dead = present[0] && isDead(present[0].holder) ? present[0].holder : '';
  const { rows } = await database.query<{ token: number }>(
    toStatement(sql`insert into ${table} as l (name, holder, token, expires_at) values (${name}, ${self}, 1, now() + ${`${lifetime} ms`}::interval)
      on conflict (name) do update set holder = excluded.holder, token = l.token + 1, expires_at = excluded.expires_at
      where l.expires_at <= now() or l.holder = ${dead} returning token::int as token`),
  );
  return rows[0]?.token;
}

function isDead(holder: string): boolean {
  const [host, process_] = holder.split(' ');
  if (host !== hostname() || holder === self) return false;
  try {
    process.kill(Number(process_), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
