/** A schema of its own for each test file. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, inject } from 'vitest';
import { testSecrets } from './test-secrets.ts';
import { checkDatabase, connectDatabase } from '../../server/database/connect.ts';
import { id, sql, toStatement } from '../../server/database/sql.ts';
import { viewSchema } from '../../server/changes/analysts/views.ts';
import type { Database } from '../../server/database/types.ts';

/** The URL of the shared test server, for tests that connect by themselves. */
export function testDatabaseUrl(): string {
  return inject('databaseUrl');
}

/** A fresh, empty schema. */
export interface TestSchema {
  readonly database: Database;
  /** Closes the connections; the schema goes, too, unless it is to be kept. */
  readonly close: (keep?: boolean) => Promise<void>;
}

/** Opens a database on a fresh, empty schema (`test_…`). */
export async function openTestSchema(poolSize = 5, url = testDatabaseUrl()): Promise<TestSchema> {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const database = connectDatabase({ url, schema, secrets: testSecrets, poolSize, applicationName: 'relata test' });
  await checkDatabase(database);
  await database.query(toStatement(sql`create schema ${id(schema)}`));
  return {
    database,
    async close(keep = false) {
      if (!keep) {
        await database.query(toStatement(sql`drop schema if exists ${id(schema)} cascade`));
        await dropViews(database);
      }
      await database.close();
    },
  };
}

/**
 * A database on a fresh, empty schema: `const database = await createTestDatabase();` at the top of a test file, outside of hooks,
 * since it registers its own. The schema is dropped after the file, unless a test of it failed: then it stays and its name is printed.
 */
export async function createTestDatabase(poolSize = 5): Promise<Database> {
  const { database, close } = await openTestSchema(poolSize);
  let failed = false;
  afterEach((context) => {
    failed ||= context.task.result?.state === 'fail';
  });
  afterAll(async () => {
    if (failed) process.stderr.write(`The schema ${database.schema} is kept, since a test of its file failed.\n`);
    await close(failed);
  });
  return database;
}

/** The views of analysts stand beside the schema, and their role beside all schemas. */
async function dropViews(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    toStatement(sql`select nspname as name from pg_namespace where starts_with(nspname, ${viewSchema(database.schema)})`),
  );
  for (const { name } of rows) await database.query(toStatement(sql`drop schema if exists ${id(name)} cascade`));
  await database.query(toStatement(sql`drop role if exists ${id(`${database.schema}_analyst`)}`));
}
