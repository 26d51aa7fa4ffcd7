/** Rules of the entity on a record in the making: defaults, requirements, what is hidden or fixed, options, refusals. */
import type { FaultKey } from '../../metadata/rules/fault-texts/en.ts';
import type { FaultValues } from '../../metadata/rules/faults.ts';
import type { RuleDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { fieldErrorItem, shownEntity, wording } from '../access/wording.ts';
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import { movingFields } from '../model/moving-fields.ts';
import type { Entity, Field } from '../model/types.ts';
import type { LinkedValues } from './linked-values.ts';
import { pathsOf, readCondition } from './document-condition.ts';
import { matches } from './matching.ts';
import { same, type Draft } from './draft.ts';

/** Whether a rule is to be applied: on create, on a transition, and when the caller touches a field that it names. */
function applies(entity: Entity, rule: RuleDocument, draft: Draft): boolean {
  if (draft.operation.action === 'create') return true;
  const given = [...draft.given];
  if (given.some((field) => movingFields(entity).has(field))) return true;
  const named = new Set([...pathsOf(readCondition(rule.when)).map((path) => path.split('.')[0] ?? ''), ...ruleFields(rule)]);
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
  const say = (name: string, key: FaultKey, values: FaultValues = {}): string => {
    const field = entity.fields.get(name);
    return field ? wording(context, entity, field, key, values) : name;
  };
  const messageOf = (rule: RuleDocument): string | undefined =>
    shownEntity(context, entity).rules.find(({ id }) => id === rule.id)?.message;
  for (const rule of entity.rules) {
    if (!applies(entity, rule, draft) || !matches(context, entity, readCondition(rule.when), draft.after, linked, environment)) continue;
    setDefaults(context, entity, rule, draft, environment);
    for (const name of rule.require ?? []) {
      if (isEmpty(draft.after[name]))
        draft.errors.push({ pointer: `/${name}`, code: 'required', message: messageOf(rule) ?? say(name, 'required') });
    }
    for (const name of [...(rule.hide ?? []), ...(rule.readOnly ?? [])]) {
      const before = draft.current?.values[name] ?? null;
      if (isGiven(draft, name) && !same(before, draft.after[name] ?? null)) {
        draft.errors.push({
          pointer: `/${name}`,
          code: 'read-only',
          message: messageOf(rule) ?? say(name, 'fixed'),
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
          message: messageOf(rule) ?? say(name, 'notHere', { options: titlesOf(context, entity, name, codes) }),
        });
      }
    }
    if (rule.invalid !== undefined)
      draft.errors.push({
        pointer: `/${rule.invalid}`,
        code: rule.id,
        message: messageOf(rule) ?? say(rule.invalid, 'notPermitted'),
      });
  }
}

function setDefaults(context: Context, entity: Entity, rule: RuleDocument, draft: Draft, environment: FieldEnvironment): void {
  for (const [name, value] of Object.entries(rule.set ?? {})) {
    const field: Field | undefined = entity.fields.get(name);
    if (!field || !isEmpty(draft.after[name])) continue;
    try {
      draft.after[name] = field.type.normalise(value, field, environment);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      draft.errors.push(fieldErrorItem(context, entity, field, error));
    }
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function isGiven(draft: Draft, name: string): boolean {
  return [...draft.given].some((field) => field.name === name);
}

/** Titles of options, as the actor knows them. */
function titlesOf(context: Context, entity: Entity, name: string, codes: readonly string[]): string {
  const titles = shownEntity(context, entity).fields.get(name)?.codeTitles;
  return codes.map((code) => titles?.get(code) ?? code).join(', ');
}
