/** Server-sent events: changes of records that the user may see, and progress of jobs. */
import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from '../../access/context.ts';
import type { LiveEvent } from '../../access/workspace.ts';
import { Problem } from '../../kernel/errors.ts';
import { readRecord } from '../../query/record.ts';
import { contextOf, type ApiState } from '../authenticate.ts';

const heartbeatMilliseconds = 20_000;

/** `GET /events`. */
export function eventRoutes(router: Router<ApiState>): void {
  router.get('/events', (ctx) => {
    contextOf(ctx.state);
    const { workspace, renew } = ctx.state;
    const stream = new PassThrough();
    ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    ctx.status = 200;
    ctx.body = stream;
    ctx.compress = false;
    stream.write('retry: 3000\n\n');
    let queue = Promise.resolve();
    const remove = workspace.subscribe((event) => {
      if (event.type === 'outbox') return;
      queue = queue
        .then(() => send(renew, stream, event))
        .catch((error: unknown) => workspace.logger.warn({ err: error }, 'An event could not be sent.'));
    });
    const heartbeat = setInterval(() => stream.write(': alive\n\n'), heartbeatMilliseconds);
    stream.on('close', () => {
      clearInterval(heartbeat);
      remove();
    });
    ctx.req.on('close', () => stream.end());
  });
}

/** Rights are asked anew for each event: a session or key that has ended, or a role that was withdrawn, ends the stream's view at once. */
async function send(renew: ApiState['renew'], stream: PassThrough, event: LiveEvent): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return;
  const context = await renew?.();
  if (!context) {
    stream.end();
    return;
  }
  if (!(await maySee(context, event))) return;
  const { type, ...data } = event;
  stream.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function maySee(context: Context, event: LiveEvent): Promise<boolean> {
  if (event.type === 'outbox') return false;
  if (event.type === 'job') return context.rights.admin || event.actor === context.actor.id;
  try {
    await readRecord(context, event.entity, event.id, { select: ['id'] });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
