/** Who calls: an API key or the session cookie becomes an actor; writes by cookie must come from our own pages. */
import { createHash } from 'node:crypto';
import type { Middleware, ParameterizedContext } from 'koa';
import type { Context } from '../access/context.ts';
import { systemContext, type Workspace } from '../access/workspace.ts';
import { assuming, AssumptionFailed, type Answers } from '../database/assumed.ts';
import { hashSecret } from '../identity/secret.ts';
import { identifyKey, identifySession, type Caller } from '../identity/callers.ts';
import { noteUse } from '../identity/last-seen.ts';
import { noteViewAs, viewAs, viewAsRefused } from '../identity/view-as.ts';
import { forbidden, Problem, unauthenticated } from '../kernel/errors.ts';
import { acceptedLanguage } from './language.ts';
import { viewOf } from './view-of.ts';

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
  /** Whether the caller has to set up a second factor before anything else. */
  mustSetSecondFactor?: boolean;
  /** Asks anew who the caller is, for what stays open: undefined when the session or key is worth nothing any more. */
  renew?: () => Promise<Context | undefined>;
}

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** What whoever still has to set up a second factor may reach. */
const ownAccount = /^\/api\/sessions?(?:\/|$)/;

/** Whether a request may begin on an assumption: records are read and written by the context's database alone. */
const assumes = /^\/api\/records\//;

/** Finds the actor. A cookie is only believed on writes that a form of another site could not have sent. */
export function authenticate(workspace: Workspace, api: Middleware<ApiState>): Middleware<ApiState> {
  const answers: Answers = new Map();
  return async (ctx, next) => {
    // The model that the request begins with serves it to its end, and no change is settled before.
    const leave = workspace.hold(workspace.version());
    try {
      await serve(workspace, answers, ctx, () => api(ctx, next) as Promise<unknown>);
    } finally {
      leave();
    }
  };
}

/** Reading and writing records begins on the assumption that callers are who they were a moment ago; all else asks first. */
async function serve(
  workspace: Workspace,
  answers: Answers,
  ctx: ParameterizedContext<ApiState>,
  work: () => Promise<unknown>,
): Promise<void> {
  if (assumes.test(ctx.path) && viewOf(ctx) === '') {
    const { database, settle } = assuming(
      workspace.database,
      answers,
      hashSecret(ctx.get('Authorization') || (ctx.cookies.get(sessionCookie) ?? '')),
    );
    try {
      await settleAfter(async () => {
        await findActor(workspace, ctx, database);
        await work();
      }, settle);
      return;
    } catch (error) {
      if (!(error instanceof AssumptionFailed)) throw error;
      ctx.state = {} as ApiState;
      forgetAnswer(ctx);
    }
  }
  await findActor(workspace, ctx);
  if (ctx.state.context === undefined) speakTo(ctx);
  await work();
}

/** Whoever is not signed in is spoken to in the language that their browser asks for. */
function speakTo(ctx: ParameterizedContext<ApiState>): void {
  const { system } = ctx.state;
  ctx.state.system = { ...system, actor: { ...system.actor, language: acceptedLanguage(ctx, system.actor.language) } };
}

/** As if nothing had been answered. Koa notes apart whether somebody chose the status, and makes it 200 for a body only where nobody did. */
function forgetAnswer(ctx: ParameterizedContext<ApiState>): void {
  ctx.body = null;
  for (const name of ['ETag', 'Location']) ctx.remove(name);
  Object.assign(ctx.response, { _explicitStatus: false, _explicitNullBody: false });
  ctx.res.statusCode = 404;
}

/** What went wrong may have gone wrong for somebody who is not the caller any more: that is found out first. */
async function settleAfter(work: () => Promise<unknown>, settle: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await settle();
    throw error;
  }
  await settle();
}

