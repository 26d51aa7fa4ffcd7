/** The HTTP side put together: headers, errors, sign-in, the API, and the client's files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
import compose from 'koa-compose';
import helmet from 'koa-helmet';
import send from 'koa-send';
import type { Workspace } from '../access/workspace.ts';
import type { Runtime } from '../changes/run/run.ts';
import type { FileStore } from '../files/store.ts';
import type { IdentityProvider } from '../identity/oidc/provider.ts';
import { codeRoot } from '../kernel/config.ts';
import { notFound, Problem } from '../kernel/errors.ts';
import type { TrustedProxies } from '../kernel/trusted-proxies.ts';
import type { Live } from '../live/live.ts';
import { authenticate, type ApiState } from './authenticate.ts';
import { problems } from './errors.ts';
import { knownParameters } from './members.ts';
import { trustProxies } from './proxied.ts';
import { accessRoutes } from './routes/access.ts';
import { auditRoutes } from './routes/audits.ts';
import { eventRoutes } from './routes/events.ts';
import { exchangeRoutes } from './routes/exchange.ts';
import { fileRoutes } from './routes/files.ts';
import { signInRoutes } from './routes/identity/all.ts';
import { historyRoutes, recordHistoryRoutes } from './routes/history.ts';
import { mailRoutes } from './routes/mails.ts';
import { metadataRoutes } from './routes/metadata.ts';
import { modelRoutes } from './routes/model.ts';
import { recordRoutes } from './routes/records.ts';

/** What the server serves. */
export interface HttpInput {
  readonly workspace: Workspace;
  readonly files: FileStore;
  /** Runs changes of the metadata. */
  readonly changes: Runtime;
  /** What happens, in this process and in others. */
  readonly live: Live;
  /** Folder of the built client; absent in tests of the API. */
  readonly client: string | undefined;
  readonly publicUrl: string;
  /** Whose word counts for whom a request comes. */
  readonly trustedProxies?: TrustedProxies | undefined;
  /** Whether mails are sent; else they are kept where admins see them. */
  readonly sendsMails?: boolean;
  /** Where people may sign in, beside their password. */
  readonly provider?: IdentityProvider | undefined;
  /** Whether everything that a request needs is there. */
  ready(): boolean;
}

/** Makes the Koa application. */
export function createHttp(input: HttpInput): Koa {
  const app = new Koa<ApiState>();
  const https = input.publicUrl.startsWith('https:');
  app.proxy = false;
  if (input.trustedProxies) trustProxies(app, input.trustedProxies);
  app.silent = true;
  app.use(problems(input.workspace.logger, () => input.workspace.model().settings.language));
  app.use(securityHeaders(https));
  app.use(operations(input));
  // Case counts: what looks at the beginning of a path elsewhere must not be got around by `/API/`.
  const api = new Router<ApiState>({ prefix: '/api', sensitive: true });
  api.use(knownParameters());
  signInRoutes(api, input, https);
  modelRoutes(api);
  metadataRoutes(api, input.changes);
  eventRoutes(api, input.live);
  fileRoutes(api, input.files);
  exchangeRoutes(api, input.files);
  auditRoutes(api);
  mailRoutes(api);
  historyRoutes(api);
  // Most requests are about records: a router of their own spares them the comparison with all other addresses.
  const records = new Router<ApiState>({ prefix: '/api', sensitive: true });
  records.use(knownParameters());
  accessRoutes(records);
  recordRoutes(records);
  recordHistoryRoutes(records);
  app.use(schemas());
  app.use(onlyApi(authenticate(input.workspace, compose([jsonBodies(), routed(records, api)]))));
  if (input.client !== undefined) app.use(clientFiles(input.client));
  return app;
}

/** Answers by the router of records or by that of all else. */
function routed(records: Router<ApiState>, others: Router<ApiState>): Koa.Middleware<ApiState> {
  const [ofRecords, ofOthers] = [records, others].map((router) => compose([methods(router), router.routes() as Koa.Middleware<ApiState>]));
  return (ctx, next) => (ctx.path.startsWith('/api/records/') ? ofRecords : ofOthers)?.(ctx, next) as Promise<unknown>;
}

