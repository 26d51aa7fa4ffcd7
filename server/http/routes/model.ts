/** The model as a user may see it, and its OpenAPI. */
import type Router from '@koa/router';
import { describeModel } from '../../access/describe.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { openApi } from '../openapi.ts';
import { chooseLanguage } from '../language.ts';

/** `GET /model`, `/openapi.json`. */
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
}
