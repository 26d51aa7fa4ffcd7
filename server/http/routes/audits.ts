/** Audits: what there is, runs and their reports. */
import type Router from '@koa/router';
import { answerItem } from '../../audits/answers.ts';
import { findAudit } from '../../audits/find.ts';
import { listAudits } from '../../audits/list.ts';
import { reportOfRun } from '../../audits/report-of-run.ts';
import { listRuns, readRun } from '../../audits/runs.ts';
import { startAudit } from '../../audits/runner.ts';
import { invalid } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf } from '../body.ts';

/** `/audits…` and `/audit-runs…`. */
export function auditRoutes(router: Router<ApiState>): void {
  router.get('/audits', async (ctx) => {
    ctx.body = { data: await listAudits(contextOf(ctx.state)) };
  });
  router.post('/audits/:id/runs', async (ctx) => {
    const context = contextOf(ctx.state);
    const { id, finished } = await startAudit(context, ctx.params['id'] ?? '', { params: paramsOf(bodyOf(ctx, ['params'])) });
    // The run goes on after the answer; how it ends stands in its row, so nobody waits here.
    finished.catch((error: unknown) => context.logger.error({ err: error, run: id }, 'The end of an audit could not be stored.'));
    ctx.status = 202;
    ctx.set('Location', `/api/audit-runs/${id}`);
    ctx.body = { id };
  });
  router.get('/audits/:id/runs', async (ctx) => {
    const context = contextOf(ctx.state);
    ctx.body = { data: await listRuns(context, findAudit(context.model, ctx.params['id'] ?? '').id) };
  });
  router.put('/audits/:id/answers', async (ctx) => {
    await answerItem(contextOf(ctx.state), ctx.params['id'] ?? '', answerOf(bodyOf(ctx, ['check', 'item', 'answer', 'note'])));
    ctx.status = 204;
  });
  router.get(['/audit-runs/:id', '/audit-runs/:id/report.json'], async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await readRun(contextOf(ctx.state), ctx.params['id'] ?? '');
  });
  router.get('/audit-runs/:id/report.html', async (ctx) => {
    const { html, policy } = await reportOfRun(contextOf(ctx.state), ctx.params['id'] ?? '');
    ctx.type = 'text/html';
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', `${policy}; frame-ancestors 'self'`);
    ctx.body = html;
  });
}

function paramsOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const params = body['params'] ?? {};
  if (typeof params === 'object' && !Array.isArray(params)) return params as Record<string, unknown>;
  throw invalid([{ pointer: '/params', code: 'type', message: 'params is an object of names and values.' }]);
}

function answerOf(body: Readonly<Record<string, unknown>>): { check: string; item: string; answer: boolean; note?: string } {
  const { check, item, answer, note } = body;
  const errors = [
    ...(typeof check === 'string' ? [] : [{ pointer: '/check', code: 'type', message: 'check is the id of a checklist.' }]),
    ...(typeof item === 'string' ? [] : [{ pointer: '/item', code: 'type', message: 'item is the id of one of its items.' }]),
    ...(typeof answer === 'boolean' ? [] : [{ pointer: '/answer', code: 'type', message: 'answer is true or false.' }]),
    ...(note === undefined || typeof note === 'string' ? [] : [{ pointer: '/note', code: 'type', message: 'note is text.' }]),
  ];
  if (errors.length > 0) throw invalid(errors);
  return {
    check: String(check),
    item: String(item),
    answer: answer === true,
    ...(typeof note === 'string' ? { note: note.slice(0, 2000) } : {}),
  };
}
