/** Whole numbers. */
import { integerKind } from './integer-kind.ts';

/** `integer`: minimum, maximum. */
export const integer = integerKind('integer', ({ document }) => {
  const { minimum, maximum } = document.field === 'integer' ? document : {};
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
});
