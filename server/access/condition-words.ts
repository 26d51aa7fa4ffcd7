/** Conditions of roles and restrictions in words for people, with the titles of the model's language. */
import { isReasonKey, periodText, reasonText } from '../../metadata/rules/reasons.ts';
import type { ReasonKey } from '../../metadata/rules/reason-texts/en.ts';
import { parseCondition, type ConditionNode, type ConditionValue } from '../../metadata/rules/condition.ts';
import { writeNumber } from '../../metadata/rules/locales.ts';
import { spokenLanguage } from '../../metadata/rules/spoken.ts';
import { PathError, resolvePath } from '../model/paths.ts';
import type { Entity, Field, Model } from '../model/types.ts';

/**
 * A condition in words.
 * @param model in the language of the reader
 * @param language theirs
 */
export function conditionInWords(model: Model, entity: Entity, condition: unknown, language: string): string {
  return inWords({ model, language }, entity, parseCondition(condition));
}

/** With what a condition is told. */
interface Telling {
  readonly model: Model;
  readonly language: string;
}

function inWords(telling: Telling, entity: Entity, node: ConditionNode): string {
  const { model, language } = telling;
  const say = (key: ReasonKey, values: Readonly<Record<string, string>> = {}): string => reasonText(key, values, language);
  switch (node.type) {
    case 'and':
    case 'or': {
      const parts = node.nodes.map((part) => (isList(part) ? `(${inWords(telling, entity, part)})` : inWords(telling, entity, part)));
      const empty = node.type === 'and' ? 'cond.always' : 'cond.never';
      return parts.length === 0 ? say(empty) : parts.reduce((left, right) => say(`cond.${node.type}`, { left, right }));
    }
    case 'not':
      return say('cond.not', { condition: inWords(telling, entity, node.node) });
    case 'quantify': {
      const { title: path, many } = endOf(model, entity, node.path);
      return say(`cond.${node.quantifier}`, { path, condition: many ? inWords(telling, many, node.node) : '…' });
    }
    case 'compare': {
      const { title: path, field } = endOf(model, entity, node.path);
      if (node.operator === 'empty' || node.value === null) {
        const empty = node.operator === 'empty' ? node.value === true : node.operator === 'eq';
        return say(empty ? 'cond.empty' : 'cond.notEmpty', { path });
      }
      const value =
        node.operator === 'within' ? periodText(String(node.value), language) : valueInWords(telling, entity, field, node.value);
      const key = `cond.${node.operator}`;
      return isReasonKey(key) ? say(key, { path, value }) : `${path} ${node.operator} ${value}`;
    }
  }
}

function isList(node: ConditionNode): boolean {
  return (node.type === 'and' || node.type === 'or') && node.nodes.length > 1;
}

/** Titles along a path, and what stands at its end. */
function endOf(model: Model, entity: Entity, path: string): { title: string; field?: Field; many?: Entity } {
  try {
    const { hops, end } = resolvePath(model, entity, path);
    const way = hops.map((hop) => hop.field.title);
    if (end.kind === 'backlink') return { title: [...way, end.backlink.title].join(' / '), many: end.target };
    const many = end.kind === 'field' && end.field.joinTable !== undefined ? model.entities.get(end.field.targets[0] ?? '') : undefined;
    if (end.kind === 'part') return { title: [...way, end.field.title].join(' / ') + ` (${end.part})` };
    return { title: [...way, end.field.title].join(' / '), field: end.field, ...(many === undefined ? {} : { many }) };
  } catch (error) {
    if (error instanceof PathError) return { title: path };
    throw error;
  }
}

const mine: Readonly<Record<string, ReasonKey>> = { id: 'value.you', team: 'value.yourTeam', teams: 'value.yourTeams' };

function valueInWords(telling: Telling, entity: Entity, field: Field | undefined, value: ConditionValue): string {
  const { model, language } = telling;
  const say = (key: ReasonKey, values: Readonly<Record<string, string>> = {}): string => reasonText(key, values, language);
  if (Array.isArray(value))
    return (value as readonly ConditionValue[]).map((item) => valueInWords(telling, entity, field, item)).join(', ');
  if (value === null) return say('value.empty');
  if (typeof value === 'boolean') return say(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return writeNumber(value, { language: spokenLanguage(language), calendar: 'gregory' });
  if (typeof value !== 'object') return field?.codeTitles?.get(String(value)) ?? String(value);
  if ('amount' in value) return `${value.amount} ${value.currency}`;
  if (!('ref' in value)) return say('value.record');
  if (value.ref === 'me') return say(mine[value.name] ?? 'value.you');
  if (value.ref === 'field') return endOf(model, entity, value.path).title;
  return value.ref === 'now' ? say('value.now', { offset: value.offset }) : value.name;
}
