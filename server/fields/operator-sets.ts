/** Operators by the way that values compare. */
import type { Operator } from '../../metadata/rules/operators.ts';

const base: readonly Operator[] = ['eq', 'ne', 'in', 'nin', 'empty'];
const ordered: readonly Operator[] = [...base, 'lt', 'lte', 'gt', 'gte', 'between'];
/** Text: folded. */
export const textOperators: readonly Operator[] = [...ordered, 'contains', 'startsWith'];
/** Numbers, money, durations. */
export const numberOperators: readonly Operator[] = ordered;
/** Dates and instants. */
export const dateOperators: readonly Operator[] = [...ordered, 'within'];
/** Codes and to-one links. */
export const codeOperators: readonly Operator[] = base;
/** Several codes: equality is containing. */
export const codesOperators: readonly Operator[] = [...base, 'contains'];
/** Yes and no. */
export const booleanOperators: readonly Operator[] = base;
/** To-many links. */
export const recordsOperators: readonly Operator[] = ['some', 'none', 'every', 'empty'];
/** What cannot be compared. */
export const emptyOperators: readonly Operator[] = ['empty'];