/** @param database of which who calls is asked, and on which the request works */
async function findActor(real: Workspace, ctx: ParameterizedContext<ApiState>, database = real.database): Promise<void> {
  const workspace: Workspace = database === real.database ? real : { ...real, database };
  const source = ctx.get('X-Requested-With') === 'relata' ? 'manual' : 'api';
  ctx.state.workspace = workspace;
  ctx.state.system = systemContext(workspace, source);
  const authorization = ctx.get('Authorization');
  if (/^bearer\b/i.test(authorization)) {
    const secret = authorization.slice('bearer'.length).trim();
    if (await believe(ctx, secret, () => identifyKey(workspace, secret))) noteUse(real, 'key', secret);
    if (ctx.state.context) return;
    ctx.set('WWW-Authenticate', 'Bearer');
    throw unauthenticated('The API key is not valid.', 'wrong-key');
  }
  // Browsers tell where a request comes from; no page of another site writes here, not even a sign-in.
  if (writing.has(ctx.method) && ctx.get('Sec-Fetch-Site') === 'cross-site') throw crossSite('Pages of other sites cannot write here.');
  const secret = ctx.cookies.get(sessionCookie);
  if (secret === undefined) return;
  if (writing.has(ctx.method) && source !== 'manual') throw crossSite('Writes with a cookie need the header "X-Requested-With: relata".');
  if (await believe(ctx, secret, () => identifySession(workspace, secret, source))) noteUse(real, 'session', secret);
  if (ctx.state.context === undefined) return;
  ctx.state.session = secret;
  if (ctx.state.mustSetSecondFactor === true && !ownAccount.test(ctx.path)) throw secondFactorRequired();
}

/** @returns whether it is to be noted that the session or key is in use */
async function believe(ctx: ParameterizedContext<ApiState>, secret: string, identify: () => Promise<Caller | undefined>): Promise<boolean> {
  const caller = await identify();
  if (!caller) return false;
  const { workspace } = ctx.state;
  const wanted = viewOf(ctx);
  const seen = (context: Context): Context | Promise<Context> => (wanted === '' ? context : viewAs(workspace, context, wanted));
  ctx.state.context = await seen(caller.context);
  ctx.state.mustSetSecondFactor = caller.mustSetSecondFactor;
  ctx.state.renew = async () => {
    const again = await identify();
    return again?.mustSetSecondFactor === false ? seen(again.context) : undefined;
  };
  if (wanted === '') return caller.unseen;
  if (!mayBeSeen(ctx.method, ctx.path))
    throw viewAsRefused('While you look at the system as others see it, nothing can be changed. Go back to your own view first.');
  // Which session it was is told by a digest's beginning, which opens nothing.
  await noteViewAs(workspace, caller.context, wanted, createHash('sha256').update(secret).digest('base64url').slice(0, 8));
  return caller.unseen;
}

/** What may be asked for in the eyes of others: what reads records and the model, not what is one's own account. */
function mayBeSeen(method: string, path: string): boolean {
  if (method === 'GET' || method === 'HEAD') return !/^\/api\/(?:sessions|keys|session\/.+)(?:\/|$)/.test(path);
  return method === 'POST' && /^\/api\/(?:records\/[^/]+\/(?:query|aggregate)|exports)$/.test(path);
}

function crossSite(detail: string): Problem {
  return new Problem({ status: 403, code: 'cross-site', title: 'Not permitted', detail });
}

function secondFactorRequired(): Problem {
  return new Problem({
    status: 403,
    code: 'second-factor-required',
    title: 'A second factor is needed',
    detail: 'This workspace demands a second factor. Set one up in your account, then go on.',
  });
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

/**
 * The context of a caller who is there in person: a key can change neither keys nor passwords, second factors or sessions.
 * @throws Problem 401, 403
 */
export function personContext(state: ApiState): Context {
  const context = contextOf(state);
  if (context.key)
    throw new Problem({
      status: 403,
      code: 'key',
      title: 'Not permitted',
      detail: 'An API key cannot do this. Sign in and do it yourself.',
    });
  return context;
}
