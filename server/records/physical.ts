/** Canonical values → physical columns, and the changes of join tables. */
import { foldText } from '../../metadata/rules/fold.ts';
import type { Database } from '../database/types.ts';
import { unchanged } from '../fields/encrypted.ts';
import type { Column, FieldEnvironment } from '../fields/types.ts';
import { oncePer } from '../kernel/once-per.ts';
import type { Entity, Field } from '../model/types.ts';
import { same, type Draft } from './draft.ts';
import type { JoinChange, PhysicalRow } from './statement.ts';

/** The columns of some fields, with types. */
export function columnsOf(fields: readonly Field[]): Column[] {
  return fields.flatMap((field) => [...columnsOfField(field)]).filter((column) => column.name !== 'id');
}

const columnsOfField = oncePer((field: Field): readonly Column[] => field.type.columns(field));

/** The environment in which the values of one record become columns: what is encrypted is bound to the record. The keys have to be at hand (`cipher.ready()`). */
export function sealingFor({ cipher }: Database, record: string, environment: FieldEnvironment): FieldEnvironment {
  return {
    ...environment,
    seal: (place, text) => cipher.seal({ ...place, record }, text),
    digest: (place, text) => cipher.digest(place, text),
  };
}

/** One row of physical values for the given fields. What is empty is left out: it is read as null, and most fields of most records are. */
export function physicalRow(entity: Entity, fields: readonly Field[], draft: Draft, environment: FieldEnvironment): PhysicalRow {
  const row: Record<string, unknown> & { id: string } = { id: draft.id };
  for (const field of fields) {
    const columns = columnsOfField(field);
    const value = draft.after[field.name] ?? null;
    const values = keepsEncrypted(field, value, draft)
      ? columns.map(() => unchanged)
      : field.type.toColumns(value, field, dated(field, draft, environment));
    columns.forEach(({ name }, index) => {
      const physical = values[index] ?? null;
      if (physical !== null) row[name] = physical;
    });
  }
  row.id = draft.id;
  if (entity.search.length > 0) row['search_text'] = searchText(entity, draft.after, environment);
  return row;
}

/** What is encrypted is encrypted anew only when it changes: one that does not open, and so reads as empty, is never written over by chance. */
function keepsEncrypted(field: Field, value: unknown, { current }: Draft): boolean {
  return field.type.encrypts !== undefined && current !== undefined && same(current.values[field.name] ?? null, value);
}

/** Money converts at the rate of the field's `rateDate`. */
function dated(field: Field, draft: Draft, environment: FieldEnvironment): FieldEnvironment {
  const dateField = field.document.field === 'money' ? field.document.rateDate : undefined;
  const date = dateField === undefined ? null : draft.after[dateField];
  return atRateOf(field, typeof date === 'string' ? date.slice(0, 10) : null, environment);
}

/** The environment in which a field's amounts convert at the rate of a day; null is today. */
export function atRateOf(field: Field, day: string | null, environment: FieldEnvironment): FieldEnvironment {
  const { toBase } = environment;
  if (field.kind !== 'money' || toBase === undefined) return environment;
  return { ...environment, toBase: (amount, currency) => toBase(amount, currency, day) };
}

/** Currencies that the money values of a record are in. */
export function currenciesOf(entity: Entity, draft: Draft): string[] {
  return moneyFields(entity).flatMap((field) => {
    const value = draft.after[field.name] as { currency?: unknown } | null | undefined;
    return typeof value?.currency === 'string' ? [value.currency] : [];
  });
}

const moneyFields = oncePer((entity: Entity) => [...entity.fields.values()].filter(({ kind }) => kind === 'money'));

/** What the search box looks in: the record's own search fields, folded. */
export function searchText(entity: Entity, values: Readonly<Record<string, unknown>>, environment: FieldEnvironment): string {
  const texts = entity.search.flatMap((path) => {
    const field = entity.fields.get(path);
    const value = field ? values[field.name] : null;
    return field && value !== null && value !== undefined ? [field.type.toText(value, field, environment)] : [];
  });
  return foldText(texts.join(' '));
}

/** What a `links` field gains, moves and loses in a batch. */
export function joinChanges(entity: Entity, drafts: readonly Draft[]): JoinChange[] {
  return [...entity.fields.values()]
    .filter((field) => field.joinTable !== undefined)
    .map((field) => {
      const pairs = drafts.flatMap((draft) => {
        const before = (draft.current?.values[field.name] ?? []) as string[];
        const after = (draft.after[field.name] ?? []) as string[];
        const set = after.flatMap((to, position) => (before[position] === to ? [] : [{ from_id: draft.id, to_id: to, position }]));
        return [{ set, remove: before.filter((to) => !after.includes(to)).map((to) => ({ from_id: draft.id, to_id: to })) }];
      });
      return { field, set: pairs.flatMap((pair) => pair.set), remove: pairs.flatMap((pair) => pair.remove) };
    })
    .filter((change) => change.set.length > 0 || change.remove.length > 0);
}
