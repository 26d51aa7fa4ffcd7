/** Stars, from 1. */
import { integerKind } from './integer-kind.ts';

/** `rating`: maximum (5). No rating is null, not 0. */
export const rating = integerKind('rating', ({ document }) => ({
  minimum: 1,
  maximum: document.field === 'rating' ? (document.maximum ?? 5) : 5,
}));
