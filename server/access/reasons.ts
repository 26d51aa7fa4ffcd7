/** What one role says of an action, in words. */
import { reasonText } from '../../metadata/rules/reasons.ts';
import { conditionPaths, parseCondition } from '../../metadata/rules/condition.ts';
import type { ReasonKey } from '../../metadata/rules/reason-texts/en.ts';
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

/**
 * What a role says of an action.
 * @param asker who reads it: a condition on what they may not see is not told
 * @param entity in the language of `model`
 * @param statusOf the statuses of the record; undefined when it is about records in general
 * @param language of the reader
 */
export function roleReason(
  asker: Context,
  entity: Entity,
  model: Model,
  role: RoleDocument,
  action: RecordAction,
  statusOf: ((field: string) => unknown) | undefined,
  language: string,
): Reason[] {
  const title = model.roles.get(role.id)?.title ?? role.title;
  const verb = reasonText(`verb.${action}`, {}, language);
  const sayOf = (scope: Scope, status?: string): string => {
    const said = sentence({ asker, entity, model, language, role: title, verb }, scope);
    return status === undefined
      ? reasonText('sentence', { sentence: said }, language)
      : reasonText('inStatus', { sentence: said, status }, language);
  };
  const about = { role: role.id, title };
  if (role.admin === true) return [{ kind: 'admin', ...about, scope: 'all', text: reasonText('admin', { role: title, verb }, language) }];
  const whole = scopeOfRole(ruleOf(role, entity), action);
  const cases = casesOf(whole);
  const inside = cases?.cases.find((each) => statusOf?.(each.field) === each.code);
  const scope = inside?.scope ?? cases?.otherwise ?? whole;
  const said: Reason = {
    kind: 'role',
    ...about,
    scope: wordOf(scope),
    text: sayOf(scope, inside && codeTitle(entity, inside.field, inside.code)),
  };
  if (statusOf !== undefined || cases === undefined) return [said];
  const further = cases.cases.map((each): Reason => ({
    kind: 'role',
    ...about,
    scope: wordOf(each.scope),
    text: sayOf(each.scope, codeTitle(entity, each.field, each.code)),
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

interface Saying {
  readonly asker: Context;
  readonly entity: Entity;
  readonly model: Model;
  readonly language: string;
  readonly role: string;
  readonly verb: string;
}

function sentence({ asker, entity, model, language, role, verb }: Saying, scope: Scope): string {
  const say = (key: ReasonKey, condition = ''): string => reasonText(key, { role, verb, entity: entity.plural, condition }, language);
  if (scope === 'none') return say('nobody');
  if (scope === 'all') return say('all');
  const [part] = scope.any;
  if (part === 'own' || part === 'team') return say(part);
  if (typeof part !== 'object' || !('where' in part)) return say('some');
  return mayKnow(asker, entity, part.where) ? say('where', conditionInWords(model, entity, part.where, language)) : say('unnamed');
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
