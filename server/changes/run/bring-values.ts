/** What the records of a batch have in the new place of a field: their old values converted, or what stood there at an earlier time. */
import type { Context } from '../../access/context.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Field } from '../../model/types.ts';
import { prepareConversion, type Converted } from './convert-values.ts';

/** A record's value, and what the new place still holds of an earlier time (null without one). Both are canonical. */
export interface HeldValues {
  readonly value: unknown;
  readonly old: unknown;
}

/** What comes of the values of one record. */
export type Bring = (held: HeldValues) => Converted;

/**
 * Prepares to bring the values of a batch over: what it points at is looked up at once.
 * @param revived the new place holds values of an earlier time
 */
export async function prepareBringing(
  context: Context,
  { before, after, revived }: { readonly before: Field; readonly after: Field; readonly revived: boolean },
  batch: readonly HeldValues[],
  environment: FieldEnvironment,
): Promise<Bring> {
  const values = batch.map(({ value }) => value);
  const convert = await prepareConversion(context, before, after, values, environment);
  if (!revived) return ({ value }) => convert(value);
  const earlier = batch.map(({ old }) => old);
  const back = await prepareConversion(context, after, before, earlier, environment);
  // What is still what the conversion of the old value made of it: then the old one says more.
  return ({ value, old }) =>
    old !== null && JSON.stringify(back(old).value) === JSON.stringify(value) ? { ok: true, value: old } : convert(value);
}
