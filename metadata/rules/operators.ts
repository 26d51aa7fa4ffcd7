/** The operators of the condition grammar; metadata/README.md says what each means. */
// prettier-ignore
export const operators = [
  'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'nin', 'between', 'contains', 'startsWith', 'empty', 'within', 'some', 'none', 'every',
] as const;

/** One operator of the condition grammar. */
export type Operator = (typeof operators)[number];
