/** Uploaded files: bytes in the store, facts in a system table; they become reachable through a record's field. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import { entityFor } from '../query/list.ts';
import { readRecord } from '../query/record.ts';
import { boundedBytes } from './bounded-bytes.ts';
import type { FileStore } from './store.ts';

/** What is known of a file. */
export interface FileFacts {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** Bytes of one upload at the most; fields may ask for less. */
export const maximumUpload = 100 * 1024 * 1024;

/** Whether there is a record into which the actor could put a file: whoever has none has nothing to upload. */
export function mayPutFiles(context: Context): boolean {
  const { model, rights } = context;
  return [...model.entities.values()].some(
    (entity) =>
      (['create', 'update', 'transition'] as const).some((action) => rights.entity(entity.id).scope(action) !== 'none') &&
      [...entity.fields.values()].some(
        (field) => (field.kind === 'file' || field.kind === 'image') && fieldAccess(model, rights, entity, field) === 'write',
      ),
  );
}

/**
 * Keeps an uploaded file.
 * @throws Problem 413 when it is too large; nothing is kept then
 */
export async function keepFile(
  context: Context,
  store: FileStore,
  upload: { name: string; type: string; bytes: Readable },
): Promise<FileFacts> {
  const key = newId();
  const hash = createHash('sha256');
  let size = 0;
  const measured = boundedBytes(maximumUpload, (chunk) => {
    size += chunk.length;
    hash.update(chunk);
  });
  // The store reads a moment later, and hears of it then; until then an error that nobody listens to would end the process.
  measured.on('error', () => undefined);
  upload.bytes.on('error', (error) => measured.destroy(error));
  await store.put(key, upload.bytes.pipe(measured));
  const name = safeName(upload.name);
  const type = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(upload.type) ? upload.type : 'application/octet-stream';
  await context.database.query(
    toStatement(sql`insert into ${id(context.database.schema, 'relata_files')} (id, name, type, size, sha256, created_at, created_by)
      values (${key}::uuid, ${name}, ${type}, ${size}::bigint, ${hash.digest('hex')}, ${context.clock.now().toISOString()}, ${context.actor.id}::uuid)`),
  );
  return { id: key, name, type, size };
}

/**
 * A name as it may be shown and saved: no folders, no control characters, nothing that turns the direction of reading (`gpj.exe` shown
 * as `exe.jpg`), at most 200 characters.
 */
export function safeName(name: string): string {
  const base = (name.split(/[/\\]/).at(-1) ?? '').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '');
  const short = [...base.toWellFormed().trim()].slice(0, 200).join('');
  return short === '' || /^\.+$/.test(short) ? 'file' : short;
}

/**
 * The file in a field of a record: readable for whoever may read the field.
 * @throws Problem 404
 */
export async function fileOfField(context: Context, entityName: string, recordId: string, fieldName: string): Promise<FileFacts> {
  const entity = entityFor(context, entityName);
  const field = entity.fields.get(fieldName);
  const readable =
    field && (field.kind === 'file' || field.kind === 'image') && fieldAccess(context.model, context.rights, entity, field) !== 'hidden';
  // A hidden field answers like one that is not there.
  if (!readable) throw notFound('There is no such file.');
  const { json } = await readRecord(context, entity.id, recordId, { select: [fieldName] });
  const facts = (JSON.parse(json) as Record<string, unknown>)[fieldName] as FileFacts | null | undefined;
  if (!facts) throw notFound('There is no such file.');
  return facts;
}
