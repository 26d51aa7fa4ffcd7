/** Conditions of roles and restrictions in words for people, with the titles of the model's language. */
import { parseCondition, type ConditionNode, type ConditionValue } from '../../metadata/rules/condition.ts';
import { PathError, resolvePath } from '../model/paths.ts';
import type { Entity, Field, Model } from '../model/types.ts';

const words: Readonly<Record<string, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'is below',
  lte: 'is at most',
  gt: 'is above',
  gte: 'is at least',
  in: 'is one of',
  nin: 'is none of',
  between: 'is between',
  contains: 'contains',
  startsWith: 'begins with',
  within: 'is within',
};

/**
 * A condition in words.
 * @param model in the language of the reader
 */
export function conditionInWords(model: Model, entity: Entity, condition: unknown): string {
  return inWords(model, entity, parseCondition(condition));
}

function inWords(model: Model, entity: Entity, node: ConditionNode): string {
  switch (node.type) {
    case 'and':
    case 'or': {
      if (node.nodes.length === 0) return node.type === 'and' ? 'always' : 'never';
      const parts = node.nodes.map((part) => (isList(part) ? `(${inWords(model, entity, part)})` : inWords(model, entity, part)));
      return parts.join(node.type === 'and' ? ' and ' : ' or ');
    }
    case 'not':
      return `not (${inWords(model, entity, node.node)})`;
    case 'quantify': {
      const { title, many } = endOf(model, entity, node.path);
      return `${node.quantifier} of ${title}: ${many ? inWords(model, many, node.node) : '…'}`;
    }
    case 'compare': {
      const { title, field } = endOf(model, entity, node.path);
      if (node.operator === 'empty' || node.value === null) {
        const empty = node.operator === 'empty' ? node.value === true : node.operator === 'eq';
        return `${title} is ${empty ? '' : 'not '}empty`;
      }
      return `${title} ${words[node.operator] ?? node.operator} ${valueInWords(model, entity, field, node.value)}`;
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

const mine: Readonly<Record<string, string>> = { id: 'you', team: 'your team', teams: 'your teams' };

function valueInWords(model: Model, entity: Entity, field: Field | undefined, value: ConditionValue): string {
  if (Array.isArray(value)) return (value as readonly ConditionValue[]).map((item) => valueInWords(model, entity, field, item)).join(', ');
  if (value === null) return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return field?.codeTitles?.get(String(value)) ?? String(value);
  if ('amount' in value) return `${value.amount} ${value.currency}`;
  if (!('ref' in value)) return 'a certain record';
  if (value.ref === 'me') return mine[value.name] ?? 'you';
  if (value.ref === 'field') return endOf(model, entity, value.path).title;
  return value.ref === 'now' ? `now ${value.offset}` : value.name;
}
