/** Imports and exports. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type Router from '@koa/router';
import { startExport, type ExportRequest } from '../../exchange/exports.ts';
import { errorFileOf, readImport, startImport } from '../../exchange/imports.ts';
import { previewImport } from '../../exchange/preview.ts';
import { boundedBytes } from '../../files/bounded-bytes.ts';
import { safeName } from '../../files/files.ts';
import type { FileStore } from '../../files/store.ts';
import { badRequest, forbidden } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf, readListRequest } from '../body.ts';
import { demandShallow } from '../depth.ts';
import { demandMembers } from '../members.ts';
import { readUpload } from '../upload.ts';

/** Bytes of a file to be imported at the most. */
const maximumFile = 1024 * 1024 * 1024;

/** `POST /imports`, `GET /imports/{id}`, `GET /imports/{id}/errors.csv`, `POST /exports`. */
export function exchangeRoutes(router: Router<ApiState>, store: FileStore): void {
  router.post('/imports', async (ctx) => {
    const context = contextOf(ctx.state);
    // Whoever may import nothing need not send the file first.
    const some = [...context.model.entities.keys()].some((entity) => context.rights.entity(entity).scope('import') !== 'none');
    if (!some) throw forbidden('Your roles do not let you import.');
    const folder = await mkdtemp(path.join(tmpdir(), 'relata-upload-'));
    const file = path.join(folder, 'upload');
    let keep = false;
    try {
      const { result: name, fields } = await readUpload(ctx.req, async (upload) => {
        await pipeline(upload.bytes, boundedBytes(maximumFile), createWriteStream(file));
        return safeName(upload.name);
      });
      checkParts(fields);
      const entity = fields['entity'];
      if (entity === undefined)
        throw badRequest('Say which "entity" the rows are.', [
          { pointer: '/entity', code: 'required', message: 'The part "entity" is missing.' },
        ]);
      if (fields['mode'] !== 'run') {
        ctx.body = await previewImport(context, entity, file);
        return;
      }
      const started = await startImport(context, store, {
        entity,
        file,
        fileName: name,
        map: readMap(fields['map']),
        effects: fields['effects'] === 'true',
        dryRun: fields['dryRun'] === 'true',
      });
      keep = true;
      void started.finished
        .catch((error: unknown) => context.logger.error({ err: error, import: started.id }, 'The end of an import could not be stored.'))
        .finally(() => rm(folder, { recursive: true, force: true }));
      ctx.status = 202;
      ctx.body = { id: started.id };
    } finally {
      if (!keep) await rm(folder, { recursive: true, force: true });
    }
  });
  router.get('/imports/:id', async (ctx) => {
    ctx.body = await readImport(contextOf(ctx.state), ctx.params['id'] ?? '');
  });
  router.get('/imports/:id/errors.csv', async (ctx) => {
    const key = await errorFileOf(contextOf(ctx.state), ctx.params['id'] ?? '');
    ctx.set('Content-Type', 'text/csv; charset=utf-8');
    ctx.set('Content-Disposition', 'attachment; filename="errors.csv"');
    ctx.body = store.get(key);
  });
  router.post('/exports', async (ctx) => {
    const request = readExport(bodyOf(ctx));
    const stream = await startExport(contextOf(ctx.state), request);
    const name = encodeURIComponent(`${request.entity}.${request.format}`);
    ctx.set('Content-Type', request.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
    ctx.body = stream;
  });
}

const parts: Readonly<Record<string, readonly string[] | undefined>> = {
  entity: undefined,
  map: undefined,
  mode: ['preview', 'run'],
  effects: ['true', 'false'],
  dryRun: ['true', 'false'],
};

/** A rehearsal that is called for in other words must not become the real thing. @throws Problem 400 */
function checkParts(fields: Readonly<Record<string, string>>): void {
  demandMembers(fields, Object.keys(parts));
  const errors = Object.entries(fields).flatMap(([name, value]) => {
    const words = parts[name];
    if (words === undefined || words.includes(value)) return [];
    return [{ pointer: `/${name}`, code: 'parameter', message: `"${name}" is ${words.join(' or ')}.` }];
  });
  if (errors.length > 0) throw badRequest(errors.map((error) => error.message).join(' '), errors, 'parameter');
}

function readMap(text: string | undefined): unknown {
  let map: unknown;
  try {
    map = JSON.parse(text ?? '') as unknown;
  } catch {
    throw badRequest('The part "map" must be JSON.', [{ pointer: '/map', code: 'json', message: 'Not JSON.' }]);
  }
  demandShallow(map);
  return map;
}

function readExport(body: Readonly<Record<string, unknown>>): ExportRequest {
  const { entity, format, ...rest } = body;
  if (typeof entity !== 'string')
    throw badRequest('Say which "entity" to export.', [
      { pointer: '/entity', code: 'required', message: 'The name of an entity is wanted.' },
    ]);
  if (format !== undefined && format !== 'csv' && format !== 'jsonl')
    throw badRequest('"format" is csv or jsonl.', [{ pointer: '/format', code: 'format', message: 'csv or jsonl.' }]);
  const { filter, q, select, sort } = readListRequest(rest, ['filter', 'q', 'select', 'sort']);
  return {
    entity,
    format: format ?? 'csv',
    ...(filter ? { filter } : {}),
    ...(q === undefined ? {} : { q }),
    ...(select ? { select } : {}),
    ...(sort ? { sort } : {}),
  };
}
