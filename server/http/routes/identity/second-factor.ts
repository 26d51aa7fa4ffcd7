/** One's own second factor; admins take away that of a user who lost it. */
import type Router from '@koa/router';
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  removeSecondFactorOf,
  renewRecoveryCodes,
} from '../../../identity/second-factor.ts';
import { demandUser } from '../../../identity/users.ts';
import { personContext, type ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { adminInPerson } from './in-person.ts';

/** `POST/PUT/DELETE /session/second-factor`, `POST /session/recovery-codes`, `DELETE /users/{id}/second-factor`. */
export function secondFactorRoutes(router: Router<ApiState>): void {
  router.post('/session/second-factor', async (ctx) => {
    ctx.body = await beginSecondFactor(personContext(ctx.state), bodyOf(ctx, ['password'])['password']);
  });
  router.put('/session/second-factor', async (ctx) => {
    const recoveryCodes = await confirmSecondFactor(personContext(ctx.state), bodyOf(ctx, ['code'])['code'], ctx.state.session);
    ctx.body = { recoveryCodes };
  });
  router.delete('/session/second-factor', async (ctx) => {
    const { password, code } = bodyOf(ctx, ['password', 'code']);
    await removeSecondFactor(personContext(ctx.state), password, code, ctx.state.session);
    ctx.status = 204;
  });
  router.post('/session/recovery-codes', async (ctx) => {
    ctx.body = { recoveryCodes: await renewRecoveryCodes(personContext(ctx.state), bodyOf(ctx, ['password'])['password']) };
  });
  router.delete('/users/:id/second-factor', async (ctx) => {
    const context = adminInPerson(ctx.state);
    bodyOf(ctx, []);
    const user = await demandUser(context, ctx.params['id'] ?? '');
    await removeSecondFactorOf(context, user.id);
    ctx.status = 204;
  });
}
