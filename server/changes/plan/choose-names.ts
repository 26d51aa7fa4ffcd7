/**
 * Physical names for a new version: what earlier versions chose stays; a field whose kind changes gets a fresh column, so that its old
 * values are kept beside the new ones.
 */
import { compileModel } from '../../model/compile.ts';
import type { PhysicalNames } from '../../model/physical-names.ts';
import type { DocumentSet, Entity, Field, Model } from '../../model/types.ts';
import type { LiveTable } from '../../schema/types.ts';
import { isStored } from '../run/stored-values.ts';

/** A field whose values have to be brought into another form. */
export interface Retyped {
  readonly entity: Entity;
  readonly before: Field;
  readonly after: Field;
  /** The new column is one that the field had before: where nothing was changed since, its values are the true ones. */
  readonly revived: boolean;
}

/** Values of a field that lie in the trash: it was dropped, or changed its kind. */
export interface KeptValues {
  readonly entity: string;
  readonly table: string;
  readonly field: string;
  /** What it was called last. */
  readonly name: string;
  /** Base of its columns. */
  readonly column: string;
  readonly columns: readonly string[];
  readonly joinTable: string | null;
  readonly kind: string;
  /** Whether they are encrypted; left out where that was not noted. */
  readonly encrypted?: boolean;
  /** Where links point. */
  readonly targets: readonly string[];
  /** What amounts were worth was stored in this currency; null where that was not noted. */
  readonly baseCurrency: string | null;
}

/** A compiled model, and the fields that it brings into another form. */
export interface NamedModel {
  readonly model: Model;
  readonly retyped: readonly Retyped[];
}

/**
 * Chooses new names where the version before has none, or has them for something else.
 * @param plain the documents, compiled under the names of the version before
 */
export function chooseNames(
  documents: DocumentSet,
  plain: Model,
  before: { readonly model: Model; readonly physical: PhysicalNames },
  live: ReadonlyMap<string, LiveTable>,
  kept: readonly KeptValues[] = [],
): NamedModel {
  const rebased = plain.settings.baseCurrency !== before.model.settings.baseCurrency;
  const [tables, columns]: [Record<string, string>, Record<string, string>] = [{}, {}];
  const [changed, revived] = [new Set<string>(), new Set<string>()];
  for (const { entity, field } of fieldsOf(plain)) {
    const known = fieldById(before.model.entities.get(entity.id), field.id);
    // What was computed before has no place yet, like what is new.
    const previous = known && isStored(known) ? known : undefined;
    const restated = rebased || rateDate(before.model.entities.get(entity.id), previous) !== rateDate(entity, field);
    const key = `${entity.id}.${field.id}`;
    if (previous) {
      if (!isRetyped(previous, field, restated)) continue;
      changed.add(key);
    } else if (!isStored(field)) continue;
    const old = kept.find((each) => isOf(each, entity, field) && (!previous || inCurrency(each, plain)) && fits(field, each, live, entity));
    if (old && previous) revived.add(key);
    // A field that is new, or back, stays where it belongs unless something else lies there.
    if (!old && !previous && !isTaken(entity, field, kept)) continue;
    if (field.joinTable !== undefined) tables[key] = old?.joinTable ?? freeTable(field.joinTable, live);
    else columns[key] = old?.column ?? freeColumn(field, live.get(entity.table));
  }
  if (Object.keys(tables).length + Object.keys(columns).length === 0) return { model: plain, retyped: [] };
  const names = { tables: { ...before.physical.tables, ...tables }, columns: { ...before.physical.columns, ...columns } };
  const model = compileModel(documents, names);
  const retyped = fieldsOf(model).flatMap(({ entity, field }): Retyped[] => {
    const previous = fieldById(before.model.entities.get(entity.id), field.id);
    const key = `${entity.id}.${field.id}`;
    return previous && changed.has(key) ? [{ entity, before: previous, after: field, revived: revived.has(key) }] : [];
  });
  return { model, retyped };
}

function fieldsOf(model: Model): { entity: Entity; field: Field }[] {
  return [...model.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].filter((field) => !field.system).map((field) => ({ entity, field })),
  );
}

