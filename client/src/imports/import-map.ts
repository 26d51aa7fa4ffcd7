/** The editable form of an import map, and back. */
import type { ClientEntity, ClientField } from '../../../metadata/client-model.ts';
import type { ColumnMap, ImportMap, ImportPreview } from '../api/imports.ts';

/** One column of the file as the user maps it. */
export interface ColumnChoice {
  readonly header: string;
  readonly samples: readonly string[];
  /** Different cells of the first rows, for the value map. */
  readonly distinct: readonly string[];
  /** Empty: the column is left out. */
  field: string;
  by: string;
  create: boolean;
  values: { from: string; to: string }[];
}

/** A field that no column fills: the same text for every row, with cells in double braces. */
export interface ExtraChoice {
  field: string;
  text: string;
}

/** Fields that a file may fill. */
export function importableFields(entity: ClientEntity): readonly ClientField[] {
  return entity.fields.filter(
    (field) =>
      field.access === 'write' &&
      !field.computed &&
      !['file', 'image', 'json'].includes(field.kind) &&
      (!field.system || field.name === 'owner'),
  );
}

/** Fields by which a linked record may be found. */
export function lookupFields(entity: ClientEntity | undefined): readonly ClientField[] {
  return (entity?.fields ?? []).filter(
    (field) =>
      (['text', 'email', 'phone', 'autoNumber', 'personName', 'url', 'integer'].includes(field.kind) || field.name === 'id') &&
      !field.computed,
  );
}

/** True for fields whose cells name other records. */
export function isLink(field: ClientField | undefined): boolean {
  return field !== undefined && ['record', 'records', 'reference'].includes(field.valueType);
}

/** The form of a map over the columns of a file: the server's suggestion, or one that the user loads. */
export function choicesOf(preview: ImportPreview, map: ImportMap | undefined = preview.map): ColumnChoice[] {
  return preview.columns.map((column) => {
    const entry = map?.columns[column.header] ?? '';
    const { field, by, create, values }: ColumnMap = typeof entry === 'string' ? { field: entry } : entry;
    return {
      header: column.header,
      samples: column.samples,
      distinct: column.distinct ?? column.samples,
      field,
      by: by ?? '',
      create: create === true,
      values: Object.entries(values ?? {}).map(([from, to]) => ({ from, to })),
    };
  });
}

/** The form of a map's `template` and `const`. */
export function extrasOf(map: ImportMap | undefined): ExtraChoice[] {
  return [...Object.entries(map?.template ?? {}), ...Object.entries(map?.const ?? {})].map(([field, text]) => ({
    field,
    text: typeof text === 'string' ? text : JSON.stringify(text),
  }));
}

/** The map that the server gets. Text with braces is a template, other text a constant. */
export function mapOf(choices: readonly ColumnChoice[], extras: readonly ExtraChoice[], match: string): ImportMap {
  const columns: Record<string, string | ColumnMap> = {};
  for (const { header, field, by, create, values } of choices) {
    if (field === '') continue;
    const pairs = values.filter((pair) => pair.from !== '').map((pair) => [pair.from, pair.to] as const);
    const plain = by === '' && !create && pairs.length === 0;
    columns[header] = plain
      ? field
      : {
          field,
          ...(by === '' ? {} : { by }),
          ...(create ? { create: true } : {}),
          ...(pairs.length === 0 ? {} : { values: Object.fromEntries(pairs) }),
        };
  }
  const given = extras.filter((extra) => extra.field !== '' && extra.text !== '');
  const [template, constants] = [given.filter((extra) => extra.text.includes('{{')), given.filter((extra) => !extra.text.includes('{{'))];
  const byField = (list: readonly ExtraChoice[]): Record<string, string> =>
    Object.fromEntries(list.map((extra) => [extra.field, extra.text]));
  return {
    ...(match === '' ? {} : { match }),
    columns,
    ...(constants.length === 0 ? {} : { const: byField(constants) }),
    ...(template.length === 0 ? {} : { template: byField(template) }),
  };
}
