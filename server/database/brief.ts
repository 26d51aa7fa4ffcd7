/**
 * Look-ups by key travel together: those that are asked for in one turn of the event loop go to the database in one packet, over one connection.
 * Under load that spares most of the system calls, which cost more than the look-ups themselves, and most of the connections.
 */
import type pg from 'pg';
import { noteStatement, queryPool, runOn, stalePlan, codeOf, together } from './transaction.ts';
import type { Statement, StatementResult } from './types.ts';

interface Waiting {
  readonly statement: Statement;
  readonly resolve: (result: StatementResult<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/** So many at once: the last one waits for all before it. */
const togetherAtMost = 8;

/** Makes the function that runs brief statements on a pool. */
export function briefQueries(pool: pg.Pool): <Row>(statement: Statement) => Promise<StatementResult<Row>> {
  let waiting: Waiting[] = [];
  const send = (): void => {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += togetherAtMost) void sendPart(pool, all.slice(start, start + togetherAtMost));
  };
  return <Row>(statement: Statement) =>
    new Promise<StatementResult<Row>>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ statement, resolve: resolve as Waiting['resolve'], reject });
    });
}

/** Sends some in one packet. Each is answered by itself, as soon as its answer is there. */
async function sendPart(pool: pg.Pool, part: readonly Waiting[]): Promise<void> {
  const [first, ...more] = part;
  if (first && more.length === 0) return void queryPool(pool, first.statement, true).then(first.resolve, first.reject);
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    for (const { reject } of part) reject(error);
    return;
  }
  let worn = false;
  const again: Waiting[] = [];
  for (const { statement } of part) if (statement.name !== undefined) worn = noteStatement(client, statement.name) || worn;
  await together(client, () =>
    part.map((each) =>
      runOn(client, each.statement, true).then(each.resolve, (error: unknown) => {
        worn ||= isWearing(error);
        // With a stale plan it runs once more, as it does by itself.
        if (stalePlan.has(codeOf(error))) again.push(each);
        else each.reject(error);
      }),
    ),
  );
  client.release(worn);
  for (const { statement, resolve, reject } of again) void queryPool(pool, statement, true).then(resolve, reject);
}

/** A code of five characters is an answer of PostgreSQL; after another error the line may be broken, and a stale plan stays with its connection. */
function isWearing(error: unknown): boolean {
  return stalePlan.has(codeOf(error)) || !/^[0-9A-Z]{5}$/.test(codeOf(error));
}
