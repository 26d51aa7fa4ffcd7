/** Invitations, by admins: only they may give roles. */
import type Router from '@koa/router';
import { inviteAgain, inviteNewUser } from '../../../identity/invitations.ts';
import type { Posting } from '../../../identity/letters.ts';
import type { ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';
import { demandMembers } from '../../members.ts';
import { adminInPerson } from './in-person.ts';

/** `POST /invitations`. */
export function invitationRoutes(router: Router<ApiState>, posting: Posting): void {
  router.post('/invitations', async (ctx) => {
    const context = adminInPerson(ctx.state);
    const body = bodyOf(ctx);
    if ('user' in body) {
      demandMembers(body, ['user']);
      ctx.body = await inviteAgain(context, body['user'], posting);
      return;
    }
    demandMembers(body, ['email', 'name', 'roles', 'team']);
    const { email, name, roles, team } = body;
    ctx.body = await inviteNewUser(context, { email, name, roles, team }, posting);
    ctx.status = 201;
  });
}
