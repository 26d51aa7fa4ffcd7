/**
 * Physical names for a new version: what earlier versions chose stays; a field whose kind changes gets a fresh column, so that its old
 * values are kept beside the new ones.
 */
import { compileModel } from '../../model/compile.ts';
import type { PhysicalNames } from '../../model/physical-names.ts';
import type { DocumentSet, Entity, Field, Model } from '../../model/types.ts';
import type { LiveTable } from '../../schema/types.ts';

/** A field whose values have to be brought into another form. */
export interface Retyped {
  readonly entity: Entity;
  readonly before: Field;
  readonly after: Field;
  /** The new column is one that the field had before: where nothing was changed since, its values are the true ones. */
  readonly revived: boolean;
}

/** Columns of a field that lie in the trash since it changed its kind. */
export interface KeptValues {
  readonly entity: string;
  readonly field: string;
  readonly column: string;
  readonly kind: string;
  /** Where links point. */
  readonly targets: readonly string[];
}

/** A compiled model, and the fields that it brings into another form. */
export interface NamedModel {
  readonly model: Model;
  readonly retyped: readonly Retyped[];
}

/** Compiles documents under the names of the version before, choosing new ones where they are needed. */
export function chooseNames(
  documents: DocumentSet,
  before: { readonly model: Model; readonly physical: PhysicalNames } | undefined,
  live: ReadonlyMap<string, LiveTable>,
  kept: readonly KeptValues[] = [],
): NamedModel {
  const plain = compileModel(documents, before?.physical);
  if (!before) return { model: plain, retyped: [] };
  const fresh: Record<string, string> = {};
  const revived = new Set<string>();
  for (const { entity, field } of fieldsOf(plain)) {
    const previous = fieldById(before.model.entities.get(entity.id), field.id);
    if (!previous || !isRetyped(previous, field)) continue;
    const key = `${entity.id}.${field.id}`;
    const old = kept.find((each) => isOf(each, entity, field));
    if (old && fits(field, old.column, live.get(entity.table))) revived.add(key);
    fresh[key] = old && revived.has(key) ? old.column : freeColumn(field, live.get(entity.table));
  }
  if (Object.keys(fresh).length === 0) return { model: plain, retyped: [] };
  const names = { tables: before.physical.tables, columns: { ...before.physical.columns, ...fresh } };
  const model = compileModel(documents, names);
  const retyped = fieldsOf(model).flatMap(({ entity, field }): Retyped[] => {
    const previous = fieldById(before.model.entities.get(entity.id), field.id);
    const key = `${entity.id}.${field.id}`;
    return previous && key in fresh ? [{ entity, before: previous, after: field, revived: revived.has(key) }] : [];
  });
  return { model, retyped };
}

function fieldsOf(model: Model): { entity: Entity; field: Field }[] {
  return [...model.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].filter((field) => !field.system).map((field) => ({ entity, field })),
  );
}

/** A field by its immutable id, whatever it is called now. */
export function fieldById(entity: Entity | undefined, id: string): Field | undefined {
  return entity && [...entity.fields.values()].find((field) => field.id === id);
}

/** Kinds whose values are all values of the other kind, in the same column. */
const widenings = new Set(['text longText']);

/** Whether stored values have to be brought into another form. Computed values are not stored, and links are another matter. */
function isRetyped(before: Field, after: Field): boolean {
  const stored = (field: Field): string =>
    field.type
      .columns(field)
      .map((column) => column.type)
      .join();
  if (stored(before) === '' || stored(after) === '') return false;
  if (before.kind === after.kind)
    return stored(before) !== stored(after) || before.targets.some((target) => !after.targets.includes(target));
  return !(widenings.has(`${before.kind} ${after.kind}`) && stored(before) === stored(after));
}

/** Whether values were kept of just this field, when it was of the kind that it becomes again. */
function isOf(kept: KeptValues, entity: Entity, field: Field): boolean {
  const same = kept.entity === entity.id && kept.field === field.id && kept.kind === field.kind;
  return same && kept.targets.join() === field.targets.join();
}

/** Whether the columns of an earlier time are still there, in the form that the field wants. */
function fits(field: Field, column: string, table: LiveTable | undefined): boolean {
  return field.type.columns({ ...field, column }).every(({ name, type }) => table?.columns.get(name) === type);
}

/** A base of column names of which none is taken, also by what lies in the trash. */
function freeColumn(field: Field, table: LiveTable | undefined): string {
  for (let number = 2; ; number++) {
    const column = `${field.column.replace(/_\d+$/, '').slice(0, 46)}_${number}`;
    const columns = field.type.columns({ ...field, column });
    if (columns.every(({ name }) => table?.columns.has(name) !== true)) return column;
  }
}
