/** Sign-in by a provider of identities: there, and back. Whatever goes wrong leads to the page of the sign-in, with a code that it has words for. */
import type Router from '@koa/router';
import { arriveFrom, departTo, waitMinutes } from '../../../identity/oidc/flow.ts';
import type { IdentityProvider } from '../../../identity/oidc/provider.ts';
import { OidcRefusal } from '../../../identity/oidc/refusal.ts';
import { readReturnPath } from '../../../identity/oidc/return-path.ts';
import { badRequest, notFound } from '../../../kernel/errors.ts';
import type { ApiState } from '../../authenticate.ts';
import { demandStrangerOrPerson } from './in-person.ts';
import { placeOf, type SessionCookies } from './session.ts';

/** Binds the way back to the browser that went. */
const browserCookie = 'relata_oidc';
const cookiePath = '/api/session/oidc';

/** What the routes need. */
export interface OidcInput {
  readonly provider: IdentityProvider | undefined;
  /** Where we are: what the operator says, never what a request says. */
  readonly publicUrl: () => string;
}

/** `GET /session/oidc/{provider}`, `GET /session/oidc/{provider}/callback`. */
export function oidcRoutes(router: Router<ApiState>, cookies: SessionCookies, { provider, publicUrl }: OidcInput): void {
  const find = (id: string | undefined): IdentityProvider => {
    if (!provider || provider.id !== id) throw notFound('There is no such provider.');
    return provider;
  };
  const callbackUrl = (id: string): string => `${publicUrl()}${cookiePath}/${encodeURIComponent(id)}/callback`;
  const cookie = { httpOnly: true, sameSite: 'lax', path: cookiePath, overwrite: true } as const;

  router.get('/session/oidc/:provider', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    const known = find(ctx.params['provider']);
    const returnTo = readReturnPath(ctx.query['return']);
    if (returnTo === undefined)
      throw badRequest('"return" must be a path of this site, such as /deals.', [
        { pointer: '/return', code: 'parameter', message: 'A path of this site is wanted.' },
      ]);
    await orToSignIn(ctx, async () => {
      const { url, browser } = await departTo(ctx.state.system, known, callbackUrl(known.id), returnTo);
      const secure = publicUrl().startsWith('https:') || ctx.secure;
      ctx.cookies.secure = secure;
      ctx.cookies.set(browserCookie, browser, { ...cookie, secure, maxAge: waitMinutes * 60_000 });
      return url;
    });
  });

  router.get('/session/oidc/:provider/callback', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    const known = find(ctx.params['provider']);
    await orToSignIn(ctx, async () => {
      const currentUrl = new URL(`${callbackUrl(known.id)}${ctx.search}`);
      const browser = ctx.cookies.get(browserCookie);
      ctx.cookies.set(browserCookie, null, cookie);
      const { signedIn, returnTo } = await arriveFrom(ctx.state.system, known, currentUrl, browser, placeOf(ctx));
      if ('challenge' in signedIn) {
        const query = new URLSearchParams({ challenge: signedIn.challenge, expiresAt: signedIn.expires.toISOString(), to: returnTo });
        return `/sign-in?${query.toString()}`;
      }
      cookies.give(ctx, signedIn);
      return returnTo;
    });
  });
}

/** Sends the browser on. */
async function orToSignIn(ctx: { redirect(url: string): void }, work: () => Promise<string>): Promise<void> {
  try {
    ctx.redirect(await work());
  } catch (error) {
    if (!(error instanceof OidcRefusal)) throw error;
    ctx.redirect(`/sign-in?error=${encodeURIComponent(error.code)}`);
  }
}
