/** Names in bodies and addresses: one that nobody reads would be passed over, and something else done than was asked for. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import type { RouterMiddleware } from '@koa/router';
import { badRequest } from '../kernel/errors.ts';
import type { ApiState } from './authenticate.ts';

/**
 * Checks that an object has no members but these.
 * @throws Problem 400 with a pointer to every other one
 */
export function demandMembers(given: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const hint = names.length === 0 ? 'It takes none.' : `There are ${names.join(', ')}.`;
  const errors = Object.keys(given)
    .filter((name) => !names.includes(name))
    .slice(0, 50)
    .map((name) => name.slice(0, 100).toWellFormed())
    .map((name) => ({
      pointer: segment(name),
      code: 'parameter',
      message: `There is no parameter "${name}" here.`,
      hint,
    }));
  if (errors.length > 0) throw badRequest(errors.map((error) => error.message).join(' '), errors, 'parameter');
}

/** What each address takes after its question mark; lists name theirs where they are read. */
const taken: Readonly<Record<string, readonly string[]>> = {
  'GET /api/model': ['language'],
  'PUT /api/records/:entity': ['match'],
  'GET /api/records/:entity/:id': ['select', 'expand', 'at'],
  'GET /api/records/:entity/:id/history': ['after', 'limit'],
  'GET /api/records/:entity/:id/access': ['user'],
  'GET /api/history': ['entity', 'record', 'actor', 'action', 'operation', 'from', 'to', 'after', 'limit'],
  'GET /api/outbox': ['after', 'limit'],
  'GET /api/keys': ['user', 'all'],
  // What browsers open by themselves, without our headers, takes the view in its address (`view-of.ts`).
  'GET /api/files/:entity/:record/:field': ['viewAs'],
  'GET /api/events': ['viewAs'],
  'GET /api/audit-runs/:id/report.html': ['viewAs'],
  'GET /api/imports/:id/errors.csv': ['viewAs'],
  'GET /api/session/oidc/:provider': ['return'],
  'GET /api/metadata/documents': ['draft'],
  'GET /api/metadata/documents/:kind/:id': ['draft'],
  'PUT /api/metadata/documents/:kind/:id': ['draft'],
  'DELETE /api/metadata/documents/:kind/:id': ['draft'],
};
const lists = 'GET /api/records/:entity';
/** What comes back from a provider of identities is of its choosing. */
const open: readonly string[] = ['GET /api/session/oidc/:provider/callback'];
const repeatable: readonly string[] = ['select', 'sort', 'expand'];

/** Refuses parameters that the address does not take, and such as are given twice. Strangers hear first that they are none of ours. */
export function knownParameters(): RouterMiddleware<ApiState> {
  return async (ctx, next) => {
    const found = ctx.matched?.find((layer) => layer.methods.length > 0);
    const route = `${ctx.method === 'HEAD' ? 'GET' : ctx.method} ${String(found?.path)}`;
    if (ctx.state.context !== undefined && !open.includes(route)) {
      if (route !== lists) demandMembers(ctx.query, taken[route] ?? []);
      const twice = Object.entries(ctx.query).find(([name, value]) => Array.isArray(value) && !repeatable.includes(name));
      if (twice)
        throw badRequest(
          `"${twice[0].slice(0, 100)}" is given more than once.`,
          [{ pointer: `/${twice[0].slice(0, 100)}`, code: 'parameter', message: 'Give it once.' }],
          'parameter',
        );
    }
    await next();
  };
}
