/** The types of formulas: what fits what, checked before anything is computed. */
import type { ClientValueType } from '../client-model.ts';
import {
  FormulaError,
  type FormulaFunction,
  type FormulaIssue,
  type FormulaNode,
  type FormulaType,
  type OperandType,
} from './formula-types.ts';

/** The operand that a value type makes. */
export function operandType(type: ClientValueType): OperandType {
  switch (type) {
    case 'number':
    case 'money':
    case 'duration':
      return 'number';
    case 'text':
    case 'code':
      return 'text';
    case 'boolean':
    case 'date':
    case 'instant':
    case 'codes':
      return type;
    default:
      return 'other';
  }
}

/**
 * The type of what a formula gives; that of a formula which is always empty is text.
 * @param typeOf how the values at a path compare; undefined when there is no such path
 * @throws FormulaError with everything that does not fit
 */
export function typeFormula(node: FormulaNode, typeOf: (path: string) => ClientValueType | undefined): FormulaType {
  const issues: FormulaIssue[] = [];
  const type = check(node, typeOf, issues);
  if (issues.length === 0 && (type === 'codes' || type === 'other')) {
    issues.push({
      position: node.at,
      message: 'A formula gives a number, a text, a date or a truth value.',
      hint: 'Name a part of the linked record, such as owner.name.',
    });
  }
  if (issues.length > 0) throw new FormulaError(issues);
  return type === 'empty' ? 'text' : (type as FormulaType);
}

type Check = (node: FormulaNode) => OperandType;

function check(node: FormulaNode, typeOf: (path: string) => ClientValueType | undefined, issues: FormulaIssue[]): OperandType {
  const go: Check = (child) => check(child, typeOf, issues);
  switch (node.type) {
    case 'number':
    case 'text':
    case 'boolean':
    case 'empty':
      return node.type;
    case 'path': {
      const type = typeOf(node.path);
      if (type === undefined) return refuse(issues, node, `There is no field "${node.path}".`);
      return operandType(type);
    }
    case 'unary':
      return demand(node.operand, go(node.operand), node.operator === '-' ? ['number'] : ['boolean'], issues);
    case 'binary':
      return checkBinary(node, go, issues);
    case 'choice':
      demand(node.test, go(node.test), ['boolean'], issues);
      return unite([node.then, node.otherwise], go, issues);
    case 'in':
      unite([node.item, ...node.list], go, issues);
      return 'boolean';
    case 'call':
      return checkCall(node.name, node.arguments, node, go, issues);
  }
}

