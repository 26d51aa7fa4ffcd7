/** Faults in words, with numbers and dates as the user writes them. */
import type { ClientField } from '../../../metadata/client-model.ts';
import { formatDate, formatDuration, formatNumber } from '../i18n/format.ts';
import { translate } from '../i18n/setup.ts';
import type { Fault } from './validate.ts';

/** The message of a fault. */
export function faultText(field: ClientField, { key, values }: Fault): string {
  const show = (value: string | number): string =>
    field.kind === 'date' ? formatDate(String(value)) : field.kind === 'duration' ? formatDuration(String(value)) : formatNumber(value);
  const dated = (key === 'tooSmall' || key === 'tooLarge') && field.kind === 'date' ? `${key}Date` : key;
  return translate(`forms.${dated}`, {
    field: field.title,
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, show(value)])),
  });
}
