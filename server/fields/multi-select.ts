/** Several of the field's own options. */
import { arrayKind } from './array-kind.ts';
import { cellCode, findCode, readCode } from './codes.ts';

/** `multiSelect`: options; in option order. */
export const multiSelect = arrayKind({
  kind: 'multiSelect',
  schema: ({ codes }) => ({
    type: 'array',
    uniqueItems: true,
    items: { type: 'string', ...(codes && codes.length > 0 ? { enum: [...codes] } : {}) },
  }),
  read: readCode,
  cell: cellCode,
  whole: (text, field) => findCode(text, field) !== undefined,
  order: (items, { codes }) => items.sort((one, other) => (codes?.indexOf(one) ?? 0) - (codes?.indexOf(other) ?? 0)),
});
