/** Conditions in documents: paths that lead somewhere, operators that fit their field, values that the field could hold. */
import { ConditionError, parseCondition, type ConditionNode, type ConditionValue } from '../../../metadata/rules/condition.ts';
import { FieldError } from '../../fields/types.ts';
import type { PathEnd } from '../path-type.ts';
import type { Entity } from '../types.ts';
import { demandPath, didYouMean, isBroken, noteCode, report, type Checking, type Place } from './checking.ts';

/** Checks a condition on the records of an entity; nothing for a missing one. */
export function checkCondition(checking: Checking, place: Place, entity: Entity, condition: unknown): void {
  if (condition === undefined) return;
  try {
    checkNode(checking, place, entity, parseCondition(condition, place.pointer));
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    for (const issue of error.errors) report(checking, { ...place, pointer: issue.pointer }, issue.message, issue.hint);
  }
}

type Compare = Extract<ConditionNode, { type: 'compare' }>;

function checkNode(checking: Checking, place: Place, entity: Entity, node: ConditionNode): void {
  switch (node.type) {
    case 'and':
    case 'or':
      for (const part of node.nodes) checkNode(checking, place, entity, part);
      return;
    case 'not':
      checkNode(checking, place, entity, node.node);
      return;
    case 'quantify': {
      const at = { ...place, pointer: node.pointer };
      const end = demandPath(checking, at, entity, node.path);
      if (end?.many) checkNode(checking, place, end.many, node.node);
      else if (end) report(checking, at, `"${node.path}" leads to one record; ${node.quantifier} is for paths that lead to many.`);
      return;
    }
    case 'compare':
      checkComparison(checking, { ...place, pointer: node.pointer }, entity, node);
  }
}

function checkComparison(checking: Checking, place: Place, entity: Entity, node: Compare): void {
  const end = demandPath(checking, place, entity, node.path);
  if (!end) return;
  if (end.many && node.operator !== 'empty') {
    report(checking, place, `"${node.path}" leads to many records.`, 'Use some, none, every or empty.');
    return;
  }
  if (!end.operators.includes(node.operator)) {
    const encrypted = end.field?.type.encrypts === undefined ? '' : 'encrypted ';
    const kind = end.part === undefined ? `${encrypted}${end.field?.kind ?? 'link'}` : end.valueType;
    report(checking, place, `"${node.operator}" does not fit "${node.path}" (${kind}).`, `Use one of ${end.operators.join(', ')}.`);
    return;
  }
  if (node.operator === 'empty' || node.operator === 'within' || (end.field && isBroken(checking, end.resolved.entity, end.field))) return;
  const values = Array.isArray(node.value) ? (node.value as readonly ConditionValue[]) : [node.value];
  for (const value of values) checkOperand(checking, place, entity, node, end, value);
}

function checkOperand(checking: Checking, place: Place, entity: Entity, node: Compare, end: PathEnd, value: ConditionValue): void {
  if (value === null) return;
  if (typeof value === 'object' && 'ref' in value) {
    if (value.ref !== 'param' && end.field?.type.encrypts !== undefined) {
      report(checking, place, `"${node.path}" is encrypted and compares with plain values only.`);
      return;
    }
    if (value.ref === 'field') checkFieldReference(checking, place, entity, node, end, value.path);
    if (value.ref === 'param') checkParam(checking, place, value.name);
    if (value.ref === 'now' && end.valueType !== 'date' && end.valueType !== 'instant')
      report(checking, place, `"${node.path}" is no date, so it cannot be compared with a time.`);
    return;
  }
  const { field } = end;
  if (!field || node.operator === 'contains' || node.operator === 'startsWith') return;
  if (end.part !== undefined) {
    checkPart(checking, place, end, value);
    return;
  }
  try {
    field.type.literal(value, field, checking.environment);
    noteCode(checking, place, end.resolved.entity, field, value);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const code = field.codes !== undefined && typeof value === 'string' ? didYouMean(value, field.codes) : undefined;
    report(checking, place, error.message, code ?? error.hint);
  }
}

const statusKinds = ['open', 'waiting', 'won', 'lost'];

function checkPart(checking: Checking, place: Place, end: PathEnd, value: unknown): void {
  if (end.valueType === 'number' && (Number.isNaN(Number(value)) || typeof value === 'boolean')) {
    report(checking, place, `"${String(end.part)}" compares with a number.`);
    return;
  }
  const { field } = end;
  if (end.part === 'kind' && field && field.pipelines.length > 0 && !statusKinds.includes(String(value)))
    report(checking, place, `There is no kind of status "${String(value)}".`, `There are ${statusKinds.join(', ')}.`);
  if (end.part === 'entity' && field && !field.targets.includes(String(value)))
    report(checking, place, `"${field.name}" cannot point at "${String(value)}".`, didYouMean(String(value), field.targets));
}

function checkFieldReference(checking: Checking, place: Place, entity: Entity, node: Compare, end: PathEnd, path: string): void {
  const other = demandPath(checking, place, entity, path);
  if (!other) return;
  if (other.many) report(checking, place, `"${path}" leads to many records and cannot be compared.`);
  else if (other.valueType !== end.valueType)
    report(checking, place, `"${node.path}" (${end.valueType}) and "${path}" (${other.valueType}) do not compare.`);
}

function checkParam(checking: Checking, place: Place, name: string): void {
  if (!checking.params) report(checking, place, 'Parameters can be named in audits only.');
  else if (!checking.params.has(name)) report(checking, place, `There is no parameter "${name}".`, didYouMean(name, checking.params));
}
