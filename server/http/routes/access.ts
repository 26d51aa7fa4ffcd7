/** Who may do what with one record: why, and sharing it. */
import type Router from '@koa/router';
import type { Context } from '../../access/context.ts';
import { explainAccess } from '../../access/explain.ts';
import { contextFor } from '../../access/workspace.ts';
import { actorOfUser } from '../../identity/actors.ts';
import { notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { listShares, shareRecord, unshareRecord } from '../../records/shares.ts';
import { adminContext, contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf } from '../body.ts';
import { chooseLanguage } from '../language.ts';

/** `/records/{entity}/{id}/access` and `/shares`. */
export function accessRoutes(router: Router<ApiState>): void {
  router.get('/records/:entity/:id/access', async (ctx) => {
    const asker = contextOf(ctx.state);
    const subject = ctx.query['user'] === undefined ? asker : await subjectOf(ctx.state, String(ctx.query['user']));
    const language = chooseLanguage(asker.model.settings, ctx.get('X-Relata-Language') || asker.actor.language);
    ctx.body = await explainAccess(asker, subject, ctx.params['entity'] ?? '', ctx.params['id'] ?? '', language);
  });
  router.get('/records/:entity/:id/shares', async (ctx) => {
    ctx.body = await listShares(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '');
  });
  router.put('/records/:entity/:id/shares', async (ctx) => {
    const context = contextOf(ctx.state);
    const [entity = '', record = ''] = [ctx.params['entity'], ctx.params['id']];
    await shareRecord(context, entity, record, bodyOf(ctx, ['user', 'team', 'level']));
    ctx.body = await listShares(context, entity, record);
  });
  router.delete('/records/:entity/:id/shares/:grantee', async (ctx) => {
    await unshareRecord(contextOf(ctx.state), ctx.params['entity'] ?? '', ctx.params['id'] ?? '', ctx.params['grantee'] ?? '');
    ctx.status = 204;
  });
}

/** Whoever an administrator asks about. @throws Problem 403 for others, 404 when there is no such active user */
async function subjectOf(state: ApiState, userId: string): Promise<Context> {
  const { workspace } = state;
  const { database, model } = adminContext(state);
  const actor = isId(userId) ? await actorOfUser(database, model, userId) : undefined;
  if (!actor) throw notFound('There is no such active user.');
  return contextFor(workspace, actor, 'api');
}
