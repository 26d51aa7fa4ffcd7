/** Conditions of documents, which never change: read once. */
import { conditionPaths, parseCondition, type ConditionNode } from '../../metadata/rules/condition.ts';
import { oncePer } from '../kernel/once-per.ts';

const read = oncePer((condition: object) => parseCondition(condition));
const always = parseCondition({});

/** A condition of a document; a missing one always holds. */
export function readCondition(condition: unknown): ConditionNode {
  if (condition === undefined || condition === null) return always;
  return typeof condition === 'object' ? read(condition) : parseCondition(condition);
}

/** Every path that a condition names. */
export const pathsOf: (node: ConditionNode) => readonly string[] = oncePer(conditionPaths);