const fieldsById = new WeakMap<Entity, ReadonlyMap<string, Field>>();

/** A field by its immutable id, whatever it is called now. */
export function fieldById(entity: Entity | undefined, id: string): Field | undefined {
  if (entity === undefined) return undefined;
  let fields = fieldsById.get(entity);
  if (!fields) fieldsById.set(entity, (fields = new Map([...entity.fields.values()].map((field) => [field.id, field]))));
  return fields.get(id);
}

const isEncrypted = (field: Field): boolean => field.type.encrypts !== undefined;

/** Kinds whose values are all values of the other kind, in the same column. */
const widenings = new Set(['text longText']);

/** The date, by its id, whose exchange rate an amount is converted at. */
function rateDate(entity: Entity | undefined, field: Field | undefined): string | undefined {
  const name = field?.document.field === 'money' ? field.document.rateDate : undefined;
  return name === undefined ? undefined : entity?.fields.get(name)?.id;
}

/**
 * Whether stored values have to be brought into another form. Computed values are not stored.
 * @param restated amounts are worth something else: it stands beside them, in the base currency at the rate of a day
 */
function isRetyped(before: Field, after: Field, restated: boolean): boolean {
  if (!isStored(before) || !isStored(after)) return false;
  if (isEncrypted(before) !== isEncrypted(after)) return true;
  const form = (field: Field): string =>
    field.joinTable === undefined
      ? field.type
          .columns(field)
          .map((column) => column.type)
          .join()
      : 'joined';
  if (before.kind === after.kind)
    return (
      form(before) !== form(after) ||
      before.targets.some((target) => !after.targets.includes(target)) ||
      (restated && after.kind === 'money')
    );
  return !(widenings.has(`${before.kind} ${after.kind}`) && form(before) === form(after));
}

/** Whether values were kept of just this field, when it was of the kind that it becomes again. */
function isOf(kept: KeptValues, entity: Entity, field: Field): boolean {
  const same =
    kept.entity === entity.id && kept.field === field.id && kept.kind === field.kind && (kept.encrypted ?? false) === isEncrypted(field);
  return same && kept.targets.join() === field.targets.join();
}

/** Whether what amounts are worth was kept in the present currency; a field that comes back has its amounts in any case. */
function inCurrency({ kind, baseCurrency }: KeptValues, { settings }: Model): boolean {
  return kind !== 'money' || (baseCurrency ?? settings.baseCurrency) === settings.baseCurrency;
}

/** Whether other values lie in the trash where a field would have its own. */
function isTaken(entity: Entity, field: Field, kept: readonly KeptValues[]): boolean {
  if (field.joinTable !== undefined) return kept.some(({ joinTable }) => joinTable === field.joinTable);
  const columns = new Set(field.type.columns(field).map(({ name }) => name));
  return kept.some((each) => each.table === entity.table && each.joinTable === null && each.columns.some((name) => columns.has(name)));
}

/** Whether the place of an earlier time is still there, in the form that the field wants. */
function fits(field: Field, kept: KeptValues, live: ReadonlyMap<string, LiveTable>, entity: Entity): boolean {
  if (field.joinTable !== undefined) return kept.joinTable !== null && live.has(kept.joinTable);
  const table = live.get(entity.table);
  return field.type.columns({ ...field, column: kept.column }).every(({ name, type }) => table?.columns.get(name) === type);
}

/** A base of column names of which none is taken, also by what lies in the trash. */
function freeColumn(field: Field, table: LiveTable | undefined): string {
  for (let number = 1; ; number++) {
    const base = field.column.replace(/_\d+$/, '').slice(0, 46);
    const column = number === 1 ? base : `${base}_${number}`;
    const columns = field.type.columns({ ...field, column });
    if (columns.every(({ name }) => table?.columns.has(name) !== true)) return column;
  }
}

/** A name of a join table that is not taken, also not by what lies in the trash. */
function freeTable(wanted: string, live: ReadonlyMap<string, LiveTable>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted.replace(/_\d+$/, '').slice(0, 56)}_${number}`;
    if (!live.has(name)) return name;
  }
}
