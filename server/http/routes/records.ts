/** Records: reading, writing, transitions, history. */
import type Router from '@koa/router';
import { readHistory } from '../../query/history.ts';
import { badRequest, Problem } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import { listRecords } from '../../query/list.ts';
import { readRecord, type RecordResult } from '../../query/record.ts';
import { transitionRecord } from '../../records/transition.ts';
import type { WriteOperation, WriteResult } from '../../records/types.ts';
import { writeRecords } from '../../records/write.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { readAggregate } from '../aggregate.ts';
import { bodyOf, readListRequest } from '../body.ts';
import { readBulk } from '../bulk.ts';
import { readOnce } from '../idempotency.ts';

interface Answer {
  readonly method: string;
  readonly path: string;
  readonly request: object;
  get(name: string): string;
  status: number;
  body: unknown;
  type: string;
  set(name: string, value: string): void;
}

/** Everything under `/records/{entity}`. */
export function recordRoutes(router: Router<ApiState>): void {
  router.get('/records/:entity', async (ctx) =>
    sendList(ctx, await listRecords(contextOf(ctx.state), ctx.params['entity'] ?? '', readListRequest(ctx.query))),
  );
  router.post('/records/:entity/query', async (ctx) =>
    sendList(ctx, await listRecords(contextOf(ctx.state), ctx.params['entity'] ?? '', readListRequest(bodyOf(ctx)))),
  );
  router.post('/records/:entity/aggregate', async (ctx) => {
    ctx.body = await aggregateRecords(contextOf(ctx.state), ctx.params['entity'] ?? '', readAggregate(bodyOf(ctx)));
  });
  router.post('/records/:entity/bulk', async (ctx) => {
    const { operations, atomic } = readBulk(bodyOf(ctx));
    const results = await writeAll(ctx, operations, atomic, { ...contextOf(ctx.state), operation: newId() });
    const written = results.find((result) => result.ok);
    ctx.body = {
      operation: (written?.ok === true ? written.operation : undefined) ?? null,
      results: results.map((result, index) => describeResult(result, operations[index])),
    };
  });
  router.post('/records/:entity', async (ctx) => {
    const written = await writeOne(ctx, { action: 'create', values: bodyOf(ctx) });
    ctx.status = 201;
    ctx.set('Location', `/api/records/${encodeURIComponent(ctx.params['entity'] ?? '')}/${written.id}`);
    await sendWritten(ctx, written);
  });
  router.get('/records/:entity/:id', async (ctx) => {
    const { select, expand } = readListRequest(ctx.query);
    sendRecord(ctx, await readRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', { select, expand }));
  });
  router.patch('/records/:entity/:id', async (ctx) => {
    const written = await writeOne(ctx, {
      action: 'update',
      id: ctx.params['id'] ?? '',
      ...ifMatch(ctx.get('If-Match')),
      values: bodyOf(ctx),
    });
    await sendWritten(ctx, written);
  });
  router.delete('/records/:entity/:id', async (ctx) => {
    await writeOne(ctx, { action: 'delete', id: ctx.params['id'] ?? '', ...ifMatch(ctx.get('If-Match')) });
    ctx.status = 204;
  });
  router.post('/records/:entity/:id/restore', async (ctx) =>
    sendWritten(ctx, await writeOne(ctx, { action: 'restore', id: ctx.params['id'] ?? '' })),
  );
  router.post('/records/:entity/:id/transition', async (ctx) => {
    const body = bodyOf(ctx, ['field', 'to', 'values']);
    const request = { field: body['field'], to: body['to'], values: body['values'], ...ifMatch(ctx.get('If-Match')) };
    await transitionRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', request, readOnce(ctx));
    await sendWritten(ctx, { id: ctx.params['id'] ?? '' });
  });
  router.get('/records/:entity/:id/history', async (ctx) => {
    const { after, limit } = readListRequest(ctx.query);
    ctx.body = await readHistory(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', { after, limit });
  });
}

function sendList(ctx: Answer, page: Awaited<ReturnType<typeof listRecords>>): void {
  const about = { next: page.next, ...(page.count === undefined ? {} : { count: page.count, countIs: page.countIs }) };
  ctx.type = 'application/json';
  // The rows are text already: they go to the socket without being parsed again.
  ctx.body = `{"data":${page.data},"page":${JSON.stringify(about)}}`;
}

function sendRecord(ctx: Answer, record: RecordResult): void {
  ctx.set('ETag', `"${record.version}"`);
  ctx.type = 'application/json';
  ctx.body = record.json;
}

type RecordContext = Answer & { readonly state: ApiState; readonly params: Record<string, string | undefined> };

/** Sends a record as it is after a write; where it did not come along with the write it is read. */
async function sendWritten(ctx: RecordContext, { id, record }: Pick<Written, 'id' | 'record'>): Promise<void> {
  sendRecord(ctx, record ?? (await readRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', id)));
}

type Written = Extract<WriteResult, { ok: true }>;

/** Writes, and says when it had been done before. */
async function writeAll(
  ctx: RecordContext,
  operations: readonly WriteOperation[],
  atomic: boolean,
  context = contextOf(ctx.state),
): Promise<WriteResult[]> {
  const entity = ctx.params['entity'] ?? '';
  const results = await writeRecords(context, entity, operations, { atomic, read: operations.length === 1, ...readOnce(ctx) });
  if (results.some((result) => result.ok && result.replayed === true)) ctx.set('Idempotent-Replayed', 'true');
  return results;
}

async function writeOne(ctx: RecordContext, operation: WriteOperation): Promise<Written> {
  const [result] = await writeAll(ctx, [operation], true);
  if (!result?.ok) throw result?.problem ?? badRequest('Nothing was written.');
  return result;
}

/** `If-Match: "7"` as a version; `*` and none mean whatever is there. */
function ifMatch(header: string): { version?: number } {
  if (header === '' || header === '*') return {};
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim());
  if (!match) throw badRequest('If-Match must be an ETag as it was sent, such as "7".');
  return { version: Number(match[1]) };
}

function describeResult(result: WriteResult, operation: WriteOperation | undefined): object {
  if (result.ok) return { status: operation?.action === 'create' ? 201 : 200, id: result.id, version: result.version };
  return { status: result.problem.status, problem: result.problem instanceof Problem ? result.problem.toJSON() : undefined };
}
