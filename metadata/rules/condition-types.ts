/** Conditions as they are after reading: a tree of comparisons. */
import type { Operator } from './operators.ts';

/** Joined by and (none: true) or by or (none: false). */
export interface JunctionNode {
  readonly type: 'and' | 'or';
  readonly nodes: readonly ConditionNode[];
}

/** What must not hold. */
export interface NegationNode {
  readonly type: 'not';
  readonly node: ConditionNode;
}

/** One path compared with one value. */
export interface CompareNode {
  readonly type: 'compare';
  readonly path: string;
  readonly operator: Exclude<Operator, Quantifier>;
  /** An array for `in`, `nin` and `between`; true or false for `empty`; a period's name for `within`. */
  readonly value: ConditionValue;
  /** Where in the input it stands (RFC 6901). */
  readonly pointer: string;
}

/** The operators of to-many paths. */
export type Quantifier = 'some' | 'none' | 'every';

/** A condition on the records that a to-many path leads to. */
export interface QuantifyNode {
  readonly type: 'quantify';
  readonly path: string;
  readonly quantifier: Quantifier;
  readonly node: ConditionNode;
  readonly pointer: string;
}

/** A condition. */
export type ConditionNode = JunctionNode | NegationNode | CompareNode | QuantifyNode;

/** A value that is stated as it stands: plain, an amount in a currency, or a record. */
export type ConditionLiteral =
  | null
  | boolean
  | number
  | string
  | { readonly amount: number | string; readonly currency: string }
  | { readonly id: string; readonly entity?: string };

/** A value that is found when the condition is asked: who asks, when, another field, a parameter. */
export type ConditionReference =
  | { readonly ref: 'me'; readonly name: 'id' | 'team' | 'teams' }
  | { readonly ref: 'now'; readonly offset: string }
  | { readonly ref: 'field'; readonly path: string }
  | { readonly ref: 'param'; readonly name: string };

/** What stands on the right of an operator. */
export type ConditionValue = ConditionLiteral | ConditionReference | readonly ConditionValue[];

/** One thing that is wrong in a condition, where (RFC 6901 pointer), and how to mend it. */
export interface ConditionIssue {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

/** Thrown for input that is no condition: everything that is wrong with it, at most 50 things. */
export class ConditionError extends Error {
  readonly errors: readonly ConditionIssue[];
  constructor(errors: readonly ConditionIssue[]) {
    super(errors.map((issue) => `${issue.pointer || '/'}: ${issue.message}`).join(' '));
    this.name = 'ConditionError';
    this.errors = errors;
  }
}
