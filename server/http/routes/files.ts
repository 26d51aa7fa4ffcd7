/** Uploading, and reading through a record's field. */
import type Router from '@koa/router';
import { fileOfField, keepFile } from '../../files/files.ts';
import type { FileStore } from '../../files/store.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { readUpload } from '../upload.ts';

/** Pictures that a browser may show in place; everything else, SVG with its scripts included, is only ever saved. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** `POST /files`, `GET /files/{entity}/{recordId}/{field}`. */
export function fileRoutes(router: Router<ApiState>, store: FileStore): void {
  router.post('/files', async (ctx) => {
    const context = contextOf(ctx.state);
    const { result } = await readUpload(ctx.req, (upload) => keepFile(context, store, upload));
    ctx.status = 201;
    ctx.body = result;
  });
  router.get('/files/:entity/:record/:field', async (ctx) => {
    const facts = await fileOfField(
      contextOf(ctx.state),
      ctx.params['entity'] ?? '',
      ctx.params['record'] ?? '',
      ctx.params['field'] ?? '',
    );
    const inline = shown.has(facts.type);
    ctx.set('Content-Type', inline ? facts.type : 'application/octet-stream');
    ctx.set(
      'Content-Disposition',
      `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(facts.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
    );
    ctx.set('Content-Security-Policy', "sandbox; default-src 'none'");
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'private, max-age=3600');
    ctx.length = facts.size;
    ctx.body = store.get(facts.id);
  });
}
