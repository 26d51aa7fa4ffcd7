/** Rows of a table → operations of the write path, batch by batch; each row whole or not at all. */
import { translated } from '../../metadata/rules/refusals.ts';
import type { Context } from '../access/context.ts';
import { FieldError } from '../fields/types.ts';
import type { Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import type { GivenOperation, WriteOperation, WriteOptions } from '../records/types.ts';
import { writeRecords } from '../records/write.ts';
import { createLookup, type Lookup } from '../records/lookup.ts';
import { isStorable } from '../kernel/storable.ts';
import type { PlannedColumn, PlannedMap } from './plan-map.ts';
import type { FileRow, RowError } from './types.ts';

/** Rows in one write. */
const batchRows = 500;

/** Hears of what becomes of rows. */
export interface ImportListener {
  written(outcome: 'created' | 'updated' | 'unchanged', rows: number): void;
  failed(row: FileRow, errors: readonly RowError[]): Promise<void>;
  linked(records: number): void;
  /** After each batch, with the number of rows read so far. */
  progress(rows: number): Promise<void>;
}

interface Prepared {
  readonly row: FileRow;
  readonly values: Record<string, unknown>;
  readonly errors: RowError[];
  /** Links into the imported entity itself: set when all rows are there. */
  readonly later: { readonly column: PlannedColumn; readonly text: string }[];
}

/** A link that waits for the end of the file. */
interface Postponed {
  readonly id: string;
  readonly row: FileRow;
  readonly links: Prepared['later'];
}

/** Reads all rows and writes them. */
export async function importRows(
  context: Context,
  entity: Entity,
  map: PlannedMap,
  rows: AsyncIterable<FileRow>,
  options: WriteOptions,
  listener: ImportListener,
): Promise<void> {
  const lookups = new Map<PlannedColumn, Lookup>(
    map.columns.flatMap((column) =>
      column.link ? [[column, createLookup(context, column.link.target, column.link.by, options.dryRun)] as const] : [],
    ),
  );
  const postponed: Postponed[] = [];
  const work: Work = { context, entity, map, lookups, options, listener, postponed };
  let batch: FileRow[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await writeRows(work, batch);
    batch = [];
    await listener.progress(count);
  };
  for await (const row of rows) {
    count++;
    const odd = Object.keys(row.cells).filter((header) => !isStorable(row.cells[header] ?? ''));
    if (odd.length > 0) {
      const message = 'The cell holds a character that no text has.';
      await listener.failed(
        row,
        odd.map((header) => ({ row: row.number, column: header, message })),
      );
      continue;
    }
    if (batch.length >= batchRows) await flush();
    batch.push(row);
  }
  await flush();
  await writePostponed(work);
}

interface Work {
  readonly context: Context;
  readonly entity: Entity;
  readonly map: PlannedMap;
  readonly lookups: ReadonlyMap<PlannedColumn, Lookup>;
  readonly options: WriteOptions;
  readonly listener: ImportListener;
  readonly postponed: Postponed[];
}

function cellOf(column: PlannedColumn, row: FileRow): string {
  const text = (row.cells[column.header] ?? '').trim();
  return column.values.get(text) ?? text;
}

/** Values as templates see them: cells by header, rewritten ones as rewritten. */
function templateData(map: PlannedMap, row: FileRow): Record<string, string> {
  return Object.assign({}, row.cells, Object.fromEntries(map.columns.map((column) => [column.header, cellOf(column, row)])));
}

async function writeRows(work: Work, rows: readonly FileRow[]): Promise<void> {
  for (const [column, lookup] of work.lookups) {
    if (column.link && !column.link.later)
      work.listener.linked(await lookup.prepare(new Set(rows.map((row) => cellOf(column, row))), column.link.create));
  }
  const prepared = rows.map((row) => prepareRow(work, row));
  const good = prepared.filter((each) => each.errors.length === 0);
  for (const each of prepared) if (each.errors.length > 0) await work.listener.failed(each.row, each.errors);
  const operations = good.map((each) => ({ each, operation: operationOf(work.map, each.values) }));
  const results = await writeRecords(
    work.context,
    work.entity.id,
    operations.map(({ operation }) => operation),
    { ...work.options, atomic: false },
  );
  for (const [index, result] of results.entries()) {
    const { each } = operations[index] as (typeof operations)[number];
    if (!result.ok) await work.listener.failed(each.row, describeProblem(work, each.row, result.problem));
    else {
      work.listener.written(result.action === 'create' ? 'created' : result.changed ? 'updated' : 'unchanged', 1);
      if (each.later.length > 0) work.postponed.push({ id: result.id, row: each.row, links: each.later });
    }
  }
}

/** A row with a value in the field that rows are matched by changes the record with it, or creates it; a row without creates one. */
function operationOf({ match }: PlannedMap, values: Readonly<Record<string, unknown>>): GivenOperation {
  const value = match === undefined ? null : (values[match.name] ?? null);
  const blank = value === null || (typeof value === 'string' && value.trim() === '');
  return match === undefined || blank ? { action: 'create', values } : { action: 'upsert', match: match.name, values };
}

function prepareRow(work: Work, row: FileRow): Prepared {
  const { map, context } = work;
  const values: Record<string, unknown> = { ...map.constants };
  const errors: RowError[] = [];
  const later: Prepared['later'] = [];
  for (const column of map.columns) {
    const text = cellOf(column, row);
    try {
      if (column.link?.later === true) {
        if (text !== '') later.push({ column, text });
      } else if (column.link) {
        const found = text === '' ? null : linked(work.lookups.get(column), text);
        if (found !== undefined) values[column.field.name] = found;
      } else values[column.field.name] = text === '' ? null : column.field.type.parseCell(text, column.field, context.environment);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors.push({
        row: row.number,
        column: column.header,
        message: `${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`,
      });
    }
  }
  for (const { field, render } of map.templates) {
    const text = render(templateData(map, row)).trim();
    if (text !== '') values[field.name] = text;
  }
  return { row, values, errors, later };
}

/** @returns the id, or undefined where a rehearsal would have made the record */
function linked(lookup: Lookup | undefined, text: string): string | undefined {
  const found = lookup?.find(text);
  if (found && 'id' in found) return found.id;
  if (found && 'rehearsed' in found) return undefined;
  throw new FieldError(found?.problem ?? 'The link leads nowhere.');
}

/** Links within the imported entity: all rows are there now, in whatever order they stood. */
async function writePostponed(work: Work): Promise<void> {
  // A rehearsal has left no rows behind that could be linked.
  if (work.options.dryRun === true) return;
  for (const [column, lookup] of work.lookups) {
    if (column.link?.later !== true) continue;
    const texts = work.postponed.flatMap((each) => each.links.filter((link) => link.column === column).map((link) => link.text));
    work.listener.linked(await lookup.prepare(new Set(texts), column.link.create));
  }
  for (let start = 0; start < work.postponed.length; start += batchRows) {
    const operations: { each: Postponed; operation: WriteOperation }[] = [];
    for (const each of work.postponed.slice(start, start + batchRows)) {
      const errors = each.links.flatMap(({ column, text }): RowError[] => {
        const found = work.lookups.get(column)?.find(text);
        return found && !('problem' in found)
          ? []
          : [
              {
                row: each.row.number,
                column: column.header,
                message: `${found?.problem ?? 'The link leads nowhere.'} The row was written without it.`,
              },
            ];
      });
      if (errors.length > 0) await work.listener.failed(each.row, errors);
      const values = Object.fromEntries(
        each.links.flatMap(({ column, text }) => {
          const found = work.lookups.get(column)?.find(text);
          return found && 'id' in found ? [[column.field.name, found.id]] : [];
        }),
      );
      if (Object.keys(values).length > 0) operations.push({ each, operation: { action: 'update', id: each.id, values } });
    }
    const results = await writeRecords(
      work.context,
      work.entity.id,
      operations.map(({ operation }) => operation),
      { ...work.options, atomic: false },
    );
    for (const [index, result] of results.entries()) {
      const each = operations[index]?.each;
      if (!result.ok && each) await work.listener.failed(each.row, describeProblem(work, each.row, result.problem));
    }
  }
}

/** A problem of the write path in terms of the file: pointers become headers. */
function describeProblem({ context, map }: Pick<Work, 'context' | 'map'>, row: FileRow, problem: Problem): RowError[] {
  const say = (text: string): string => translated(text, context.actor.language);
  if (problem.errors.length === 0) return [{ row: row.number, column: null, message: say(problem.message) }];
  return problem.errors.map((item) => {
    const name = item.pointer.split('/')[1];
    const column = map.columns.find((candidate) => candidate.field.name === name);
    return { row: row.number, column: column?.header ?? null, message: say(item.message) };
  });
}
