/** Several statements as one act: all of them, or none. */
import type { Context } from '../access/context.ts';
import type { LiveEvent } from '../access/workspace.ts';
import { insideTransaction } from '../database/inside.ts';

/**
 * Runs work in one transaction; whoever watches hears of it after the commit.
 * @param work may be run more than once: nothing in it has an effect outside the database
 */
export async function atomically<T>(context: Context, work: (inside: Context) => Promise<T>): Promise<T> {
  let events: LiveEvent[] = [];
  const result = await context.database.tx((tx) => {
    events = [];
    return work({
      ...context,
      database: insideTransaction(context.database, tx),
      publish: (event) => void events.push(event),
    });
  });
  for (const event of events) context.publish(event);
  return result;
}
