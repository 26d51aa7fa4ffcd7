/** Faults in words, with numbers and dates as the user writes them. */
import type { ClientField } from '../../../metadata/client-model.ts';
import { faultText as textOf, type Fault } from '../../../metadata/rules/faults.ts';
import { formatContext } from '../i18n/format.ts';

/** The message of a fault: the words of the server. */
export function faultText(field: Pick<ClientField, 'title' | 'kind'>, fault: Pick<Fault, 'key' | 'values'>): string {
  return textOf(field, fault, formatContext());
}
