/** The kind by which a value is shown. */
import type { ClientField } from '../../../../metadata/client-model.ts';

const byValueType: Readonly<Record<string, string>> = {
  text: 'text',
  number: 'decimal',
  money: 'money',
  boolean: 'boolean',
  date: 'date',
  instant: 'dateTime',
  duration: 'duration',
  code: 'select',
  codes: 'multiSelect',
  record: 'link',
  records: 'links',
  reference: 'linkAny',
};

/** A computed field is shown as the kind of its result; every other as its own. */
export function effectiveKind(field: ClientField): string {
  if (field.kind !== 'formula' && field.kind !== 'rollup') return field.kind;
  return field.result ?? byValueType[field.valueType] ?? 'text';
}

/** A member of the field's limits that is a number. */
export function numberLimit(field: ClientField, name: string): number | undefined {
  const value = field.limits[name];
  return typeof value === 'number'
    ? value
    : typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
      ? Number(value)
      : undefined;
}

/** A member of the field's limits that is a text. */
export function textLimit(field: ClientField, name: string): string | undefined {
  const value = field.limits[name];
  return typeof value === 'string' ? value : undefined;
}
