/** The model, documents, OpenAPI and the schemas of documents. */
import type Router from '@koa/router';
import { describeModel } from '../../access/describe.ts';
import { forbidden, notFound } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { openApi } from '../openapi.ts';
import { chooseLanguage } from '../language.ts';

/** `GET /model`, `/openapi.json`, `/metadata/documents…`. */
export function modelRoutes(router: Router<ApiState>): void {
  router.get('/model', (ctx) => {
    const context = contextOf(ctx.state);
    const wanted =
      typeof ctx.query['language'] === 'string' ? ctx.query['language'] : ctx.get('X-Relata-Language') || context.actor.language;
    const model = describeModel(context, chooseLanguage(context.model.settings, wanted));
    ctx.set('ETag', `"${model.version}"`);
    ctx.set('Cache-Control', 'private, no-cache');
    if (ctx.get('If-None-Match') === `"${model.version}"`) ctx.status = 304;
    else ctx.body = model;
  });
  router.get('/openapi.json', (ctx) => {
    ctx.body = openApi(contextOf(ctx.state));
  });
  router.get('/metadata/documents', (ctx) => {
    const { model, rights } = contextOf(ctx.state);
    if (!rights.metadata) throw forbidden('Your roles do not let you read the documents.');
    ctx.body = {
      data: model.documents.map(({ kind, pack, file, content }) => ({
        kind,
        pack,
        file,
        id: (content as { id?: unknown }).id,
        title: (content as { title?: unknown }).title,
      })),
    };
  });
  router.get('/metadata/documents/:kind/:id', (ctx) => {
    const { model, rights } = contextOf(ctx.state);
    if (!rights.metadata) throw forbidden('Your roles do not let you read the documents.');
    const found = model.documents.find(
      (document) => document.kind === ctx.params['kind'] && (document.content as { id?: unknown }).id === ctx.params['id'],
    );
    if (!found) throw notFound('There is no such document.');
    ctx.body = found;
  });
}
