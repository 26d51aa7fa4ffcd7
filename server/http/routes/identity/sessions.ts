/** One's own sessions; admins end those of a user. */
import type Router from '@koa/router';
import { endAllSessions, endSession, listSessions } from '../../../identity/sessions.ts';
import { demandUser } from '../../../identity/users.ts';
import { personContext, type ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { adminInPerson } from './in-person.ts';
import { readRevokeKeys, revokeKeys } from './revoke-keys.ts';
import type { SessionCookies } from './session.ts';

/** `GET/DELETE /sessions`, `DELETE /sessions/{id}`, `DELETE /users/{id}/sessions`. */
export function sessionsRoutes(router: Router<ApiState>, cookies: SessionCookies): void {
  router.get('/sessions', async (ctx) => {
    ctx.body = { data: await listSessions(personContext(ctx.state), ctx.state.session) };
  });
  router.delete('/sessions', async (ctx) => {
    const context = personContext(ctx.state);
    await endAllSessions(context, context.actor.id ?? '', readRevokeKeys(bodyOf(ctx, [revokeKeys])));
    cookies.take(ctx);
    ctx.status = 204;
  });
  router.delete('/sessions/:id', async (ctx) => {
    await endSession(personContext(ctx.state), ctx.params['id'] ?? '');
    ctx.status = 204;
  });
  router.delete('/users/:id/sessions', async (ctx) => {
    const context = adminInPerson(ctx.state);
    const withKeys = readRevokeKeys(bodyOf(ctx, [revokeKeys]));
    const user = await demandUser(context, ctx.params['id'] ?? '');
    await endAllSessions(context, user.id, withKeys);
    ctx.status = 204;
  });
}
