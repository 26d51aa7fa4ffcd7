/** The editable form of an import map, and back. */
import type { ClientEntity, ClientField } from '../../../metadata/client-model.ts';
import type { ColumnMap, ImportMap, ImportPreview } from '../api/imports.ts';

/** One column of the file as the user maps it. */
export interface ColumnChoice {
  readonly header: string;
  readonly samples: readonly string[];
  /** Empty: the column is left out. */
  field: string;
  by: string;
  create: boolean;
  values: { from: string; to: string }[];
  /** What the map said that this form does not show. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Fields that a file may fill. */
export function importableFields(entity: ClientEntity): readonly ClientField[] {
  return entity.fields.filter((field) => field.access === 'write' && !field.computed && !['file', 'image', 'json'].includes(field.kind) && (!field.system || field.name === 'owner'));
}

/** Fields by which a linked record may be found. */
export function lookupFields(entity: ClientEntity | undefined): readonly ClientField[] {
  return (entity?.fields ?? []).filter((field) => (['text', 'email', 'phone', 'autoNumber', 'personName', 'url', 'integer'].includes(field.kind) || field.name === 'id') && !field.computed);
}

/** True for fields whose cells name other records. */
export function isLink(field: ClientField | undefined): boolean {
  return field !== undefined && ['record', 'records', 'reference'].includes(field.valueType);
}

/** What the form begins with: the server's map where it made one, else its suggestions. */
export function choicesOf(preview: ImportPreview): ColumnChoice[] {
  return preview.columns.map((column) => {
    const entry = preview.map?.columns[column.header] ?? column.suggestion ?? '';
    const map: ColumnMap = typeof entry === 'string' ? { field: entry } : entry;
    const { field, by, create, values, ...rest } = map;
    return { header: column.header, samples: column.samples, field: field ?? '', by: by ?? '', create: create === true, values: Object.entries(values ?? {}).map(([from, to]) => ({ from, to })), rest };
  });
}

/** The map that the server gets. Members and columns of `base` that the form does not show stay as they are. */
export function mapOf(choices: readonly ColumnChoice[], match: string, base: ImportMap | undefined): ImportMap {
  const shown = new Set(choices.map((choice) => choice.header));
  const columns: Record<string, string | ColumnMap> = Object.fromEntries(Object.entries(base?.columns ?? {}).filter(([header]) => !shown.has(header)));
  for (const choice of choices) {
    if (choice.field === '') continue;
    const values = Object.fromEntries(choice.values.filter((pair) => pair.from !== '').map((pair) => [pair.from, pair.to]));
    const plain = choice.by === '' && !choice.create && Object.keys(values).length === 0 && Object.keys(choice.rest).length === 0;
    columns[choice.header] = plain ? choice.field : { ...choice.rest, field: choice.field, ...(choice.by === '' ? {} : { by: choice.by }), ...(choice.create ? { create: true } : {}), ...(Object.keys(values).length === 0 ? {} : { values }) };
  }
  const { match: _old, columns: _columns, ...rest } = base ?? { columns: {} };
  return { ...rest, ...(match === '' ? {} : { match }), columns };
}
