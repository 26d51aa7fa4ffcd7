/** To how many places computed numbers are rounded: what is shown is what is filtered, sorted, added up and computed with. */
import type { Entity, Field } from './types.ts';

/** Places of what states none. */
const usual = 2;

/** Places of a formula's numbers; undefined for other fields. */
export function formulaScale({ document }: Pick<Field, 'document'>): number | undefined {
  return document.field === 'formula' ? (document.scale ?? usual) : undefined;
}

/** Places of an average: those of what it is made of, two at the least. Sums and extremes are exact and need none. */
export function averageScale(child: Entity, measured: string): number {
  const field = child.fields.get(measured);
  const { document } = field ?? {};
  const scale = document && 'scale' in document ? document.scale : undefined;
  return Math.max(scale ?? usual, usual);
}
