/** Who calls: the session cookie becomes an actor; writes by cookie must come from our own pages. */
import type { Middleware, ParameterizedContext } from 'koa';
import type { Context } from '../access/context.ts';
import { contextFor, systemContext, type Workspace } from '../access/workspace.ts';
import { actorOfSession } from '../identity/actors.ts';
import { forbidden, Problem, unauthenticated } from '../kernel/errors.ts';

/** The cookie that carries a session's secret. */
export const sessionCookie = 'relata_session';

/** What middleware leaves for routes. */
export interface ApiState {
  workspace: Workspace;
  /** The server's own context, for sign-in. */
  system: Context;
  /** The caller's, when signed in. */
  context?: Context;
  session?: string;
}

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Finds the actor. A cookie is only believed on writes that a form of another site could not have sent. */
export function authenticate(workspace: Workspace): Middleware<ApiState> {
  return async (ctx, next) => {
    // The model that the request begins with serves it to its end, and no change is settled before.
    const leave = workspace.hold(workspace.version());
    try {
      await findActor(workspace, ctx);
      await next();
    } finally {
      leave();
    }
  };
}

async function findActor(workspace: Workspace, ctx: ParameterizedContext<ApiState>): Promise<void> {
  ctx.state.workspace = workspace;
  ctx.state.system = systemContext(workspace);
  // Browsers tell where a request comes from; no page of another site writes here, not even a sign-in.
  if (writing.has(ctx.method) && ctx.get('Sec-Fetch-Site') === 'cross-site') throw crossSite('Pages of other sites cannot write here.');
  const secret = ctx.cookies.get(sessionCookie);
  if (secret === undefined) return;
  if (writing.has(ctx.method) && ctx.get('X-Requested-With') !== 'relata')
    throw crossSite('Writes with a cookie need the header "X-Requested-With: relata".');
  const actor = await actorOfSession(workspace.database, workspace.model(), secret, workspace.clock.now());
  if (!actor) return;
  ctx.state.session = secret;
  ctx.state.context = contextFor(workspace, actor, ctx.get('X-Requested-With') === 'relata' ? 'manual' : 'api');
}

function crossSite(detail: string): Problem {
  return new Problem({ status: 403, code: 'cross-site', title: 'Not permitted', detail });
}

/** The caller's context. @throws Problem 401 */
export function contextOf(state: ApiState): Context {
  if (!state.context) throw unauthenticated();
  return state.context;
}

/** The caller's context, when they may administer. @throws Problem 401, 403 */
export function adminContext(state: ApiState): Context {
  const context = contextOf(state);
  if (!context.rights.admin) throw forbidden('Only an administrator may do this.');
  return context;
}
