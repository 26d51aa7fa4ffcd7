/** Reads conditions: JSON that anybody may send → a checked tree. The grammar stands in metadata/README.md. */
import { segment } from './json-pointer.ts';
import { readConditionValue } from './condition-value.ts';
import {
  ConditionError,
  type CompareNode,
  type ConditionIssue,
  type ConditionNode,
  type ConditionValue,
  type Quantifier,
} from './condition-types.ts';
import { operators, type Operator } from './operators.ts';
import { isPath, pathHint } from './path.ts';
import { nearest } from './suggest.ts';

export { ConditionError } from './condition-types.ts';
export type { ConditionIssue, ConditionNode, ConditionValue } from './condition-types.ts';

const maximumDepth = 20;
const maximumNodes = 1000;
const maximumIssues = 50;

/** One reading: what was found wrong, and how much was read. */
interface Reading {
  readonly issues: ConditionIssue[];
  nodes: number;
}

/**
 * Reads a condition.
 * @param input parsed JSON of any origin
 * @param pointer where it stands in its document; put before the pointers of nodes and errors
 * @throws ConditionError with everything that is wrong
 */
export function parseCondition(input: unknown, pointer = ''): ConditionNode {
  const reading: Reading = { issues: [], nodes: 0 };
  const node = readCondition(input, pointer, 1, reading);
  if (reading.issues.length > 0) throw new ConditionError(reading.issues.slice(0, maximumIssues));
  return node;
}

/** Every path that a condition reads, those of `{ "$field": … }` included; paths below a to-many link are joined to it. Each once. */
export function conditionPaths(node: ConditionNode): string[] {
  const found = new Set<string>();
  collectPaths(node, '', found);
  return [...found];
}

function collectPaths(node: ConditionNode, prefix: string, found: Set<string>): void {
  switch (node.type) {
    case 'and':
    case 'or':
      for (const part of node.nodes) collectPaths(part, prefix, found);
      return;
    case 'not':
      collectPaths(node.node, prefix, found);
      return;
    case 'quantify':
      found.add(prefix + node.path);
      collectPaths(node.node, `${prefix}${node.path}.`, found);
      return;
    case 'compare':
      found.add(prefix + node.path);
      collectReferences(node.value, prefix, found);
  }
}

function collectReferences(value: ConditionValue, prefix: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly ConditionValue[]) collectReferences(item, prefix, found);
  else if (typeof value === 'object' && value !== null && 'ref' in value && value.ref === 'field') found.add(prefix + value.path);
}

const nothing: ConditionNode = { type: 'and', nodes: [] };

function readCondition(input: unknown, pointer: string, depth: number, reading: Reading): ConditionNode {
  if (!countNode(pointer, depth, reading)) return nothing;
  if (!isPlainObject(input)) {
    reading.issues.push({
      pointer,
      message: 'A condition is an object.',
      hint: 'Write { "<path>": value } or { "<path>": { "<operator>": value } }.',
    });
    return nothing;
  }
  const nodes = Object.keys(input).flatMap((name) => readMember(name, input[name], pointer + segment(name.slice(0, 200)), depth, reading));
  return nodes.length === 1 && nodes[0] ? nodes[0] : { type: 'and', nodes };
}

/** Counts a node and refuses what is too deep or too much: a reader of strangers' JSON has bounds. */
function countNode(pointer: string, depth: number, reading: Reading): boolean {
  reading.nodes++;
  if (reading.nodes === maximumNodes + 1)
    reading.issues.push({
      pointer,
      message: `The condition has more than ${maximumNodes} parts.`,
      hint: 'Use "in" for many values of one path.',
    });
  if (depth > maximumDepth)
    reading.issues.push({ pointer, message: `The condition is nested more than ${maximumDepth} deep.`, hint: 'Flatten it.' });
  return reading.nodes <= maximumNodes && depth <= maximumDepth && reading.issues.length < maximumIssues;
}

function readMember(name: string, value: unknown, pointer: string, depth: number, reading: Reading): readonly ConditionNode[] {
  if (name === 'and' || name === 'or') {
    if (Array.isArray(value)) {
      if (!countNode(pointer, depth, reading)) return [];
      return [{ type: name, nodes: readList(value, pointer, depth, reading) }];
    }
    reading.issues.push({ pointer, message: `"${name}" takes an array of conditions.`, hint: `Write "${name}": [ { … }, { … } ].` });
    return [];
  }
  if (name === 'not') return [{ type: 'not', node: readCondition(value, pointer, depth + 1, reading) }];
  if (!isPath(name)) {
    const hint = pathHint(name);
    reading.issues.push({ pointer, message: `${JSON.stringify(name.slice(0, 100))} is not a path.`, hint });
    return [];
  }
  if (!isPlainObject(value) || isReference(value)) return readComparison(name, 'eq', value, pointer, depth, reading);
  const given = Object.keys(value);
  if (given.length === 0) {
    reading.issues.push({ pointer, message: `"${name}" states no operator.`, hint: 'Write { "eq": value }, or null for what is empty.' });
    return [];
  }
  return given.flatMap((operator) =>
    readOperator(name, operator, value[operator], pointer + segment(operator.slice(0, 200)), depth, reading),
  );
}

/** Reads the conditions of an array; stops at the bound, so that a huge array is not walked to its end. */
function readList(list: readonly unknown[], pointer: string, depth: number, reading: Reading): ConditionNode[] {
  const nodes: ConditionNode[] = [];
  for (let index = 0; index < list.length && reading.nodes <= maximumNodes && reading.issues.length < maximumIssues; index++) {
    nodes.push(readCondition(list[index], `${pointer}/${index}`, depth + 1, reading));
  }
  return nodes;
}

function readOperator(
  path: string,
  name: string,
  value: unknown,
  pointer: string,
  depth: number,
  reading: Reading,
): readonly ConditionNode[] {
  if ((operators as readonly string[]).includes(name)) return readComparison(path, name as Operator, value, pointer, depth, reading);
  const near = nearest(name, name.startsWith('$') ? ['$me', '$now', '$field', '$param', ...operators] : operators);
  const hint = near === undefined ? `Operators are ${operators.join(', ')}.` : `Did you mean "${near}"?`;
  reading.issues.push({ pointer, message: `There is no operator ${JSON.stringify(name.slice(0, 100))}.`, hint });
  return [];
}

function readComparison(
  path: string,
  operator: Operator,
  value: unknown,
  pointer: string,
  depth: number,
  reading: Reading,
): readonly ConditionNode[] {
  if (isQuantifier(operator))
    return [{ type: 'quantify', path, quantifier: operator, node: readCondition(value, pointer, depth + 1, reading), pointer }];
  if (!countNode(pointer, depth, reading)) return [];
  const read = readConditionValue(operator, value, pointer, reading.issues);
  if (read === undefined) return [];
  const node: CompareNode = { type: 'compare', path, operator, value: read, pointer };
  return [node];
}

function isQuantifier(operator: Operator): operator is Quantifier {
  return operator === 'some' || operator === 'none' || operator === 'every';
}

/** `{ "$me": … }` and the like, in the place of operators: equality with what it refers to. */
function isReference(value: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(value);
  return names.length === 1 && ['$me', '$now', '$field', '$param'].includes(names[0] ?? '');
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
