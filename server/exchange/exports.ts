/** Exports: all matching records as a stream, through the query engine and its rights. */
import { Readable } from 'node:stream';
import type { Condition } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { forbidden } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { entityFor } from '../query/list.ts';
import { streamRows } from '../query/rows.ts';
import { csvLine } from './csv-line.ts';

/** What an export takes. */
export interface ExportRequest {
  readonly entity: string;
  readonly filter?: Condition;
  readonly q?: string;
  readonly select?: readonly string[];
  readonly sort?: readonly string[];
  readonly format: 'csv' | 'jsonl';
}

/**
 * Starts an export. The stream fails, and so never looks complete, when reading fails half-way.
 * @throws Problem 403 without the right to export
 */
export function startExport(context: Context, request: ExportRequest): Readable {
  const entity = entityFor(context, request.entity);
  if (context.rights.entity(entity.id).scope('export') === 'none') throw forbidden(`Your roles do not let you export ${entity.plural}.`);
  const fields = exportedFields(context, entity, request.select);
  const { format, entity: _entity, select: _select, ...rest } = request;
  const rows = streamRows(context, entity.id, { ...rest, select: fields.map((field) => field.name) });
  return Readable.from(format === 'csv' ? csvLines(context, fields, rows) : jsonLines(rows));
}

function exportedFields(context: Context, entity: Entity, select: readonly string[] | undefined): Field[] {
  const readable = [...entity.fields.values()].filter((field) => isReadable(context.model, context.rights, entity, field));
  return select === undefined
    ? readable
    : ['id', ...select.filter((name) => name !== 'id')].flatMap((name) => readable.find((field) => field.name === name) ?? []);
}

async function* csvLines(
  context: Context,
  fields: readonly Field[],
  rows: AsyncIterable<Record<string, unknown>[]>,
): AsyncGenerator<string> {
  // The mark tells spreadsheets that this is UTF-8.
  yield `\uFEFF${csvLine(fields.map((field) => field.title))}`;
  for await (const batch of rows)
    yield batch.map((row) => csvLine(fields.map((field) => cellText(context, field, row[field.name])))).join('');
}

async function* jsonLines(rows: AsyncIterable<Record<string, unknown>[]>): AsyncGenerator<string> {
  for await (const batch of rows) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Links show the name of what they point at, everything else its kind's text. */
function cellText(context: Context, field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && field.joinTable !== undefined) return value.map((item) => labelOf(item)).join('; ');
  if (field.targets.length > 0) return labelOf(value);
  if (field.type.computed === true) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return field.type.toText(value, field, context.environment);
}

function labelOf(link: unknown): string {
  return typeof link === 'object' && link !== null && 'label' in link && typeof link.label === 'string' ? link.label : '';
}
