/** Two workspaces that hold the same, byte for byte: what one user may not see is then made another in the second. */
import { afterAll } from 'vitest';
import type { Workspace } from '../../../server/access/workspace.ts';
import { id, join, raw, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import { createHttp } from '../../../server/http/server.ts';
import type { Clock } from '../../../server/kernel/clock.ts';
import { startTestApp, type TestApp } from '../test-app.ts';
import { wiresTo, type Server } from './asking/wire.ts';
import { resealCopy } from './encrypted-values.ts';

/** The pair, each with its server. */
export interface Twins {
  readonly one: Workspace;
  readonly other: Workspace;
  readonly app: TestApp;
  readonly otherApp: TestApp;
  /** Their servers, without sockets. */
  readonly servers: readonly [Server, Server];
  /** Keeps what the first holds now, and stops the clocks: from now on only what is written differs. */
  keep(): Promise<void>;
  /** Makes the first what was kept, and the second the same. @param prepare what is to be changed in both */
  reset(prepare?: () => Promise<unknown>): Promise<void>;
}

/** What belongs to the processes, or to one workspace alone. */
const ofProcesses = ['relata_nodes', 'relata_leases', 'relata_system', 'relata_data_keys'];

/** Starts the pair. Call it at the top of a test file. @param make makes one of them, with this clock */
export async function createTwins(make: (clock: Clock) => Promise<Workspace>): Promise<Twins> {
  let stopped: Date | undefined;
  const clock: Clock = { now: () => new Date(stopped ?? Date.now()) };
  const one = await make(clock);
  const other = await make(clock);
  const [app, otherApp] = [await startTestApp(one), await startTestApp(other)];
  const columns = await columnsOf(one);
  const kept = `${one.database.schema}_kept`;
  const run = (statement: Sql): Promise<unknown> => one.database.query(toStatement(statement));
  afterAll(() => run(sql`drop schema if exists ${id(kept)} cascade`));
  const serverOf = ({ input }: TestApp): Server => {
    const handle = createHttp(input).callback();
    return wiresTo((request, response) => void handle(request, response));
  };
  return {
    one,
    other,
    app,
    otherApp,
    servers: [serverOf(app), serverOf(otherApp)],
    async keep() {
      stopped = new Date();
      await run(sql`create schema ${id(kept)}`);
      for (const table of columns.keys())
        await run(sql`create table ${id(kept, table)} as select * from ${id(one.database.schema, table)}`);
    },
    async reset(prepare) {
      await copyAll(kept, one, columns);
      await prepare?.();
      await copyAll(one.database.schema, other, columns);
      await resealCopy(one, other);
    },
  };
}

async function columnsOf({ database }: Workspace): Promise<Map<string, string[]>> {
  const { rows } = await database.query<{ table: string; columns: string[] }>(
    toStatement(sql`select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = ${database.schema}::regnamespace and c.relkind = 'r' group by c.relname`),
  );
  return new Map(rows.filter((row) => !ofProcesses.includes(row.table)).map((row) => [row.table, row.columns]));
}

async function copyAll(from: string, { database }: Workspace, columns: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const to = database.schema;
  await database.tx(async (tx) => {
    const run = (statement: Sql): Promise<unknown> => tx.query(toStatement(statement));
    await run(sql`truncate ${join([...columns.keys()].map((table) => id(to, table)))}`);
    // Tables point at one another: what is pointed at may come later.
    await run(sql`set local session_replication_role = replica`);
    for (const [table, names] of columns) {
      const list = join(names.map((name) => id(name)));
      await run(sql`insert into ${id(to, table)} (${list}) ${raw('overriding system value')} select ${list} from ${id(from, table)}`);
    }
  });
}
