/** Rules of the entity on a record in the making: defaults, requirements, what is hidden or fixed, options, refusals. */
import type { RuleDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import type { Entity, Field } from '../model/types.ts';
import type { LinkedValues } from './linked-values.ts';
import { conditionPathsOf, matches, readCondition } from './matching.ts';
import { same, type Draft } from './draft.ts';

/** Whether a rule is to be applied: on create, on a transition, and when the caller touches a field that it names. */
function applies(entity: Entity, rule: RuleDocument, draft: Draft): boolean {
  if (draft.operation.action === 'create') return true;
  const given = [...draft.given];
  if (given.some((field) => field.pipelines.length > 0)) return true;
  const named = new Set([...conditionPathsOf(rule.when).map((path) => path.split('.')[0] ?? ''), ...ruleFields(rule)]);
  return given.some((field) => named.has(field.name));
}

/** Fields that a rule acts on. */
export function ruleFields(rule: RuleDocument): string[] {
  return [
    ...(rule.require ?? []),
    ...(rule.hide ?? []),
    ...(rule.readOnly ?? []),
    ...Object.keys(rule.options ?? {}),
    ...Object.keys(rule.set ?? {}),
    ...(rule.invalid === undefined ? [] : [rule.invalid]),
  ];
}

/** Applies all rules of an entity to a draft; what is wrong is added to its errors. */
export function applyRules(context: Context, entity: Entity, draft: Draft, linked: LinkedValues, environment: FieldEnvironment): void {
  for (const rule of entity.rules) {
    if (!applies(entity, rule, draft) || !matches(context, entity, readCondition(rule.when), draft.after, linked, environment)) continue;
    setDefaults(entity, rule, draft, environment);
    for (const name of rule.require ?? []) {
      if (isEmpty(draft.after[name]))
        draft.errors.push({ pointer: `/${name}`, code: 'required', message: rule.message ?? `${titleOf(entity, name)} is required here.` });
    }
    for (const name of [...(rule.hide ?? []), ...(rule.readOnly ?? [])]) {
      const before = draft.current?.values[name] ?? null;
      if (isGiven(draft, name) && !same(before, draft.after[name] ?? null)) {
        draft.errors.push({
          pointer: `/${name}`,
          code: 'read-only',
          message: rule.message ?? `${titleOf(entity, name)} cannot be set while this holds.`,
        });
      }
    }
    for (const [name, codes] of Object.entries(rule.options ?? {})) {
      const value = draft.after[name];
      const chosen = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
      if (chosen.some((code) => !codes.includes(code as string))) {
        draft.errors.push({
          pointer: `/${name}`,
          code: 'options',
          message: rule.message ?? `${titleOf(entity, name)} must be one of ${codes.join(', ')} here.`,
        });
      }
    }
    if (rule.invalid !== undefined)
      draft.errors.push({
        pointer: `/${rule.invalid}`,
        code: rule.id,
        message: rule.message ?? `${titleOf(entity, rule.invalid)} is not possible here.`,
      });
  }
}

function setDefaults(entity: Entity, rule: RuleDocument, draft: Draft, environment: FieldEnvironment): void {
  for (const [name, value] of Object.entries(rule.set ?? {})) {
    const field: Field | undefined = entity.fields.get(name);
    if (!field || !isEmpty(draft.after[name])) continue;
    try {
      draft.after[name] = field.type.normalise(value, field, environment);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      draft.errors.push({ pointer: `/${name}`, code: error.code, message: error.message });
    }
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function isGiven(draft: Draft, name: string): boolean {
  return [...draft.given].some((field) => field.name === name);
}

function titleOf(entity: Entity, name: string): string {
  return entity.fields.get(name)?.title ?? name;
}
