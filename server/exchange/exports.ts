/** Exports: all matching records as a stream, through the query engine and its rights. */
import { Readable } from 'node:stream';
import type { Condition } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { forbidden } from '../kernel/errors.ts';
import { PathError, resolvePath } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import { entityFor } from '../query/list.ts';
import { streamRows } from '../query/rows.ts';
import type { Row } from '../query/types.ts';
import { csvLine } from './csv-line.ts';
import { refusalOf } from '../access/wording.ts';

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
 * Starts an export: the first rows are read before anything is answered, so that a wrong request is refused as such. The stream fails,
 * and so never looks complete, when reading fails half-way.
 * @throws Problem 403 without the right to export, 400 for a filter, order or field that does not fit
 */
export async function startExport(context: Context, request: ExportRequest): Promise<Readable> {
  const entity = entityFor(context, request.entity);
  if (context.rights.entity(entity.id).scope('export') === 'none') throw forbidden(refusalOf(context, 'mayNotExport', entity));
  const columns = exportedColumns(context, entity, request.select);
  const { format, entity: _entity, select: _select, ...rest } = request;
  // What may be read is more than what may leave, where roles or restrictions say so.
  const rows = streamRows(context, entity.id, { ...rest, select: columns.map((column) => column.path) }, 'export')[Symbol.asyncIterator]();
  const first = await rows.next();
  const batches = resume(first, rows);
  const stream = Readable.from(format === 'csv' ? csvLines(context, columns, batches) : jsonLines(batches));
  // Whoever goes away before the first row is sent leaves the rows to us.
  stream.once(
    'close',
    () => void rows.return?.().catch((error: unknown) => context.logger.warn({ err: error }, 'An export did not end well.')),
  );
  return stream;
}

type Rows = Row[];

/** The rows from the first batch on, which was read already. */
async function* resume(first: IteratorResult<Rows>, rows: AsyncIterator<Rows>): AsyncGenerator<Rows> {
  for (let next = first; next.done !== true; next = await rows.next()) yield next.value;
}

/** One column of the file: a field, a field behind links (`account.name`), or a part of one (`stage.kind`). */
interface Column {
  readonly path: string;
  readonly title: string;
  /** Absent for parts. */
  readonly field?: Field;
}

/** The wanted columns, always with the id; without a wish all that the reader may see. What is unknown or hidden is refused by the query. */
function exportedColumns(context: Context, entity: Entity, select: readonly string[] | undefined): Column[] {
  if (select !== undefined) return [...new Set(['id', ...select])].map((path) => columnOf(context, entity, path));
  return [...entity.fields.values()]
    .filter((field) => isReadable(context.model, context.rights, entity, field))
    .map((field) => ({ path: field.name, title: field.title, field }));
}

function columnOf(context: Context, entity: Entity, path: string): Column {
  try {
    const { hops, end } = resolvePath(context.model, entity, path);
    if (end.kind === 'backlink') return { path, title: path };
    const title = [...hops.map((hop) => hop.field.title), end.field.title].join(' / ');
    return end.kind === 'part' ? { path, title: `${title} (${end.part})` } : { path, title, field: end.field };
  } catch (error) {
    if (error instanceof PathError) return { path, title: path };
    throw error;
  }
}

async function* csvLines(context: Context, columns: readonly Column[], rows: AsyncIterable<Rows>): AsyncGenerator<string> {
  // The mark tells spreadsheets that this is UTF-8.
  yield `\uFEFF${csvLine(columns.map((column) => column.title))}`;
  for await (const batch of rows)
    yield batch.map((row) => csvLine(columns.map((column) => cellText(context, column.field, row[column.path])))).join('');
}

async function* jsonLines(rows: AsyncIterable<Rows>): AsyncGenerator<string> {
  for await (const batch of rows) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Links show the name of what they point at, everything else its kind's text. */
function cellText(context: Context, field: Field | undefined, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!field) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (Array.isArray(value) && field.joinTable !== undefined) return value.map((item) => labelOf(item)).join('; ');
  if (field.targets.length > 0) return labelOf(value);
  if (field.type.computed === true) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return field.type.toText(value, field, context.environment);
}

function labelOf(link: unknown): string {
  return typeof link === 'object' && link !== null && 'label' in link && typeof link.label === 'string' ? link.label : '';
}
