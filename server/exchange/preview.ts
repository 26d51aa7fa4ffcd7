/** A look at a file before it is imported. */
import type { Context } from '../access/context.ts';
import { importableEntity } from './imports.ts';
import { openTable } from './read-table.ts';
import { suggestMap } from './suggest-map.ts';
import type { FileFormat, FileRow, ImportMap } from './types.ts';

const sampleRows = 200;
const shownRows = 10;

/** What a file holds, and how it could be mapped. */
export interface ImportPreview extends FileFormat {
  readonly columns: readonly { readonly header: string; readonly samples: readonly string[]; readonly distinct: readonly string[] }[];
  /** Rows that were looked at; `more` when the file goes on. */
  readonly rows: number;
  readonly more: boolean;
  readonly sample: readonly FileRow[];
  readonly map: ImportMap;
}

/** Reads the first rows and suggests a map. @throws Problem as `startImport` does */
export async function previewImport(context: Context, entityName: string, file: string): Promise<ImportPreview> {
  const entity = importableEntity(context, entityName);
  const table = await openTable(file);
  const rows: FileRow[] = [];
  let more = false;
  for await (const row of table.rows) {
    if (rows.length >= sampleRows) {
      more = true;
      break;
    }
    rows.push(row);
  }
  const columns = table.headers.map((header) => {
    const cells = rows.map((row) => row.cells[header] ?? '').filter((cell) => cell.trim() !== '');
    return { header, samples: cells.slice(0, 3), distinct: [...new Set(cells)].slice(0, 30) };
  });
  return {
    ...table.format,
    columns,
    rows: rows.length,
    more,
    sample: rows.slice(0, shownRows),
    map: suggestMap(context, entity, table.headers, rows),
  };
}
