/** Server-sent events: changes of records that the user may see, and progress of jobs. */
import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from '../../access/context.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Live, LiveItem, LiveNews } from '../../live/live.ts';
import { visibleIds } from '../../query/visible-ids.ts';
import { contextOf, type ApiState } from '../authenticate.ts';

const heartbeatMilliseconds = 20_000;
/** Bytes that may wait for a slow reader; beyond it the stream ends, and whoever comes back is told what they missed. */
const waitingAtMost = 1_000_000;

/** `GET /events`. */
export function eventRoutes(router: Router<ApiState>, live: Live): void {
  router.get('/events', (ctx) => {
    contextOf(ctx.state);
    const { workspace, renew } = ctx.state;
    const stream = new PassThrough();
    ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    ctx.status = 200;
    ctx.body = stream;
    ctx.compress = false;
    stream.write('retry: 3000\n\n');
    const sender = startSender(stream, renew, workspace.logger);
    const heard = ctx.get('Last-Event-ID');
    const remove = live.listen(heard === '' ? undefined : heard.slice(0, 100), (items) => sender.add(items));
    const heartbeat = setInterval(() => {
      const id = live.position();
      sender.add([id === undefined ? {} : { id }]);
    }, heartbeatMilliseconds);
    stream.on('close', () => {
      clearInterval(heartbeat);
      remove();
    });
    ctx.req.on('close', () => stream.end());
  });
}

/** Sends items in order. While rights are looked up, more may come in: they are sent together. */
function startSender(stream: PassThrough, renew: ApiState['renew'], logger: Logger): { add(items: readonly LiveItem[]): void } {
  let waiting: LiveItem[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    // Within one turn of the event loop a batch of writes comes in one by one.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0 && !stream.destroyed && !stream.writableEnded) {
      const items = waiting;
      waiting = [];
      await send(renew, stream, items);
    }
  };
  return {
    add(items) {
      waiting.push(...items);
      if (running || stream.destroyed || stream.writableEnded) return;
      run()
        // What could not be sent is told again: to whoever comes back.
        .catch((error: unknown) => {
          logger.warn({ err: error }, 'Events could not be sent.');
          stream.end();
        })
        .finally(() => (running = false));
    },
  };
}

/** Rights are asked anew for each batch: a session or key that has ended, or a role that was withdrawn, ends the stream's view at once. */
async function send(renew: ApiState['renew'], stream: PassThrough, items: readonly LiveItem[]): Promise<void> {
  const context = await renew?.();
  if (!context || stream.writableLength > waitingAtMost) {
    stream.end();
    return;
  }
  const visible = await visibleRecords(context, items);
  const text = items.map((item) => describe(item, item.event !== undefined && maySee(context, visible, item.event))).join('');
  if (text !== '' && !stream.destroyed && !stream.writableEnded) stream.write(text);
}

/** Records of these events that the reader may see, by one statement for each entity. */
async function visibleRecords(context: Context, items: readonly LiveItem[]): Promise<ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { event } of items)
    if (event?.type === 'record') wanted.set(event.entity, (wanted.get(event.entity) ?? new Set()).add(event.id));
  const visible = new Set<string>();
  for (const [entity, ids] of wanted) for (const id of await visibleIds(context, entity, [...ids])) visible.add(`${entity} ${id}`);
  return visible;
}

function maySee(context: Context, visible: ReadonlySet<string>, event: LiveNews): boolean {
  if (event.type === 'job') return context.rights.admin || event.actor === context.actor.id;
  return visible.has(`${event.entity} ${event.id}`);
}

/** An item as it is sent. An `id` without data moves the reader on, and is no event. */
function describe({ id, event, reset }: LiveItem, seen: boolean): string {
  const at = id === undefined ? '' : `id: ${id}\n`;
  if (reset) return 'event: reset\ndata: {}\n\n';
  if (event && seen) {
    const { type, ...data } = event;
    return `${at}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
  return at === '' ? (event ? '' : ': alive\n\n') : `${at}\n`;
}
