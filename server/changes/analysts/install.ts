/**
 * Puts the views of analysts in place without anybody waiting: they are made in a schema of their own, which takes the name of the one before in
 * the moment of the switch. Who is reading goes on with the old ones; these go when nobody reads them any more.
 */
import type { Context } from '../../access/context.ts';
import { literal, quoteIdentifier as q } from '../../database/sql.ts';
import type { Database, Queryable } from '../../database/types.ts';
import { leaseName, withLease } from '../run/lease.ts';
import { analystViews, viewSchema, type AnalystViews } from './views.ts';

const text = (value: string): string => literal(value).chunks.join('');
async function run(queryable: Queryable, statement: string): Promise<void> {
  await queryable.query({ text: statement, values: [] });
}
const nextSchema = (schema: string): string => `${viewSchema(schema)}_next`;
const oldPrefix = (schema: string): string => `${viewSchema(schema)}_old_`;

/**
 * Makes the views that are to come beside those in use. May be done again.
 * @returns false where this server may not make schemas: then there are no views, and everything else goes on
 */
export async function prepareViews(database: Database, wanted: AnalystViews | undefined): Promise<boolean> {
  try {
    await makeViews(database, wanted);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === '42501') return false;
    throw error;
  }
}

async function makeViews(database: Database, wanted: AnalystViews | undefined): Promise<void> {
  const next = nextSchema(database.schema);
  if (wanted) await makeRole(database, wanted.databaseRole);
  await database.tx(async (tx) => {
    await run(tx, `drop schema if exists ${q(next)} cascade`);
    if (!wanted) return;
    // In one go: dozens of views would be dozens of ways to the database and back.
    const views = wanted.views.map(({ name, query }) => `create view ${q(next)}.${q(name)} with (security_barrier) as ${query}`);
    const comment = `comment on schema ${q(next)} is ${text(`${wanted.fingerprint} ${wanted.views.length}`)}`;
    await run(tx, [`create schema ${q(next)}`, comment, ...views].join(';\n'));
    if (!(await roleExists(tx, wanted.databaseRole))) return;
    await run(tx, `grant usage on schema ${q(next)} to ${q(wanted.databaseRole)}`);
    await run(tx, `grant select on all tables in schema ${q(next)} to ${q(wanted.databaseRole)}`);
  });
}

/** Takes the prepared views into use, or only the old ones away: part of the transaction of a switch. */
export async function swapViews(tx: Queryable, schema: string): Promise<void> {
  const [current, next] = [viewSchema(schema), nextSchema(schema)];
  if (await schemaExists(tx, current))
    await run(tx, `alter schema ${q(current)} rename to ${q(`${oldPrefix(schema)}${Date.now().toString(36)}`)}`);
  if (await schemaExists(tx, next)) await run(tx, `alter schema ${q(next)} rename to ${q(current)}`);
}

/** Drops views of earlier versions; those that somebody is reading stay until the next time. */
export async function dropOldViews(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>({
    text: `select nspname as name from pg_namespace where starts_with(nspname, $1)`,
    values: [oldPrefix(database.schema)],
  });
  for (const { name } of rows) {
    try {
      await database.tx(async (tx) => {
        await run(tx, `set local lock_timeout = '100ms'`);
        await run(tx, `drop schema if exists ${q(name)} cascade`);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
    }
  }
}

/**
 * Brings the views up to the context's model where they are not: at a first start, and when somebody dropped them. While a change of the model
 * is being applied that is left to it.
 */
export async function ensureViews(context: Context): Promise<void> {
  const { database, logger } = context;
  const wanted = analystViews(context);
  if ((await presentFingerprint(database)) === wanted?.fingerprint) return;
  await withLease(database, leaseName, 0, async () => {
    if (await prepareViews(database, wanted)) await database.tx((tx) => swapViews(tx, database.schema));
    else logger.warn({ schema: database.schema }, 'This database user may not make schemas: there are no views for analysts.');
    await dropOldViews(database);
  });
}

/** What the views in use were made of; undefined when there are none, empty when some of them are missing. */
export async function presentFingerprint(database: Database): Promise<string | undefined> {
  const { rows } = await database.query<{ comment: string | null; views: number }>({
    text: `select obj_description(n.oid, 'pg_namespace') as comment, (select count(*)::int from pg_class c where c.relnamespace = n.oid and c.relkind = 'v') as views
      from pg_namespace n where n.nspname = $1`,
    values: [viewSchema(database.schema)],
  });
  if (!rows[0]) return undefined;
  const [fingerprint, count] = (rows[0].comment ?? '').split(' ');
  return Number(count) === rows[0].views ? fingerprint : '';
}

/** Whether the role that reads the views is there. */
export async function roleExists(queryable: Queryable, role: string): Promise<boolean> {
  const { rows } = await queryable.query({ text: 'select from pg_roles where rolname = $1', values: [role] });
  return rows.length > 0;
}

/** A role that cannot sign in until an operator gives it a password. Where this server may make none, an operator makes it. */
async function makeRole(database: Database, role: string): Promise<void> {
  if (await roleExists(database, role)) return;
  try {
    await run(database, `create role ${q(role)} nologin`);
    await run(database, `alter role ${q(role)} set default_transaction_read_only = on`);
    // Who leaves a transaction open would hold up changes of what it has read.
    await run(database, `alter role ${q(role)} set idle_in_transaction_session_timeout = '60s'`);
  } catch (error) {
    // Not permitted, or made by another process just now.
    if (!['42501', '42710', '23505'].includes(String((error as { code?: unknown }).code))) throw error;
  }
}

async function schemaExists(queryable: Queryable, name: string): Promise<boolean> {
  const { rows } = await queryable.query({ text: 'select from pg_namespace where nspname = $1', values: [name] });
  return rows.length > 0;
}
