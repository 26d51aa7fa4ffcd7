/** Columns of a table view, found in the model. */
import type { ClientEntity, ClientField } from '../../../../metadata/client-model.ts';
import type { useModel } from '../../stores/model.ts';

/** One column as the table draws it. */
export interface TableColumn {
  readonly path: string;
  readonly title: string;
  readonly field: ClientField;
  /** Pixels. */
  readonly width: number | undefined;
  readonly alignEnd: boolean;
  readonly sortable: boolean;
}

const numeric = new Set(['number', 'money', 'duration']);
/** Kinds that a cell edits in place; the others are edited on the record's page. */
const inlineKinds = new Set([
  'text',
  'integer',
  'decimal',
  'percent',
  'money',
  'boolean',
  'date',
  'dateTime',
  'duration',
  'email',
  'phone',
  'url',
  'select',
  'multiSelect',
  'tags',
  'link',
  'user',
  'rating',
  'colour',
]);

/** True when a column's cell may be edited in the table. */
export function isInlineEditable(column: TableColumn): boolean {
  const { field } = column;
  return !column.path.includes('.') && field.access === 'write' && !field.computed && !field.system && inlineKinds.has(field.kind);
}

/** What is read of a view. */
export interface ColumnSource {
  readonly columns?: readonly (string | { readonly field: string; readonly width?: number; readonly title?: string })[];
}

/** The columns of a view; those whose fields the user may not see are left out. */
export function columnsOf(
  model: ReturnType<typeof useModel>,
  entity: ClientEntity,
  view: ColumnSource | undefined,
): readonly TableColumn[] {
  const listed = view?.columns ?? [];
  const wanted =
    listed.length > 0
      ? listed
      : entity.fields
          .filter((field) => !field.hidden && !field.system)
          .slice(0, 7)
          .map((field) => field.name);
  return wanted.flatMap((item) => {
    const path = typeof item === 'string' ? item : item.field;
    const found = model.fieldAt(entity, path);
    if (found === undefined) return [];
    const stated: { readonly title?: string; readonly width?: number } = typeof item === 'string' ? {} : item;
    return [
      {
        path,
        field: found.field,
        title: stated.title ?? found.title,
        width: stated.width,
        alignEnd: numeric.has(found.field.valueType) && found.field.kind !== 'rating',
        sortable: found.field.sortable,
      },
    ];
  });
}

/** The next order after a click on a header: ascending, descending, the view's own. */
export function nextSort(sort: readonly string[], path: string): readonly string[] | undefined {
  if (sort.length === 1 && sort[0] === path) return [`-${path}`];
  if (sort.length === 1 && sort[0] === `-${path}`) return undefined;
  return [path];
}
