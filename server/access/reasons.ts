/** What one role says of an action, in words. */
import { conditionPaths, parseCondition } from '../../metadata/rules/condition.ts';
import type { RoleDocument } from '../../metadata/types.ts';
import { PathError } from '../model/paths.ts';
import type { Entity, Model } from '../model/types.ts';
import { conditionInWords } from './condition-words.ts';
import type { Context } from './context.ts';
import { pathReadable } from './fields.ts';
import { ruleOf } from './rights.ts';
import { scopeOfRole, type RecordAction, type Scope, type StatusCases } from './scopes.ts';

/** One reason. */
export interface Reason {
  readonly kind: 'role' | 'share' | 'restriction' | 'admin' | 'none';
  readonly role?: string;
  readonly title?: string;
  /** `all`, `team`, `own`, `none`, or `condition`. */
  readonly scope?: string;
  readonly text: string;
}

const verbs: Readonly<Record<RecordAction, string>> = {
  create: 'create',
  read: 'see',
  update: 'change',
  delete: 'delete',
  transition: 'move',
  export: 'export',
  import: 'import',
  merge: 'merge',
};

/**
 * What a role says of an action.
 * @param asker who reads it: a condition on what they may not see is not told
 * @param entity in the language of `model`
 * @param statusOf the statuses of the record; undefined when it is about records in general
 */
export function roleReason(
  asker: Context,
  entity: Entity,
  model: Model,
  role: RoleDocument,
  action: RecordAction,
  statusOf: ((field: string) => unknown) | undefined,
): Reason[] {
  const title = model.roles.get(role.id)?.title ?? role.title;
  const about = { role: role.id, title };
  if (role.admin === true) return [{ kind: 'admin', ...about, scope: 'all', text: `${title} may ${verbs[action]} everything.` }];
  const whole = scopeOfRole(ruleOf(role, entity), action);
  const cases = casesOf(whole);
  const inside = cases?.cases.find((each) => statusOf?.(each.field) === each.code);
  const scope = inside?.scope ?? cases?.otherwise ?? whole;
  const where = inside === undefined ? '' : ` in the status ${codeTitle(entity, inside.field, inside.code)}`;
  const said: Reason = {
    kind: 'role',
    ...about,
    scope: wordOf(scope),
    text: `${sentence(asker, entity, model, title, verbs[action], scope)}${where}.`,
  };
  if (statusOf !== undefined || cases === undefined) return [said];
  const further = cases.cases.map((each): Reason => ({
    kind: 'role',
    ...about,
    scope: wordOf(each.scope),
    text: `${sentence(asker, entity, model, title, verbs[action], each.scope)} in the status ${codeTitle(entity, each.field, each.code)}.`,
  }));
  return [said, ...further];
}

function casesOf(scope: Scope): StatusCases | undefined {
  const [part] = typeof scope === 'object' ? scope.any : [];
  return typeof part === 'object' && 'cases' in part ? part : undefined;
}

function codeTitle(entity: Entity, field: string, code: string): string {
  return entity.fields.get(field)?.codeTitles?.get(code) ?? code;
}

function wordOf(scope: Scope): string {
  if (typeof scope === 'string') return scope;
  const [part] = scope.any;
  return typeof part === 'string' ? part : 'condition';
}

function sentence(asker: Context, entity: Entity, model: Model, title: string, verb: string, scope: Scope): string {
  if (scope === 'none') return `${title} lets nobody ${verb} ${entity.plural}`;
  const who = `${title} lets you ${verb}`;
  if (scope === 'all') return `${who} all ${entity.plural}`;
  const [part] = scope.any;
  if (part === 'own') return `${who} ${entity.plural} that you own`;
  if (part === 'team') return `${who} ${entity.plural} of your teams, and those that you own`;
  if (typeof part !== 'object' || !('where' in part)) return `${who} some ${entity.plural}`;
  if (!mayKnow(asker, entity, part.where)) return `${who} ${entity.plural} that a condition names`;
  return `${who} ${entity.plural} where ${conditionInWords(model, entity, part.where)}`;
}

/** Whether the asker may read all that a condition speaks of. */
function mayKnow(asker: Context, entity: Entity, condition: unknown): boolean {
  const own = asker.model.entities.get(entity.id);
  if (!own) return false;
  try {
    return conditionPaths(parseCondition(condition)).every((path) => pathReadable(asker.model, asker.rights, own, path));
  } catch (error) {
    if (error instanceof PathError) return false;
    throw error;
  }
}
