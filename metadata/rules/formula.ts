/** Reads formulas: a listed subset of CEL. metadata/rules/README.md says what a formula may be. */
import { parse, type ASTNode } from '@marcbachmann/cel-js';
import {
  formulaFunctions,
  FormulaError,
  type BinaryOperator,
  type FormulaFunction,
  type FormulaIssue,
  type FormulaNode,
} from './formula-types.ts';
import { isPath, pathHint } from './path.ts';
import { nearest } from './suggest.ts';

export { FormulaError, formulaFunctions } from './formula-types.ts';
export type { FormulaIssue, FormulaNode, FormulaType } from './formula-types.ts';
export { typeFormula } from './formula-check.ts';
export { evaluateFormula } from './formula-evaluate.ts';
export { formulaPaths } from './formula-paths.ts';

const maximumLength = 2000;
const maximumDepth = 50;

/**
 * Reads a formula.
 * @throws FormulaError with positions: what the syntax refuses, else everything that is not in the subset
 */
export function parseFormula(text: string): FormulaNode {
  if (typeof text !== 'string' || text.trim() === '') throw new FormulaError([{ position: 0, message: 'The formula is empty.' }]);
  if (text.length > maximumLength)
    throw new FormulaError([{ position: maximumLength, message: `A formula has at most ${maximumLength} characters.` }]);
  if (text.includes('\0') || !text.isWellFormed())
    throw new FormulaError([{ position: 0, message: 'The formula holds a character that no text can hold.' }]);
  const issues: FormulaIssue[] = [];
  const node = convert(parseText(text), text, 1, issues);
  if (issues.length > 0) throw new FormulaError(issues);
  return node;
}

function parseText(text: string): ASTNode {
  try {
    return parse(text).ast;
  } catch (error) {
    const { summary, range } = error as { summary?: unknown; range?: { start?: unknown } | undefined };
    const message = typeof summary === 'string' ? summary : 'The formula cannot be read.';
    throw new FormulaError([
      { position: typeof range?.start === 'number' ? range.start : 0, message: message.endsWith('.') ? message : `${message}.` },
    ]);
  }
}

const binary: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||']);

/** The parser's tree → ours. What is refused becomes `empty`, so that reading goes on and finds the rest. */
function convert(ast: ASTNode, text: string, depth: number, issues: FormulaIssue[]): FormulaNode {
  const at = ast.start;
  const go = (child: ASTNode): FormulaNode => convert(child, text, depth + 1, issues);
  if (depth > maximumDepth) return refuse(issues, at, `The formula is nested more than ${maximumDepth} deep.`);
  if (isBinary(ast)) return { type: 'binary', operator: ast.op as BinaryOperator, left: go(ast.args[0]), right: go(ast.args[1]), at };
  switch (ast.op) {
    case 'value':
      return literalNode(ast.args, text.slice(ast.start, ast.end), at, issues);
    case 'id':
    case '.':
      return pathNode(ast, issues);
    case '-_':
    case '!_':
      return { type: 'unary', operator: ast.op === '-_' ? '-' : '!', operand: go(ast.args), at };
    case '?:':
      return { type: 'choice', test: go(ast.args[0]), then: go(ast.args[1]), otherwise: go(ast.args[2]), at };
    case 'in':
      if (ast.args[1].op === 'list') return { type: 'in', item: go(ast.args[0]), list: ast.args[1].args.map(go), at };
      return refuse(issues, ast.args[1].start, 'After "in" stands a list.', 'Write [ "a", "b" ], or contains(list, item).');
    case 'call':
      return callNode(ast.args[0], ast.args[1].map(go), at, issues);
    case 'rcall':
      return callNode(ast.args[0], [go(ast.args[1]), ...ast.args[2].map(go)], at, issues);
    default:
      return refuse(
        issues,
        at,
        'This is not part of the language of formulas.',
        ast.op === 'list' ? 'Lists stand after "in" only.' : undefined,
      );
  }
}

type BinaryAst = Extract<ASTNode, { op: '+' | '&&' }>;

function isBinary(ast: ASTNode): ast is BinaryAst {
  return binary.has(ast.op);
}

/** Numbers are taken from the text, digit by digit: the parser's own are binary fractions. */
function literalNode(value: unknown, text: string, at: number, issues: FormulaIssue[]): FormulaNode {
  if (value === null) return { type: 'empty', at };
  if (typeof value === 'boolean') return { type: 'boolean', value, at };
  if (typeof value === 'string')
    return value.includes('\0') ? refuse(issues, at, 'This text holds a character that no text can hold.') : { type: 'text', value, at };
  if (/^\d{1,100}(\.\d{1,100})?$/.test(text)) return { type: 'number', value: text, at };
  return refuse(issues, at, `"${text.slice(0, 50)}" is not a number of formulas.`, 'Write digits, with a point before fractions.');
}

/** A name, or names joined by dots: nothing else has members. */
function pathNode(ast: ASTNode, issues: FormulaIssue[]): FormulaNode {
  const names: string[] = [];
  let part = ast;
  while (part.op === '.') {
    names.unshift(part.args[1]);
    part = part.args[0];
  }
  if (part.op !== 'id') return refuse(issues, ast.start, 'Only fields have parts.', 'Write a path such as owner.name.');
  const path = [part.args, ...names].join('.');
  return isPath(path)
    ? { type: 'path', path, at: ast.start }
    : refuse(issues, ast.start, `"${path.slice(0, 100)}" is not a path.`, pathHint(path));
}

function callNode(name: string, given: readonly FormulaNode[], at: number, issues: FormulaIssue[]): FormulaNode {
  if (!Object.hasOwn(formulaFunctions, name)) {
    const near = nearest(name, Object.keys(formulaFunctions));
    return refuse(
      issues,
      at,
      `There is no function "${name.slice(0, 50)}".`,
      near === undefined ? `Functions are ${Object.keys(formulaFunctions).join(', ')}.` : `Did you mean "${near}"?`,
    );
  }
  const [fewest, most] = formulaFunctions[name as FormulaFunction];
  if (given.length < fewest || given.length > most) {
    return refuse(
      issues,
      at,
      `"${name}" takes ${fewest === most ? fewest : `${fewest} to ${most}`} argument${most === 1 ? '' : 's'}, not ${given.length}.`,
    );
  }
  return { type: 'call', name: name as FormulaFunction, arguments: given, at };
}

function refuse(issues: FormulaIssue[], position: number, message: string, hint?: string): FormulaNode {
  // The same nested thing would be refused again and again on the way down.
  if (issues.length < 20) issues.push({ position, message, ...(hint === undefined ? {} : { hint }) });
  return { type: 'empty', at: position };
}
