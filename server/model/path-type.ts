/** What the end of a path compares as: the type and operators of a field, of a part of one, or "many records". */
import { codeOperators, dateOperators, numberOperators, recordsOperators } from '../fields/operator-sets.ts';
import type { Operator } from '../../metadata/rules/operators.ts';
import type { ValueType } from '../fields/types.ts';
import { resolvePath, type ResolvedPath } from './paths.ts';
import type { Entity, Field, Model } from './types.ts';

/** The end of a path. */
export interface PathEnd {
  readonly resolved: ResolvedPath;
  readonly valueType: ValueType;
  readonly operators: readonly Operator[];
  /** The field that holds the value; none behind a back link. */
  readonly field: Field | undefined;
  readonly part: string | undefined;
  /** Whose records a to-many path leads to. */
  readonly many: Entity | undefined;
}

/**
 * Follows a path and says what stands at its end.
 * @throws PathError with the nearest right name
 */
export function typeOfPath(model: Model, entity: Entity, path: string): PathEnd {
  const resolved = resolvePath(model, entity, path);
  const { end } = resolved;
  if (end.kind === 'backlink')
    return { resolved, valueType: 'records', operators: recordsOperators, field: undefined, part: undefined, many: end.target };
  const { field } = end;
  if (end.kind === 'field') {
    const { valueType, operators } = field.type.resolve?.(field) ?? field.type;
    const many = field.joinTable === undefined ? undefined : model.entities.get(field.targets[0] ?? '');
    return { resolved, valueType, operators, field, part: undefined, many };
  }
  const part = field.pipelines.length > 0 ? statusPartType(end.part) : field.type.parts?.[end.part];
  return {
    resolved,
    valueType: part?.valueType ?? 'none',
    operators: part?.operators ?? [],
    field,
    part: end.part,
    many: undefined,
  };
}

function statusPartType(part: string): { valueType: ValueType; operators: readonly Operator[] } {
  if (part === 'since') return { valueType: 'instant', operators: dateOperators };
  return part === 'probability' || part === 'position'
    ? { valueType: 'number', operators: numberOperators }
    : { valueType: 'code', operators: codeOperators };
}
