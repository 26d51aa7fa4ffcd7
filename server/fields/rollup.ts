/** A measure over the records that point here. */
import { computedKind } from './computed-kind.ts';

/** `rollup`: of, count or a measure, where. Results are of the type of what is measured, which the model knows; counts are numbers. */
export const rollup = computedKind('rollup', ({ document, resultType }) => {
  if (resultType !== undefined) return resultType;
  return document.field === 'rollup' && document.latest !== undefined ? 'instant' : 'number';
});
