/** History of everything, seals, erasure, and undoing. */
import type Router from '@koa/router';
import { cancelUndoJob, readUndoJob, startUndo } from '../../exchange/undo-jobs.ts';
import { eraseEntry, eraseRecordHistory } from '../../history/erase.ts';
import type { Context } from '../../access/context.ts';
import { refusalOf } from '../../access/wording.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { storableForm } from '../../kernel/storable.ts';
import { entityFor } from '../../query/list.ts';
import { readLog, readSealState } from '../../query/history-log.ts';
import { undoOperation, type UndoReport } from '../../records/undo-together.ts';
import { adminContext, contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf, readListRequest } from '../body.ts';

const longestReason = 500;

/** `GET /history`, `GET /history/seals`, `POST /history/{entry}/erase`, `POST /operations/{id}/undo`, `POST /imports/{id}/undo`, `GET/DELETE /undos/{id}`. */
export function historyRoutes(router: Router<ApiState>): void {
  router.get('/history', async (ctx) => {
    const context = adminContext(ctx.state);
    const { after, limit, ...rest } = ctx.query;
    const page = readListRequest({ ...(after === undefined ? {} : { after }), ...(limit === undefined ? {} : { limit }) });
    // Names that are given twice were refused before.
    const filters = rest as Readonly<Record<string, string | undefined>>;
    const { entity, record, actor, action, operation, from, to } = filters;
    ctx.body = await readLog(context, { entity, record, actor, action, operation, from, to, after: page.after, limit: page.limit });
  });
  router.get('/history/seals', async (ctx) => {
    ctx.body = await readSealState(adminContext(ctx.state));
  });
  router.post('/history/:entry/erase', async (ctx) => {
    const context = adminContext(ctx.state);
    await eraseEntry(context, ctx.params['entry'] ?? '', readReason(bodyOf(ctx, ['reason'])['reason']));
    ctx.status = 204;
  });
  router.post('/operations/:id/undo', async (ctx) => {
    bodyOf(ctx, []);
    const context = contextOf(ctx.state);
    ctx.body = describe(context, await undoOperation(context, ctx.params['id'] ?? ''));
  });
  router.post('/imports/:id/undo', async (ctx) => {
    bodyOf(ctx, []);
    const context = contextOf(ctx.state);
    const started = await startUndo(context, ctx.params['id'] ?? '');
    if ('report' in started) {
      ctx.body = describe(context, started.report);
      return;
    }
    ctx.status = 202;
    ctx.set('Location', `/api/undos/${started.job.id}`);
    ctx.body = started.job;
  });
  router.get('/undos/:id', async (ctx) => {
    ctx.body = await readUndoJob(contextOf(ctx.state), ctx.params['id'] ?? '');
  });
  router.delete('/undos/:id', async (ctx) => {
    ctx.body = await cancelUndoJob(contextOf(ctx.state), ctx.params['id'] ?? '');
  });
}

/** `POST /records/{entity}/{id}/history/erase`. */
export function recordHistoryRoutes(router: Router<ApiState>): void {
  router.post('/records/:entity/:id/history/erase', async (ctx) => {
    const context = adminContext(ctx.state);
    const entity = entityFor(context, ctx.params['entity'] ?? '');
    const recordId = ctx.params['id'] ?? '';
    if (!isId(recordId)) throw notFound(refusalOf(context, 'noRecord', entity));
    const reason = readReason(bodyOf(ctx, ['reason'])['reason']);
    ctx.body = { erased: await eraseRecordHistory(context, entity.id, recordId, reason) };
  });
}

function readReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '' && reason.length <= longestReason) return storableForm(reason.trim());
  throw badRequest(`Say why, in "reason", with ${longestReason} characters at the most.`, [
    { pointer: '/reason', code: 'required', message: 'A reason is wanted: it stays in history.' },
  ]);
}

function describe({ actor }: Context, { results, ...report }: UndoReport): object {
  return {
    ...report,
    results: results.map(({ problem, ...result }) => ({ ...result, ...(problem ? { problem: problem.document(actor.language) } : {}) })),
  };
}
