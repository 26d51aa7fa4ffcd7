/** Two workspaces that hold the same, byte for byte: what one user may not see is then made another in the second. */
import { id, join, raw, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import { startTestApp, type TestApp } from '../test-app.ts';

/** The pair, each with its server. */
export interface Twins {
  readonly one: Workspace;
  readonly other: Workspace;
  readonly app: TestApp;
  readonly otherApp: TestApp;
  /** Makes the second what the first is. */
  copy(): Promise<void>;
}

/** What belongs to the processes, not to the workspace. */
const ofProcesses = ['relata_nodes', 'relata_leases', 'relata_system'];

/** Starts the pair. Call it at the top of a test file. */
export async function createTwins(make: () => Promise<Workspace>): Promise<Twins> {
  const one = await make();
  const other = await make();
  const [app, otherApp] = [await startTestApp(one), await startTestApp(other)];
  const columns = await columnsOf(one);
  return { one, other, app, otherApp, copy: () => copyAll(one, other, columns) };
}

async function columnsOf({ database }: Workspace): Promise<Map<string, string[]>> {
  const { rows } = await database.query<{ table: string; columns: string[] }>(
    toStatement(sql`select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = ${database.schema}::regnamespace and c.relkind = 'r' group by c.relname`),
  );
  return new Map(rows.filter((row) => !ofProcesses.includes(row.table)).map((row) => [row.table, row.columns]));
}

async function copyAll(one: Workspace, other: Workspace, columns: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const [from, to] = [one.database.schema, other.database.schema];
  await other.database.tx(async (tx) => {
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
