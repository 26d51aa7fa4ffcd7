/** Decimal numbers. */
import { decimalKind } from './decimal-kind.ts';

/** `decimal`: scale, minimum, maximum, unit. */
export const decimal = decimalKind('decimal');
