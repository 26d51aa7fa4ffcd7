/** The outbox of mails, for admins: what was sent, and what is kept because no mail server is set. */
import type Router from '@koa/router';
import { listMails, readMail } from '../../automation/mails.ts';
import { adminContext, type ApiState } from '../authenticate.ts';
import { readListRequest } from '../body.ts';

/** `GET /outbox`, `GET /outbox/{id}`. */
export function mailRoutes(router: Router<ApiState>): void {
  router.get('/outbox', async (ctx) => {
    const { limit, after } = readListRequest(ctx.query);
    ctx.body = await listMails(adminContext(ctx.state), { limit, after });
  });
  router.get('/outbox/:id', async (ctx) => {
    ctx.body = await readMail(adminContext(ctx.state), ctx.params['id'] ?? '');
  });
}
