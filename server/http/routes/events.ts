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
      sender.add([{ ...(id === undefined ? {} : { id }), beat: true }]);
    }, heartbeatMilliseconds);
    stream.on('close', () => {
      clearInterval(heartbeat);
      remove();
    });
    ctx.req.on('close', () => stream.end());
  });
}

/** An item, or a sign of life at its hour. */
type Sent = LiveItem & { readonly beat?: true };

/** Sends items in order. While rights are looked up, more may come in: they are sent together. */
function startSender(stream: PassThrough, renew: ApiState['renew'], logger: Logger): { add(items: readonly Sent[]): void } {
  const tell = teller();
  let waiting: Sent[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    // Within one turn of the event loop a batch of writes comes in one by one.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0 && !stream.destroyed && !stream.writableEnded) {
      const items = waiting;
      waiting = [];
      await send(renew, stream, items, tell);
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
async function send(renew: ApiState['renew'], stream: PassThrough, items: readonly Sent[], tell: Tell): Promise<void> {
  const context = await renew?.();
  if (!context || stream.writableLength > waitingAtMost) {
    stream.end();
    return;
  }
  const visible = await visibleRecords(context, items);
  const text = tell(items, (event) => maySee(context, visible, event));
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

/** Items as text, as far as they may be seen. */
type Tell = (items: readonly Sent[], maySee: (event: LiveNews) => boolean) => string;

/**
 * Writes a stream. An `id` without an event moves the reader on; it is sent at the beginning, behind events that had none, and at the hour of a sign
 * of life. It never follows what is not seen: whoever counted such places would count the writes of others.
 */
function teller(): Tell {
  let owing = true;
  return (items, maySee) => {
    let [text, place] = ['', ''];
    for (const { id, event, reset, beat } of items) {
      const at = id === undefined ? '' : `id: ${id}\n`;
      if (reset) text += 'event: reset\ndata: {}\n\n';
      else if (event && maySee(event)) {
        const { type, ...data } = event;
        text += `${at}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
        [owing, place] = [true, ''];
      } else if (at !== '') place = at;
      else if (beat) text += ': alive\n\n';
      if (beat) owing = true;
    }
    if (!owing || place === '') return text;
    owing = false;
    return `${text}${place}\n`;
  };
}
