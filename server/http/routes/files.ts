/** Uploading, and reading through a record's field. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Router from '@koa/router';
import { fileOfField, keepFile, mayPutFiles } from '../../files/files.ts';
import type { FileStore } from '../../files/store.ts';
import { forbidden, notFound } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { readUpload } from '../upload.ts';

/** Pictures that a browser may show in place; everything else, SVG with its scripts included, is only ever saved. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** `POST /files`, `GET /files/{entity}/{recordId}/{field}`. */
export function fileRoutes(router: Router<ApiState>, store: FileStore): void {
  router.post('/files', async (ctx) => {
    const context = contextOf(ctx.state);
    if (!mayPutFiles(context)) throw forbidden('Your roles let you put files nowhere.');
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
    // Kept, but asked for each time: who may see it is decided anew, also after somebody else has signed in here.
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.set('ETag', `"${facts.id}"`);
    if (ctx.get('If-None-Match') === `"${facts.id}"`) {
      ctx.status = 304;
      return;
    }
    const bytes = await openBytes(store, facts.id);
    ctx.length = facts.size;
    ctx.body = bytes;
  });
}

/** The bytes, once the first of them are there: a store that has lost a file says so before anything is answered. @throws Problem 404 */
async function openBytes(store: FileStore, key: string): Promise<Readable> {
  const bytes = store.get(key);
  try {
    if (!bytes.readable || bytes.readableLength === 0) await Promise.race([once(bytes, 'readable'), once(bytes, 'end')]);
    return bytes;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT') throw notFound('The bytes of this file are lost.');
    throw error;
  }
}