function checkBinary(node: Extract<FormulaNode, { type: 'binary' }>, go: Check, issues: FormulaIssue[]): OperandType {
  const sides = [node.left, node.right];
  switch (node.operator) {
    case '&&':
    case '||':
      for (const side of sides) demand(side, go(side), ['boolean'], issues);
      return 'boolean';
    case '==':
    case '!=': {
      if (sides.some((side) => side.type === 'empty')) return refuse(issues, node, 'Nothing is equal to null.', 'Write isEmpty(x).');
      const type = unite(sides, go, issues);
      return type === 'codes' || type === 'other' ? refuse(issues, node, 'Lists and links do not compare.') : 'boolean';
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      demand(node.left, unite(sides, go, issues), ['number', 'date', 'instant'], issues);
      return 'boolean';
    case '+': {
      const types = sides.map(go);
      const wrong = sides.find((_, index) => !['number', 'text', 'empty'].includes(types[index] ?? 'empty'));
      if (wrong)
        return refuse(issues, wrong, 'Only numbers and texts are added.', 'Move a date by addDays(date, days) or addMonths(date, months).');
      return uniteTypes(sides, types, issues);
    }
    default:
      for (const side of sides) demand(side, go(side), ['number'], issues);
      return 'number';
  }
}

/** What each function takes, one entry per argument, and gives. */
// prettier-ignore
const signatures: Partial<Record<FormulaFunction, readonly [takes: readonly (readonly FormulaType[])[], gives: FormulaType]>> = {
  abs: [[['number']], 'number'], floor: [[['number']], 'number'], ceil: [[['number']], 'number'],
  upper: [[['text']], 'text'], lower: [[['text']], 'text'], startsWith: [[['text'], ['text']], 'boolean'], text: [[['number', 'date', 'text']], 'text'],
  today: [[], 'date'], now: [[], 'instant'], date: [[['instant', 'date']], 'date'],
  days: [[['date'], ['date']], 'number'], hours: [[['instant'], ['instant']], 'number'],
  addDays: [[['date'], ['number']], 'date'], addMonths: [[['date'], ['number']], 'date'],
  year: [[['date']], 'number'], month: [[['date']], 'number'], day: [[['date']], 'number'],
};

function checkCall(
  name: FormulaFunction,
  given: readonly FormulaNode[],
  node: FormulaNode,
  go: Check,
  issues: FormulaIssue[],
): OperandType {
  const signature = signatures[name];
  if (signature) {
    given.forEach((argument, index) => demand(argument, go(argument), signature[0][index] ?? [], issues));
    return signature[1];
  }
  const [first, second] = given;
  if (!first) return 'empty';
  switch (name) {
    case 'min':
    case 'max':
      return demand(first, unite(given, go, issues), ['number', 'date', 'instant'], issues);
    case 'round':
      if (second && !(second.type === 'number' && /^(\d|1\d|20)$/.test(second.value)))
        refuse(issues, second, '"round" takes a number of digits from 0 to 20, as it stands.');
      return demand(first, go(first), ['number'], issues);
    case 'isEmpty':
      go(first);
      return 'boolean';
    case 'length':
      demand(first, go(first), ['text', 'codes'], issues);
      return 'number';
    case 'contains':
      demand(first, go(first), ['text', 'codes'], issues);
      if (second) demand(second, go(second), ['text'], issues);
      return 'boolean';
    default:
      return demandValue(node, unite(given, go, issues), issues);
  }
}

/** The one type of several nodes; `null` fits every type. */
function unite(nodes: readonly FormulaNode[], go: Check, issues: FormulaIssue[]): OperandType {
  return uniteTypes(nodes, nodes.map(go), issues);
}

function uniteTypes(nodes: readonly FormulaNode[], types: readonly OperandType[], issues: FormulaIssue[]): OperandType {
  let united: OperandType = 'empty';
  for (const [index, node] of nodes.entries()) {
    const type = types[index] ?? 'empty';
    if (united === 'empty') united = type;
    else if (type !== 'empty' && type !== united) {
      const dates = [type, united].every((one) => one === 'date' || one === 'instant');
      refuse(
        issues,
        node,
        `This is ${named(type)}, where ${named(united)} stands before.`,
        dates ? 'Write date(x) to take the date of a moment.' : undefined,
      );
    }
  }
  return united;
}

function demand(node: FormulaNode, type: OperandType, wanted: readonly OperandType[], issues: FormulaIssue[]): OperandType {
  if (type === 'empty') return wanted[0] ?? type;
  if (wanted.includes(type)) return type;
  const hint = type === 'instant' && wanted.includes('date') ? 'Write date(x) to take the date of a moment.' : undefined;
  return refuse(issues, node, `This is ${named(type)}; ${wanted.map(named).join(' or ')} is needed here.`, hint, wanted[0]);
}

function demandValue(node: FormulaNode, type: OperandType, issues: FormulaIssue[]): OperandType {
  return type === 'codes' || type === 'other' ? refuse(issues, node, 'Lists and links cannot stand here.') : type;
}

function named(type: OperandType): string {
  return {
    number: 'a number',
    text: 'a text',
    boolean: 'a truth value',
    date: 'a date',
    instant: 'a moment',
    codes: 'a list',
    other: 'a link or composite value',
    empty: 'null',
  }[type];
}

/** Notes what is wrong and goes on as if the type had been right, so that one mistake is told once. */
function refuse(issues: FormulaIssue[], node: FormulaNode, message: string, hint?: string, as: OperandType = 'empty'): OperandType {
  issues.push({ position: node.at, message, ...(hint === undefined ? {} : { hint }) });
  return as;
}
