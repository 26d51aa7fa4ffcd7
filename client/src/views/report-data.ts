/** Titles and texts of a report's figures. */
import type { ClientEntity } from '../../../metadata/client-model.ts';
import { formatDate, formatMoney, formatMonth, formatNumber } from '../i18n/format.ts';
import { translate } from '../i18n/setup.ts';
import type { useModel } from '../stores/model.ts';

/** One measure as a column. */
export interface MeasureColumn {
  readonly title: string;
  readonly text: (value: unknown) => string;
}

/** The columns of a report's measures. Sums of money are in the base currency. */
export function measureColumns(model: ReturnType<typeof useModel>, entity: ClientEntity, measures: readonly Readonly<Record<string, unknown>>[]): readonly MeasureColumn[] {
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

/** A group's label; records without a value form a group of their own. */
export function groupLabel(label: string | null | undefined, empty: string): string {
  return label === null || label === undefined || label === '' ? empty : label;
}

/** Label of a date group: months in words, the rest by their first day. */
export function reportPeriod(key: unknown, label: string | null | undefined, by: string, empty: string): string {
  if (typeof key !== 'string') return groupLabel(label, empty);
  const date = new Date(key.length === 7 ? `${key}-01` : key);
  if (Number.isNaN(date.getTime())) return groupLabel(label, key);
  if (by === 'month') return formatMonth(new Date(date.getTime() + 14 * 86_400_000));
  return by === 'day' || by === 'week' ? formatDate(date.toISOString()) : groupLabel(label, key);
}
