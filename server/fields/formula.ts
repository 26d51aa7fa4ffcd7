/** A value computed from other fields of the record. */
import { computedKind } from './computed-kind.ts';
import type { ValueType } from './types.ts';

/** What results of a kind compare as; all others are numbers. */
const typesOfKinds: Readonly<Record<string, ValueType>> = {
  money: 'money',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'instant',
  text: 'text',
  longText: 'text',
};

/** `formula`: formula, result (what the text gives, when left out), scale. */
export const formula = computedKind('formula', ({ document, resultType }) =>
  document.field === 'formula' && document.result !== undefined ? (typesOfKinds[document.result] ?? 'number') : (resultType ?? 'number'),
);
