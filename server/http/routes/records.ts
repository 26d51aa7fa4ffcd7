/** Records: reading, writing, transitions, history. */
import type Router from '@koa/router';
import { readHistory } from '../../query/history.ts';
import { badRequest, Problem } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import { listRecords } from '../../query/list.ts';
import { pivotRecords } from '../../query/pivot.ts';
import { readStages } from '../../query/stages.ts';
import { readRecord, type RecordResult } from '../../query/record.ts';
import type { ExpandRequest } from '../../query/types.ts';
import { expandChildren } from '../../records/children.ts';
import { readRecordAt } from '../../records/as-of.ts';
import { undoEntry } from '../../records/undo-together.ts';
import { transitionRecord } from '../../records/transition.ts';
import type { GivenOperation, WriteResult } from '../../records/types.ts';
import { writeRecords } from '../../records/write.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { isPivot, readAggregate } from '../aggregate.ts';
import { bodyOf, readListRequest } from '../body.ts';
import { readBulk } from '../bulk.ts';
import { readOnce } from '../idempotency.ts';
import { readIfMatch, readUpsertConditions, whereStarMatches } from '../preconditions.ts';

interface Answer {
  readonly method: string;
  readonly path: string;
  readonly querystring: string;
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
    const request = readAggregate(bodyOf(ctx));
    const [context, entity] = [contextOf(ctx.state), ctx.params['entity'] ?? ''];
    ctx.body = isPivot(request) ? await pivotRecords(context, entity, request) : await aggregateRecords(context, entity, request);
  });
  router.post('/records/:entity/bulk', async (ctx) => {
    const { operations, atomic } = readBulk(bodyOf(ctx));
    const results = await writeAll(ctx, operations, atomic, { ...contextOf(ctx.state), operation: newId() });
    const written = results.find((result) => result.ok);
    ctx.body = {
      operation: (written?.ok === true ? written.operation : undefined) ?? null,
      results: results.map((result) => describeResult(result, contextOf(ctx.state).actor.language)),
    };
  });
  router.post('/records/:entity', async (ctx) => {
    const values = bodyOf(ctx);
    const written = await writeOne(ctx, { action: 'create', values });
    sendCreated(ctx, written.id);
    await sendWritten(ctx, written, expandChildren(contextOf(ctx.state), ctx.params['entity'] ?? '', values));
  });
  router.put('/records/:entity', async (ctx) => {
    const match = ctx.query['match'];
    if (typeof match !== 'string' || match === '')
      throw badRequest('Name the field by which the record is found: ?match=email.', [
        { pointer: '/match', code: 'match', message: '"match" is missing.' },
      ]);
    const written = await writeOne(ctx, { action: 'upsert', match, values: bodyOf(ctx), ...readUpsertConditions(ctx) });
    if (written.action === 'create') sendCreated(ctx, written.id);
    await sendWritten(ctx, written);
  });
  router.get('/records/:entity/:id', async (ctx) => {
    const { at, ...query } = ctx.query;
    const { select, expand } = readListRequest(query);
    if (typeof at === 'string') {
      if (expand)
        throw badRequest('A record as it was is not expanded.', [{ pointer: '/expand', code: 'parameter', message: 'Not with "at".' }]);
      ctx.body = await readRecordAt(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', at, select);
      return;
    }
    sendRecord(ctx, await readRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', { select, expand }));
  });
  router.patch('/records/:entity/:id', async (ctx) => {
    const written = await writeOne(ctx, {
      action: 'update',
      id: ctx.params['id'] ?? '',
      ...readIfMatch(ctx.get('If-Match')),
      values: bodyOf(ctx),
    });
    await sendWritten(ctx, written);
  });
  router.delete('/records/:entity/:id', async (ctx) => {
    await writeOne(ctx, { action: 'delete', id: ctx.params['id'] ?? '', ...readIfMatch(ctx.get('If-Match')) });
    ctx.status = 204;
  });
  router.post('/records/:entity/:id/restore', async (ctx) =>
    sendWritten(ctx, await writeOne(ctx, { action: 'restore', id: ctx.params['id'] ?? '' })),
  );
  router.post('/records/:entity/:id/transition', async (ctx) => {
    const body = bodyOf(ctx, ['field', 'to', 'values']);
    const request = { field: body['field'], to: body['to'], values: body['values'], ...readIfMatch(ctx.get('If-Match')) };
    await transitionRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', request, readOnce(ctx));
    await sendWritten(ctx, { id: ctx.params['id'] ?? '' });
  });
  router.get('/records/:entity/:id/stages', async (ctx) => {
    ctx.body = await readStages(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '');
  });
  router.post('/records/:entity/:id/undo', async (ctx) => {
    const { entry } = bodyOf(ctx, ['entry']);
    const entity = ctx.params['entity'] ?? '';
    await undoEntry(contextOf(ctx.state), entity, ctx.params['id'] ?? '', entry);
    await sendWritten(ctx, { id: ctx.params['id'] ?? '' });
  });
  router.get('/records/:entity/:id/history', async (ctx) => {
    const { after, limit } = readListRequest(ctx.query);
    ctx.body = await readHistory(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', { after, limit });
  });
}

/** Words that are named as not looked for. */
const ignoredAtMost = 100;

function sendList(ctx: Answer, page: Awaited<ReturnType<typeof listRecords>>): void {
  const { prefixOnly, ignored } = page;
  const search = {
    ...(prefixOnly.length === 0 ? {} : { prefixOnly }),
    ...(ignored.length === 0 ? {} : { ignored: ignored.slice(0, ignoredAtMost) }),
  };
  const about = {
    next: page.next,
    ...(page.count === undefined ? {} : { count: page.count, countIs: page.countIs }),
    ...(Object.keys(search).length === 0 ? {} : { search }),
  };
  ctx.type = 'application/json';
  // The rows are text already: they go to the socket without being parsed again.
  ctx.body = `{"data":${page.data},"page":${JSON.stringify(about)}}`;
}

function sendCreated(ctx: RecordContext, id: string): void {
  ctx.status = 201;
  ctx.set('Location', `/api/records/${encodeURIComponent(ctx.params['entity'] ?? '')}/${id}`);
}

function sendRecord(ctx: Answer, record: RecordResult): void {
  ctx.set('ETag', `"${record.version}"`);
  ctx.type = 'application/json';
  ctx.body = record.json;
}

type RecordContext = Answer & { readonly state: ApiState; readonly params: Record<string, string | undefined> };

/** Sends a record as it is after a write; where it did not come along with the write it is read. */
async function sendWritten(
  ctx: RecordContext,
  { id, record }: Pick<Written, 'id' | 'record'>,
  expand?: Readonly<Record<string, ExpandRequest>>,
): Promise<void> {
  sendRecord(ctx, record ?? (await readRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', id, { expand })));
}

type Written = Extract<WriteResult, { ok: true }>;

/** Writes, and says when it had been done before. */
async function writeAll(
  ctx: RecordContext,
  operations: readonly GivenOperation[],
  atomic: boolean,
  context = contextOf(ctx.state),
): Promise<WriteResult[]> {
  const entity = ctx.params['entity'] ?? '';
  const results = await writeRecords(context, entity, operations, { atomic, read: operations.length === 1, ...readOnce(ctx) });
  if (results.some((result) => result.ok && result.replayed === true)) ctx.set('Idempotent-Replayed', 'true');
  return results;
}

async function writeOne(ctx: RecordContext, operation: GivenOperation): Promise<Written> {
  const [result] = await whereStarMatches(ctx, () => writeAll(ctx, [operation], true));
  if (!result?.ok) throw result?.problem ?? badRequest('Nothing was written.');
  return result;
}

function describeResult(result: WriteResult, language: string): object {
  if (result.ok) return { status: result.action === 'create' ? 201 : 200, id: result.id, version: result.version };
  return { status: result.problem.status, problem: result.problem instanceof Problem ? result.problem.document(language) : undefined };
}
