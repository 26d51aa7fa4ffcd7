/** Titles and texts of a report's figures. */
import type { ClientEntity, ClientField } from '../../../../metadata/client-model.ts';
import { formatMoney, formatNumber } from '../../i18n/format.ts';
import { translate } from '../../i18n/setup.ts';
import type { useModel } from '../../stores/model.ts';

/** One measure as a column. */
export interface MeasureColumn {
  readonly title: string;
  readonly text: (value: unknown) => string;
}

/** The columns of a report's measures. Sums of money are in the base currency. */
export function measureColumns(
  model: ReturnType<typeof useModel>,
  entity: ClientEntity,
  measures: readonly Readonly<Record<string, unknown>>[],
): readonly MeasureColumn[] {
  return measures.map((measure) => {
    const [kind, name] = Object.entries(measure)[0] ?? ['count', true];
    const found = typeof name === 'string' ? model.fieldAt(entity, name) : undefined;
    const isMoney = found?.field.valueType === 'money' && kind !== 'countDistinct';
    const currency = model.model?.settings.baseCurrency ?? 'EUR';
    return {
      title: found === undefined ? translate('report.count') : translate(`report.${kind}`, { field: found.title }),
      text: (value) => {
        if (value === null || value === undefined) return '–';
        if (typeof value === 'object') return formatMoney(value as { amount: string; currency: string });
        return isMoney ? formatMoney({ amount: String(value), currency }) : formatNumber(String(value), { maximumFractionDigits: 2 });
      },
    };
  });
}

/** A group's label: codes by their title in the user's language, links by the label that the server gives. */
export function groupLabel(
  model: ReturnType<typeof useModel>,
  field: ClientField | undefined,
  key: unknown,
  label: string | null | undefined,
): string {
  const text = label === null || label === undefined || label === '' ? translate('report.empty') : label;
  if (field === undefined || key === null || key === undefined) return text;
  if (field.kind === 'status') return model.statusesOf(field).find((status) => status.code === key)?.title ?? text;
  if (field.valueType === 'code') return field.options?.find((option) => option.value === key)?.title ?? text;
  if (field.valueType === 'boolean') return translate(String(key) === 'true' ? 'filter.yes' : 'filter.no');
  return text;
}

/** Label of a date group: the server knows its zone, calendar and language. */
export function periodLabel(key: unknown, label: string | null | undefined): string {
  return key === null || key === undefined || !label ? translate('report.empty') : label;
}
