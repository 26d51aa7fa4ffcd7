/** A server whose statements are written down: what a request costs, and whether two requests cost the same. */
import type { Workspace } from '../../server/access/workspace.ts';
import type { Database, Queryable, Statement } from '../../server/database/types.ts';
import { createHttp, type HttpInput } from '../../server/http/server.ts';
import { afterAll } from 'vitest';

/** A server of a test, beside the one of the test app: nothing but requests runs on its database. */
export interface CountedServer {
  readonly url: string;
  /** The statements since it was asked last, each in one line without its values. */
  take(): string[];
}

/** Starts the server; it ends with the test file. */
export async function startCountedServer(input: HttpInput, workspace: Workspace): Promise<CountedServer> {
  let texts: string[] = [];
  const watch = <T extends Queryable>(queryable: T): T => ({
    ...queryable,
    query: (statement: Statement) => {
      texts.push(statement.text.replace(/\s+/g, ' '));
      return queryable.query(statement);
    },
  });
  const database: Database = {
    ...watch(workspace.database),
    tx: (work) => workspace.database.tx((tx) => work(watch(tx))),
    pair: (first, second) => {
      texts.push(...[first, second].map((statement) => statement.text.replace(/\s+/g, ' ')));
      return workspace.database.pair(first, second);
    },
  };
  const server = createHttp({ ...input, workspace: { ...workspace, database } }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    take() {
      const taken = texts;
      texts = [];
      return taken;
    },
  };
}
