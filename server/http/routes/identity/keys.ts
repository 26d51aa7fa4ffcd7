/** API keys of oneself; admins see and revoke those of others. */
import type Router from '@koa/router';
import { listKeys, makeKey, revokeKey, type KeysOf } from '../../../identity/keys.ts';
import { badRequest } from '../../../kernel/errors.ts';
import { personContext, type ApiState } from '../../authenticate.ts';
import { bodyOf } from '../../body.ts';

/** `GET/POST /keys`, `DELETE /keys/{id}`. */
export function keyRoutes(router: Router<ApiState>): void {
  router.get('/keys', async (ctx) => {
    ctx.body = { data: await listKeys(personContext(ctx.state), readOf(ctx.query)) };
  });
  router.post('/keys', async (ctx) => {
    const { name, roles, scopes, expiresAt } = bodyOf(ctx, ['name', 'roles', 'scopes', 'expiresAt']);
    ctx.body = await makeKey(personContext(ctx.state), { name, roles, scopes, expiresAt });
    ctx.status = 201;
  });
  router.delete('/keys/:id', async (ctx) => {
    await revokeKey(personContext(ctx.state), ctx.params['id'] ?? '');
    ctx.status = 204;
  });
}

function readOf(query: Readonly<Record<string, unknown>>): KeysOf {
  const { user, all } = query;
  if (all !== undefined && all !== 'true' && all !== 'false')
    throw badRequest('"all" is true or false.', [{ pointer: '/all', code: 'parameter', message: 'true or false.' }], 'parameter');
  if (all === 'true') return 'everybody';
  return typeof user === 'string' ? { user } : 'own';
}
