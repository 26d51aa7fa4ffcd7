/** Signing in and out. */
import type Router from '@koa/router';
import { changePassword, lacksPassword, signInByPassword, signInByToken } from '../../../identity/sign-in.ts';
import { closeSession, openSession } from '../../../identity/sessions.ts';
import { actorOfUser } from '../../../identity/actors.ts';
import type { Actor, Context } from '../../../access/context.ts';
import { unauthenticated } from '../../../kernel/errors.ts';
import { personContext, sessionCookie, type ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { demandMembers } from '../../members.ts';

/**
 * `POST/GET/DELETE /session`, `PUT /session/password`.
 * @param https whether people reach the server by https, be it through a proxy: the cookie is then never sent without
 */
export function sessionRoutes(router: Router<ApiState>, https: boolean): void {
  router.post('/session', async (ctx) => {
    demandPerson(ctx.state);
    const body = bodyOf(ctx);
    demandMembers(body, 'token' in body ? ['token'] : ['email', 'password']);
    const { system, workspace } = ctx.state;
    const userId =
      'token' in body ? await signInByToken(system, body['token']) : await signInByPassword(system, body['email'], body['password']);
    // A session never survives a sign-in: the secret that was known before is worth nothing afterwards.
    if (ctx.state.session !== undefined) await closeSession(system, ctx.state.session);
    const actor = await actorOfUser(workspace.database, workspace.model(), userId);
    if (!actor) throw unauthenticated();
    const { secret, expires } = await openSession(system, userId, ctx.get('User-Agent'));
    // The proxy in front has the certificate; between it and us there is none.
    ctx.cookies.secure = https || ctx.secure;
    ctx.cookies.set(sessionCookie, secret, { ...cookieOptions, secure: https || ctx.secure, expires });
    ctx.body = await describe(system, actor);
  });
  router.get('/session', async (ctx) => {
    // Asking is no fault: a page learns so whether to show the sign-in, without an error in the browser's console.
    const actor = ctx.state.context?.actor;
    ctx.body = actor === undefined ? { user: null } : await describe(ctx.state.system, actor);
  });
  router.delete('/session', async (ctx) => {
    demandPerson(ctx.state);
    if (ctx.state.session !== undefined) await closeSession(ctx.state.system, ctx.state.session);
    ctx.cookies.set(sessionCookie, null, cookieOptions);
    ctx.status = 204;
  });
  router.put('/session/password', async (ctx) => {
    const { actor } = personContext(ctx.state);
    const body = bodyOf(ctx, ['current', 'password']);
    await changePassword({ ...ctx.state.system, actor }, actor.id ?? '', body['current'], body['password'], ctx.state.session);
    ctx.status = 204;
  });
}

/** Strangers may; a key may not. @throws Problem 403 */
function demandPerson(state: ApiState): void {
  if (state.context) personContext(state);
}

const cookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true } as const;

async function describe(system: Context, actor: Actor): Promise<object> {
  const mustSetPassword = actor.id !== null && (await lacksPassword(system, actor.id));
  return { user: { id: actor.id, name: actor.name, email: actor.email, mustSetPassword } };
}
