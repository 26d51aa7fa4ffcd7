/** Offers of components and how they rank. */
import type { ClientField, ClientValueType } from '../../../metadata/client-model.ts';
import { effectiveKind } from './shared/effective-kind.ts';

/** Something that serves fields, and how well: 0 not at all, more is better. */
export interface Offer<Served> {
  readonly rank: (field: ClientField) => number;
  readonly serves: Served;
}

/** For whatever there is, where nothing else serves. */
export function anyField<Served>(serves: Served): Offer<Served> {
  return { serves, rank: () => 1 };
}

/** For values that compare in one of these ways. */
export function ofValueType<Served>(serves: Served, ...types: readonly ClientValueType[]): Offer<Served> {
  return { serves, rank: (field) => (types.includes(field.valueType) ? 10 : 0) };
}

/** For fields of these kinds, and computed ones whose result is of them. */
export function ofKind<Served>(serves: Served, ...kinds: readonly string[]): Offer<Served> {
  return { serves, rank: (field) => (kinds.includes(effectiveKind(field)) ? 20 : 0) };
}

/** For fields that the server computes or gives. */
export function computedField<Served>(serves: Served): Offer<Served> {
  return { serves, rank: (field) => (field.computed ? 50 : 0) };
}

/** For fields of which the user sees only that they are there. */
export function masked<Served>(serves: Served): Offer<Served> {
  return { serves, rank: (field) => (field.access === 'masked' ? 100 : 0) };
}

/** The best offer for a field, the later of equals; undefined when none suits. */
export function best<Served>(offers: readonly Offer<Served>[], field: ClientField): Served | undefined {
  let found: { readonly rank: number; readonly serves: Served } | undefined;
  for (const { rank, serves } of offers) {
    const rated = rank(field);
    if (rated > 0 && rated >= (found?.rank ?? 0)) found = { rank: rated, serves };
  }
  return found?.serves;
}