/** JSON bodies. Whoever is not signed in has nothing to send but credentials. */
function jsonBodies(): Koa.Middleware<ApiState> {
  const options = { enableTypes: ['json' as const], jsonStrict: true, parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'] };
  const ofUsers = bodyParser({ ...options, jsonLimit: '20mb' });
  const ofStrangers = bodyParser({ ...options, jsonLimit: '64kb' });
  return (ctx, next) => (ctx.method === 'GET' ? next() : (ctx.state.context === undefined ? ofStrangers : ofUsers)(ctx, next));
}

/** What API answers hold is for one user: nobody keeps it on the way. A path that is there with another method is 405, not 404. */
function methods(api: Router<ApiState>): Koa.Middleware<ApiState> {
  const allowed = api.allowedMethods();
  return async (ctx, next) => {
    ctx.set('Cache-Control', 'private, no-store');
    await allowed(ctx as Parameters<typeof allowed>[0], next);
    if (ctx.status === 405 || ctx.status === 501) {
      const allow = ctx.response.get('Allow');
      ctx.set('Allow', allow);
      throw new Problem({
        status: ctx.status,
        code: 'method',
        title: 'Wrong method',
        detail: `${ctx.method.slice(0, 20)} is not for this address. ${allow === '' ? '' : `It takes ${allow}.`}`.trim(),
      });
    }
  };
}

function onlyApi(middleware: Koa.Middleware<ApiState>): Koa.Middleware<ApiState> {
  return async (ctx, next) => {
    await (ctx.path.startsWith('/api/') ? middleware(ctx, next) : next());
  };
}

/** The headers never differ: they are worked out for the first answer, and set on all. */
function securityHeaders(https: boolean): Koa.Middleware {
  const protect = helmetFor(https);
  let known: readonly (readonly [string, number | string | string[]])[] | undefined;
  return async (ctx, next) => {
    if (known) for (const [name, value] of known) ctx.res.setHeader(name, value);
    else {
      await protect(ctx, () => Promise.resolve());
      known = Object.entries(ctx.res.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    }
    await next();
  };
}

function helmetFor(https: boolean): Koa.Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The UI kit sets positions and colours by style attributes; scripts have no such door.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: https,
    crossOriginEmbedderPolicy: false,
  });
}

/** `/healthz`: the process lives; `/readyz`: it can serve. */
function operations(input: HttpInput): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/healthz') ctx.body = { ok: true };
    else if (ctx.path === '/readyz') {
      const answered =
        input.ready() &&
        (await input.workspace.database.query({ text: 'select 1', values: [] }).then(
          () => true,
          () => false,
        ));
      ctx.status = answered ? 200 : 503;
      ctx.body = { ok: answered };
    } else await next();
  };
}

/** The schemas of documents, for editors. */
function schemas(): Koa.Middleware {
  return async (ctx, next) => {
    const match = /^\/schema\/([a-z-]+\.schema\.json)$/.exec(ctx.path);
    if (!match) {
      await next();
      return;
    }
    const text = await readFile(path.join(codeRoot, 'metadata/schema', match[1] ?? ''), 'utf8').catch(() => undefined);
    if (text === undefined) {
      await next();
      return;
    }
    ctx.type = 'application/schema+json';
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.body = text;
  };
}

/** Built files by name, kept for a year where the name holds a hash; every other page is the client's own. */
function clientFiles(folder: string): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path.startsWith('/api') || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    const hashed = ctx.path.startsWith('/assets/');
    // Pages have dots in their names too (an entity's id), so only the disk tells a file from a page.
    const found =
      ctx.path !== '/' && (await sendFile(ctx, ctx.path, { root: folder, maxage: hashed ? 31_536_000_000 : 0, immutable: hashed }));
    if (found) return;
    if (hashed) throw notFound('There is no such file.');
    ctx.set('Cache-Control', 'no-cache');
    await send(ctx, 'index.html', { root: folder });
  };
}

/** Sends a file. @returns false when there is none of that name */
async function sendFile(ctx: Koa.Context, name: string, options: send.SendOptions): Promise<boolean> {
  try {
    // A folder is found, too, but not sent.
    return (await send(ctx, name, options)) !== undefined;
  } catch (error) {
    const { status } = error as { status?: unknown };
    if (status === 404 || status === 400 || status === 403) return false;
    throw error;
  }
}
