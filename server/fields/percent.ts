/** Percentages: 50 % is `"50"`. */
import { decimalKind } from './decimal-kind.ts';

/** `percent`: scale, minimum, maximum. */
export const percent = decimalKind('percent');
