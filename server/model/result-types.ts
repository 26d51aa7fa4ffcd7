/** What formulas and rollups give: the type of a rollup is that of what it measures, the type of a formula that of its text. */
import { FormulaError, formulaPaths, parseFormula, typeFormula, type FormulaNode } from '../../metadata/rules/formula.ts';
import type { ValueType } from '../fields/types.ts';
import { PathError } from './paths.ts';
import { typeOfPath } from './path-type.ts';
import type { Entity, Field, Model } from './types.ts';

/** Sets `resultType` of all computed fields. What cannot be typed, because it is wrong or turns in a circle, is left as it is. */
export function typeComputedFields(model: Model): void {
  const open = new Set<string>();
  const done = new Set<string>();
  const visit = (entity: Entity, name: string): void => {
    const key = `${entity.id}.${name}`;
    const field = entity.fields.get(name);
    if (!field || open.has(key) || done.has(key)) return;
    open.add(key);
    for (const input of computedInputs(model, entity, field)) visit(input.entity, input.field.name);
    const resultType = resultTypeOf(model, entity, field);
    if (resultType !== undefined) (entity.fields as Map<string, Field>).set(name, { ...field, resultType });
    open.delete(key);
    done.add(key);
  };
  for (const entity of model.entities.values())
    for (const [name, field] of entity.fields) if (field.type.computed === true) visit(entity, name);
}

/** A field and the entity that has it. */
export interface OwnedField {
  readonly entity: Entity;
  readonly field: Field;
}

/** The computed fields that a formula or rollup reads. */
export function computedInputs(model: Model, entity: Entity, field: Field): OwnedField[] {
  const { document } = field;
  const paths: { readonly from: Entity; readonly path: string }[] = [];
  if (document.field === 'formula') for (const path of pathsOf(document.formula)) paths.push({ from: entity, path });
  if (document.field === 'rollup') {
    const child = model.entities.get(document.of.slice(0, document.of.lastIndexOf('.')));
    const measured = measuredPath(document);
    if (child && measured !== undefined) paths.push({ from: child, path: measured });
    if (child && document.where !== undefined) for (const path of Object.keys(document.where)) paths.push({ from: child, path });
  }
  return paths.flatMap(({ from, path }) => {
    const end = endOf(model, from, path);
    return end?.field?.type.computed === true ? [{ entity: end.resolved.entity, field: end.field }] : [];
  });
}

/** What a rollup measures; undefined for a count. */
export function measuredPath(document: {
  readonly sum?: string;
  readonly average?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly latest?: string;
}): string | undefined {
  return document.sum ?? document.average ?? document.minimum ?? document.maximum ?? document.latest;
}

function resultTypeOf(model: Model, entity: Entity, field: Field): ValueType | undefined {
  const { document } = field;
  if (document.field === 'rollup') {
    const measured = measuredPath(document);
    const child = model.entities.get(document.of.slice(0, document.of.lastIndexOf('.')));
    return measured === undefined || !child ? undefined : endOf(model, child, measured)?.valueType;
  }
  if (document.field !== 'formula' || document.result !== undefined) return undefined;
  const formula = readFormula(document.formula);
  if (!formula) return undefined;
  try {
    return typeFormula(formula, (path) => endOf(model, entity, path)?.valueType);
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

function pathsOf(text: string): readonly string[] {
  const formula = readFormula(text);
  return formula ? formulaPaths(formula) : [];
}

function readFormula(text: string): FormulaNode | undefined {
  try {
    return parseFormula(text);
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

function endOf(model: Model, entity: Entity, path: string): ReturnType<typeof typeOfPath> | undefined {
  try {
    return typeOfPath(model, entity, path);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}
