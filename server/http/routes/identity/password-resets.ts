/** Forgotten passwords. */
import type Router from '@koa/router';
import type { Posting } from '../../../identity/letters.ts';
import { askPasswordReset, resetPassword } from '../../../identity/password-resets.ts';
import type { ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { demandStrangerOrPerson } from './in-person.ts';
import { readRevokeKeys, revokeKeys } from './revoke-keys.ts';

/** `POST/PUT /password-resets`. */
export function passwordResetRoutes(router: Router<ApiState>, posting: Posting): void {
  router.post('/password-resets', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    await askPasswordReset(ctx.state.system, bodyOf(ctx, ['email'])['email'], ctx.ip, posting);
    ctx.status = 204;
  });
  router.put('/password-resets', async (ctx) => {
    demandStrangerOrPerson(ctx.state);
    const body = bodyOf(ctx, ['token', 'password', revokeKeys]);
    await resetPassword(ctx.state.system, body['token'], body['password'], readRevokeKeys(body));
    ctx.status = 204;
  });
}
