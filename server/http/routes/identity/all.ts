/** Everything by which people and programs sign in. */
import type Router from '@koa/router';
import type { IdentityProvider } from '../../../identity/oidc/provider.ts';
import type { ApiState } from '../../authenticate.ts';
import { invitationRoutes } from './invitations.ts';
import { keyRoutes } from './keys.ts';
import { oidcRoutes } from './oidc.ts';
import { passwordResetRoutes } from './password-resets.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { sessionCookies, sessionRoutes } from './session.ts';
import { sessionsRoutes } from './sessions.ts';

/** What signing in takes. The public address may be known only once the server listens: it is read when it is needed. */
export interface SignInInput {
  readonly publicUrl: string;
  readonly sendsMails?: boolean;
  readonly provider?: IdentityProvider | undefined;
}

/** @param https whether people reach the server by https, be it through a proxy */
export function signInRoutes(router: Router<ApiState>, input: SignInInput, https: boolean): void {
  const cookies = sessionCookies(https);
  const posting = {
    get publicUrl() {
      return input.publicUrl;
    },
    sendsMails: input.sendsMails === true,
  };
  sessionRoutes(router, cookies, input.provider ? [{ id: input.provider.id, title: input.provider.title }] : []);
  sessionsRoutes(router, cookies);
  secondFactorRoutes(router);
  passwordResetRoutes(router, posting);
  invitationRoutes(router, posting);
  keyRoutes(router);
  oidcRoutes(router, cookies, { provider: input.provider, publicUrl: () => input.publicUrl });
}
