/** Formulas as they are after reading: a small typed tree, whatever the parser's own looks like. */

/** Operators of two operands. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** A formula. `at` is where it begins in the text, counted in characters from 0. */
export type FormulaNode =
  | { readonly type: 'number'; readonly value: string; readonly at: number }
  | { readonly type: 'text'; readonly value: string; readonly at: number }
  | { readonly type: 'boolean'; readonly value: boolean; readonly at: number }
  /** `null`: what is empty, of whatever type its place asks for. */
  | { readonly type: 'empty'; readonly at: number }
  | { readonly type: 'path'; readonly path: string; readonly at: number }
  | { readonly type: 'unary'; readonly operator: '-' | '!'; readonly operand: FormulaNode; readonly at: number }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: FormulaNode;
      readonly right: FormulaNode;
      readonly at: number;
    }
  | {
      readonly type: 'choice';
      readonly test: FormulaNode;
      readonly then: FormulaNode;
      readonly otherwise: FormulaNode;
      readonly at: number;
    }
  | { readonly type: 'in'; readonly item: FormulaNode; readonly list: readonly FormulaNode[]; readonly at: number }
  | { readonly type: 'call'; readonly name: FormulaFunction; readonly arguments: readonly FormulaNode[]; readonly at: number };

/** What a formula gives. Money counts as its base amount, a percentage as its number, a duration as seconds: all numbers. */
export type FormulaType = 'number' | 'text' | 'boolean' | 'date' | 'instant';

/** What an operand may be: a result, a list of codes, something that can only be asked whether it is empty, or `null`. */
export type OperandType = FormulaType | 'codes' | 'other' | 'empty';

/** The functions, with the fewest and most arguments that each takes. */
// prettier-ignore
export const formulaFunctions = {
  min: [1, 20], max: [1, 20], round: [1, 2], abs: [1, 1], floor: [1, 1], ceil: [1, 1],
  coalesce: [1, 20], isEmpty: [1, 1],
  upper: [1, 1], lower: [1, 1], length: [1, 1], contains: [2, 2], startsWith: [2, 2], text: [1, 1],
  today: [0, 0], now: [0, 0], date: [1, 1], days: [2, 2], hours: [2, 2], addDays: [2, 2], addMonths: [2, 2], year: [1, 1], month: [1, 1], day: [1, 1],
} as const satisfies Record<string, readonly [number, number]>;

/** A function of formulas. */
export type FormulaFunction = keyof typeof formulaFunctions;

/** One thing that is wrong in a formula, and where: characters from 0. */
export interface FormulaIssue {
  readonly position: number;
  readonly message: string;
  readonly hint?: string;
}

/** Thrown for text that is no formula, or one whose types do not fit. */
export class FormulaError extends Error {
  readonly errors: readonly FormulaIssue[];
  constructor(errors: readonly FormulaIssue[]) {
    super(errors.map((issue) => `At ${issue.position + 1}: ${issue.message}`).join(' '));
    this.name = 'FormulaError';
    this.errors = errors;
  }
}

/** Divisions are rounded to this many digits after the point, in memory and in SQL alike. */
export const divisionScale = 20;

/** The most days or months that a date can be moved by; what leads out of the years 1 to 9999 is empty. */
export const maximumShift = 4_000_000;
