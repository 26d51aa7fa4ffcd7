/** LISTEN: on a connection of its own, made anew when it breaks. Behind a transaction pooler there is none: nobody is told, and polling has to do. */
import pg from 'pg';
import type { Logger } from '../kernel/logger.ts';
import { readUrl } from './connect.ts';
import { quoteIdentifier } from './sql.ts';
import type { Database } from './types.ts';

/** A hearing that goes on until it is closed. */
export interface Hearing {
  close(): Promise<void>;
}

const firstDelay = 500;
const longestDelay = 30_000;

/** Whether notices can be heard on this database. */
export function canHear({ url }: Pick<Database, 'url'>): boolean {
  return readUrl(url).prepare;
}

/**
 * Hears what is told on a channel. What is told while the connection is broken is not heard.
 * @param heard is called with the payload of each notice
 */
export function hearNotices({ url }: Pick<Database, 'url'>, channel: string, heard: (payload: string) => void, logger: Logger): Hearing {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delay = firstDelay;
  const again = (error?: unknown): void => {
    if (closed || timer) return;
    logger.debug({ err: error }, 'The connection that hears of others is broken; it is made anew.');
    const broken = client;
    client = undefined;
    void broken?.end().catch(() => undefined);
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, delay);
    timer.unref();
    delay = Math.min(delay * 2, longestDelay);
  };
  const connect = async (): Promise<void> => {
    const settings = readUrl(url);
    const own = new pg.Client({
      connectionString: settings.url,
      options: settings.options,
      keepAlive: true,
      application_name: 'relata notices',
    });
    client = own;
    own.on('error', again);
    own.on('end', () => own === client && again());
    own.on('notification', ({ payload }) => heard(payload ?? ''));
    try {
      await own.connect();
      await own.query(`listen ${quoteIdentifier(channel)}`);
      delay = firstDelay;
      if (closed) await own.end();
    } catch (error) {
      again(error);
    }
  };
  const connecting = connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting.catch(() => undefined);
      const ending = client;
      client = undefined;
      await ending?.end().catch(() => undefined);
    },
  };
}
