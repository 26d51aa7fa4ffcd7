/** The PostgreSQL of the tests: TEST_DATABASE_URL, else an embedded one whose home is `.cache/test` in this repository. */
import path from 'node:path';
import { startEmbedded } from '../../server/database/embedded.ts';
import { createLogger } from '../../server/kernel/logger.ts';

/** The home of the embedded test server. */
export const testHome = path.resolve(import.meta.dirname, '../../.cache/test');

/** A server to test on, and how to leave it. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Attaches to the test server, starting it if nobody has. */
export async function startTestServer(): Promise<TestServer> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return { url, stop: () => Promise.resolve() };
  return startEmbedded({ home: testHome, log: createLogger('error'), disposable: true });
}
