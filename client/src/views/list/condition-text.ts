/** A condition on one field in words, for chips. Ids of records are named by `labels`. */
import type { ClientField } from '../../../../metadata/client-model.ts';
import type { Condition } from '../../api/records.ts';
import { formatDate, formatDateTime, formatDuration, formatNumber, formatPercent } from '../../i18n/format.ts';
import { translate } from '../../i18n/setup.ts';
import { plainText } from '../../ui/values.ts';

/** Gives names for codes and ids. */
export interface ValueNames {
  readonly status: (code: string) => string;
  readonly record: (id: string) => string;
}

/** Name of a period such as `thisMonth` or `last30Days`. */
export function periodText(period: string): string {
  const days = /^(last|next)(\d+)Days$/.exec(period);
  if (days !== null) return translate(`period.${days[1] ?? 'last'}Days`, { number: formatNumber(days[2] ?? '0') });
  return translate(`period.${period}`);
}

/** Ids of records that a condition on a link names, also those of a to-many link (`some: { id: … }`). */
export function recordIdsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[0-9a-f]{8}-/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(recordIdsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(recordIdsIn) : [];
}

function valueText(field: ClientField, value: unknown, names: ValueNames): string {
  if (value === null) return translate('filter.nothing');
  if (typeof value === 'object' && !Array.isArray(value)) {
    const object = value as Record<string, unknown>;
    if ('$me' in object) return translate(object['$me'] === 'id' ? 'filter.me' : 'filter.myTeam');
    if ('$now' in object) return translate('filter.now');
    if (typeof object['id'] === 'string') return plainText(object['label']) || names.record(object['id']);
    return plainText(value);
  }
  if (Array.isArray(value)) return value.map((one) => valueText(field, one, names)).join(', ');
  if (typeof value === 'boolean') return translate(value ? 'filter.yes' : 'filter.no');
  const text = String(value);
  switch (field.valueType) {
    case 'code':
    case 'codes':
      return field.kind === 'status' ? names.status(text) : (field.options?.find((option) => option.value === text)?.title ?? text);
    case 'record':
    case 'records':
    case 'reference':
      return names.record(text);
    case 'number':
    case 'money':
      return field.kind === 'percent' ? formatPercent(text) : formatNumber(text);
    case 'date':
      return formatDate(text);
    case 'instant':
      return text.length <= 10 ? formatDate(text) : formatDateTime(text);
    case 'duration':
      return formatDuration(text);
    default:
      return text;
  }
}

/** The condition in words ("≥ 5", "this month", "Ann, Bo"). */
export function conditionText(field: ClientField, condition: Condition, names: ValueNames): string {
  return Object.entries(condition)
    .map(([operator, value]) => {
      if (operator === 'within') return periodText(String(value));
      if (operator === 'empty') return translate(value === true ? 'filter.isEmpty' : 'filter.isNotEmpty');
      if (operator === 'between' && Array.isArray(value))
        return `${valueText(field, value[0], names)} – ${valueText(field, value[1], names)}`;
      if (['some', 'none', 'every'].includes(operator)) {
        const text = recordIdsIn(value).map(names.record).join(', ') || plainText(value);
        return operator === 'none' ? `≠ ${text}` : text;
      }
      const text = valueText(field, value, names);
      const sign = ({ lt: '<', lte: '≤', gt: '>', gte: '≥', ne: '≠', nin: '≠', contains: '~', startsWith: '^' } as Record<string, string>)[
        operator
      ];
      return sign === undefined ? text : `${sign} ${text}`;
    })
    .join(', ');
}
