/** Signing in and out. */
import type Router from '@koa/router';
import { needsSecondFactor } from '../../../identity/callers.ts';
import { changePassword, lacksPassword } from '../../../identity/credentials.ts';
import { actorOfUser } from '../../../identity/actors.ts';
import { secondFactorOf } from '../../../identity/second-factor.ts';
import { closeSession, type OpenedSession } from '../../../identity/sessions.ts';
import { signInByCode, signInByPassword, signInByToken, type Place, type SignedIn } from '../../../identity/sign-in.ts';
import type { Actor, Context } from '../../../access/context.ts';
import { rightsOf } from '../../../access/workspace.ts';
import { unauthenticated } from '../../../kernel/errors.ts';
import { personContext, sessionCookie, type ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { demandMembers } from '../../members.ts';
import { demandStrangerOrPerson } from './in-person.ts';
import { readRevokeKeys, revokeKeys } from './revoke-keys.ts';

/** What is set of a cookie. */
interface CookieJar {
  readonly secure: boolean;
  readonly cookies: {
    secure: boolean;
    set(name: string, value: string | null, options: object): unknown;
  };
}

/** Puts sessions into cookies, and takes them out. */
export interface SessionCookies {
  give(ctx: CookieJar, session: OpenedSession): void;
  take(ctx: CookieJar): void;
}

const cookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true } as const;

/**
 * Cookies of sessions.
 * @param https whether people reach the server by https, be it through a proxy: the cookie is then never sent without
 */
export function sessionCookies(https: boolean): SessionCookies {
  const set = (ctx: CookieJar, value: string | null, more: object): void => {
    // The proxy in front has the certificate; between it and us there is none.
    ctx.cookies.secure = https || ctx.secure;
    ctx.cookies.set(sessionCookie, value, { ...cookieOptions, secure: https || ctx.secure, ...more });
  };
  return {
    give: (ctx, { secret, expires }) => set(ctx, secret, { expires }),
    take: (ctx) => set(ctx, null, {}),
  };
}

/** Where the call comes from, and the session that it brings along: worth nothing after a sign-in. */
export function placeOf(ctx: { readonly state: ApiState; readonly ip: string; get(name: string): string }): Place {
  return { agent: ctx.get('User-Agent'), address: ctx.ip, previous: ctx.state.session };
}

/** A provider as the page of the sign-in shows it. */
export interface ProviderView {
  readonly id: string;
  readonly title: string;
}

/** `POST/GET/DELETE /session`, `PUT /session/password`. */
export function sessionRoutes(router: Router<ApiState>, cookies: SessionCookies, providers: readonly ProviderView[]): void {
  router.post('/session', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    const { system, workspace } = ctx.state;
    const signedIn = await signIn(system, bodyOf(ctx), placeOf(ctx));
    if ('challenge' in signedIn) {
      ctx.body = { user: null, challenge: signedIn.challenge, expiresAt: signedIn.expires.toISOString() };
      return;
    }
    const actor = await actorOfUser(workspace.database, workspace.model(), signedIn.userId);
    if (!actor) throw unauthenticated();
    cookies.give(ctx, signedIn);
    ctx.body = await describe(system, actor);
  });
  router.get('/session', async (ctx) => {
    // Asking is no fault: a page learns so whether to show the sign-in, without an error in the browser's console.
    const actor = ctx.state.context?.actor;
    ctx.body = actor === undefined ? { user: null, providers } : await describe(ctx.state.system, actor);
  });
  router.delete('/session', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    const { context, session } = ctx.state;
    if (context && session !== undefined) await closeSession(context, session);
    cookies.take(ctx);
    ctx.status = 204;
  });
  router.put('/session/password', async (ctx) => {
    const context = personContext(ctx.state);
    const body = bodyOf(ctx, ['current', 'password', revokeKeys]);
    await changePassword(context, body['current'], body['password'], ctx.state.session, readRevokeKeys(body));
    ctx.status = 204;
  });
}

function signIn(system: Context, body: Readonly<Record<string, unknown>>, place: Place): Promise<SignedIn> {
  if ('token' in body) {
    demandMembers(body, ['token']);
    return signInByToken(system, body['token'], place);
  }
  if ('challenge' in body) {
    demandMembers(body, ['challenge', 'code']);
    return signInByCode(system, body['challenge'], body['code'], place);
  }
  demandMembers(body, ['email', 'password']);
  return signInByPassword(system, body['email'], body['password'], place);
}

async function describe(system: Context, actor: Actor): Promise<object> {
  const { id, name, email } = actor;
  const rights = rightsOf(system.model, actor.roles);
  const factor = await secondFactorOf(system, id ?? '');
  const mustSetPassword = await lacksPassword(system, id ?? '');
  const mustSetSecondFactor = !factor.secondFactor && needsSecondFactor(system.model, rights);
  return { user: { id, name, email, admin: rights.admin, mustSetPassword, mustSetSecondFactor, ...factor } };
}
