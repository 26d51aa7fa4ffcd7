/** A form document as rows of fields; without one, all fields of the entity in one section. */
import type { ClientEntity, ClientField } from '../../../metadata/client-model.ts';

/** What is read of a form document. */
export interface FormLike {
  readonly sections?: readonly {
    readonly title?: string;
    readonly columns?: number;
    readonly fields: readonly (string | { readonly field: string; readonly span?: number })[];
  }[];
}

/** One field in its place. */
export interface PlacedField {
  readonly field: ClientField;
  /** Columns that it takes, at most those of its section. */
  readonly span: number;
}

/** One section of the form. */
export interface FormSection {
  readonly title: string | undefined;
  readonly columns: number;
  readonly fields: readonly PlacedField[];
  /** Fields that the document does not name: whoever adds a field finds it without touching the form. */
  readonly rest: boolean;
}

/** Kinds that need the whole width unless the document says otherwise. */
const wide = new Set(['longText', 'richText', 'json']);

/** Fields that a generated form leaves out. */
function isOffered(field: ClientField): boolean {
  return !field.hidden && (!field.system || field.name === 'owner');
}

/** Whether the user may type into a field at all. */
export function isEditable(field: ClientField): boolean {
  return field.access === 'write' && !field.computed && field.kind !== 'autoNumber' && field.kind !== 'formula' && field.kind !== 'rollup';
}

/**
 * The sections of a form, then one with the fields that no section names; fields that the user may not see, and sections without fields, are left out.
 * @param isNew values that only the server gives are left out then: there is nothing to show yet
 */
export function layOut(entity: ClientEntity, form: FormLike | undefined, isNew: boolean): readonly FormSection[] {
  const byName = new Map(entity.fields.map((field) => [field.name, field]));
  const stated = form?.sections ?? [];
  const named = new Set(stated.flatMap((section) => section.fields.map((item) => (typeof item === 'string' ? item : item.field))));
  const others = entity.fields.filter((field) => isOffered(field) && !(stated.length > 0 && field.system) && !named.has(field.name));
  const rest = { columns: 2, fields: others.map((field) => field.name), rest: stated.length > 0 };
  return [...stated, rest].flatMap((section): FormSection[] => {
    const columns = Math.min(Math.max(section.columns ?? 2, 1), 4);
    const fields = section.fields.flatMap((item): PlacedField[] => {
      const place: { readonly field: string; readonly span?: number } = typeof item === 'string' ? { field: item } : item;
      const field = byName.get(place.field);
      if (field === undefined || (isNew && !isEditable(field))) return [];
      return [{ field, span: Math.min(place.span ?? (wide.has(field.kind) ? columns : 1), columns) }];
    });
    const title = 'title' in section ? section.title : undefined;
    return fields.length === 0 ? [] : [{ title, columns, fields, rest: 'rest' in section && section.rest }];
  });
}
