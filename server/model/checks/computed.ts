/** Formulas and rollups: their text, what they read, the types of both, and that none depends on itself. */
import { FormulaError, parseFormula, typeFormula, type FormulaType } from '../../../metadata/rules/formula.ts';
import type { PropertyDocument } from '../../../metadata/types.ts';
import type { ValueType } from '../../fields/types.ts';
import { computedInputs, measuredPath } from '../result-types.ts';
import type { Entity, Field } from '../types.ts';
import { below, demandEntity, demandField, demandPath, demandSingle, isBroken, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';
import { refuseEncrypted } from './encrypted.ts';

type FormulaDocument = Extract<PropertyDocument, { field: 'formula' }>;
type RollupDocument = Extract<PropertyDocument, { field: 'rollup' }>;

/** Checks a formula or rollup; nothing for other kinds. */
export function checkComputed(checking: Checking, place: Place, entity: Entity, field: Field): void {
  if (field.document.field === 'formula') checkFormula(checking, place, entity, field.document);
  if (field.document.field === 'rollup') checkRollup(checking, place, entity, field.document);
}

const resultsOf: Readonly<Record<string, FormulaType>> = {
  text: 'text',
  integer: 'number',
  decimal: 'number',
  percent: 'number',
  money: 'number',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'instant',
};

function checkFormula(checking: Checking, place: Place, entity: Entity, document: FormulaDocument): void {
  const at = below(place, 'formula');
  try {
    const formula = parseFormula(document.formula);
    let broken = false;
    const given = typeFormula(formula, (path) => {
      const end = demandPath(checking, at, entity, path);
      if (!end || end.many || refuseEncrypted(checking, at, end, 'computed with')) broken = true;
      if (end?.many) report(checking, at, `"${path}" leads to many records.`, 'Sum them up in a rollup and name that.');
      return end && !end.many ? (end.field?.type.encrypts?.valueType ?? end.valueType) : 'number';
    });
    const wanted = document.result === undefined ? undefined : resultsOf[document.result];
    if (!broken && wanted !== undefined && given !== wanted)
      report(
        checking,
        below(place, 'result'),
        `The formula gives ${given}, not ${String(document.result)}.`,
        'Leave "result" out to have it inferred.',
      );
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    // What a path that leads nowhere makes of the types around it is no second error.
    for (const issue of error.errors) report(checking, at, `At character ${issue.position + 1}: ${issue.message}`, issue.hint);
  }
}

const measurable: Readonly<Record<string, readonly ValueType[]>> = {
  sum: ['number', 'money', 'duration'],
  average: ['number', 'money', 'duration'],
  minimum: ['number', 'money', 'duration', 'date', 'instant'],
  maximum: ['number', 'money', 'duration', 'date', 'instant'],
  latest: ['date', 'instant'],
};

function checkRollup(checking: Checking, place: Place, entity: Entity, document: RollupDocument): void {
  const measures = (['count', 'sum', 'average', 'minimum', 'maximum', 'latest'] as const).filter((name) => document[name] !== undefined);
  const at = document.of.lastIndexOf('.');
  const child = demandEntity(checking, below(place, 'of'), document.of.slice(0, at));
  if (!child) return;
  const link = demandField(checking, below(place, 'of'), child, document.of.slice(at + 1));
  if (link && !isBroken(checking, child, link) && !link.targets.includes(entity.id))
    report(checking, below(place, 'of'), `"${document.of}" does not point at ${entity.title}.`, linksHint(child, entity));
  checkCondition(checking, below(place, 'where'), child, document.where);
  const path = measuredPath(document);
  const [measure] = measures;
  if (path === undefined || measure === undefined) return;
  const end = demandSingle(checking, below(place, measure), child, path);
  if (refuseEncrypted(checking, below(place, measure), end, 'measured')) return;
  const fitting = measurable[measure] ?? [];
  if (end && !fitting.includes(end.valueType))
    report(checking, below(place, measure), `"${path}" (${end.field?.kind ?? end.valueType}) cannot be measured by ${measure}.`);
}

function linksHint(child: Entity, entity: Entity): string {
  const links = [...child.fields.values()].filter((field) => field.targets.includes(entity.id) && !field.system);
  return links.length === 0
    ? `${child.title} has no link to ${entity.title}.`
    : `Use ${links.map((field) => `"${child.id}.${field.name}"`).join(' or ')}.`;
}

/** Reports computed fields that depend on themselves, each circle once. */
export function checkCircles(checking: Checking, placeOf: (entity: Entity, field: Field) => Place | undefined): void {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (entity: Entity, field: Field): void => {
    const key = `${entity.id}.${field.name}`;
    const start = trail.indexOf(key);
    if (start >= 0) {
      const place = placeOf(entity, field);
      const circle = [...trail.slice(start), key];
      if (place) report(checking, place, `This field depends on itself: ${circle.join(' → ')}.`, 'Take one of these out of the circle.');
      return;
    }
    if (done.has(key)) return;
    trail.push(key);
    for (const input of computedInputs(checking.model, entity, field)) visit(input.entity, input.field);
    trail.pop();
    done.add(key);
  };
  for (const entity of checking.model.entities.values())
    for (const field of entity.fields.values()) if (field.type.computed === true) visit(entity, field);
}
