/**
 * Why somebody may, or may not, do something with a record: what each of their roles says of it, shares, restrictions. Of a record that the
 * asker may not see, and of one that is not there, only what roles say in general, in the same words.
 */
import type { ReasonKey } from '../../metadata/rules/reason-texts/en.ts';
import { reasonText } from '../../metadata/rules/reasons.ts';
import { id, join, literal, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { isId } from '../kernel/ids.ts';
import { spokenLanguage } from '../../metadata/rules/spoken.ts';
import { localise } from '../model/localise.ts';
import type { Entity } from '../model/types.ts';
import { startCompilation } from '../query/compilation.ts';
import { entityFor } from '../query/list.ts';
import { actionScope, readScope, restrictedSql, roleScope, scopeSql } from '../query/scope.ts';
import { columnSql, createSource, tableSql, type Source } from '../query/source.ts';
import type { RoleDocument } from '../../metadata/types.ts';
import type { Context } from './context.ts';
import { explainFields, type FieldReasons } from './explain-fields.ts';
import { roleReason, type Reason } from './reasons.ts';
import { restrictionsOf, restrictionText } from './restrictions.ts';
import { ruleOf } from './rights.ts';
import { scopeOfRole, type RecordAction } from './scopes.ts';

/** Actions on one record that are explained. */
export const explainedActions = ['read', 'update', 'delete', 'transition', 'export'] as const satisfies readonly RecordAction[];
type Explained = (typeof explainedActions)[number];

/** Whether an action is permitted, and because of what. */
export interface ActionReasons {
  readonly allowed: boolean;
  readonly because: readonly Reason[];
}

/** The whole answer. */
export interface AccessReasons {
  readonly actions: Readonly<Record<Explained, ActionReasons>>;
  readonly fields: readonly FieldReasons[];
}

/** What the one statement finds of a record that the asker may see. */
export interface Findings {
  readonly deleted: boolean;
  /** The statuses that it is in, by field. */
  readonly values: Readonly<Record<string, unknown>>;
  /** For each action: of each role in order, whether its part of the scope holds. */
  readonly roles: Readonly<Record<Explained, readonly boolean[]>>;
  /** For each action: whether roles and shares together permit it, and whether nothing forbids it. */
  readonly given: Readonly<Record<Explained, boolean>>;
  readonly allowed: Readonly<Record<Explained, boolean>>;
  readonly restricted: Readonly<Record<Explained, readonly string[]>>;
}

/**
 * Explains.
 * @param asker who asks, and who is told no more than they may know
 * @param subject whose access it is about: the asker's own, or for an administrator a user's
 * @throws Problem 404 for an unknown entity, 403 when the asker may not read any of its records
 */
export async function explainAccess(
  asker: Context,
  subject: Context,
  entityName: string,
  recordId: string,
  language: string,
): Promise<AccessReasons> {
  const entity = entityFor(asker, entityName);
  const roles = rolesOf(subject);
  const found = isId(recordId) ? await findings(asker, subject, entity, roles, recordId) : undefined;
  const telling: Telling = { asker, subject, entity, model: localise(asker.model, spokenLanguage(language)), language, roles, found };
  return {
    actions: Object.fromEntries(explainedActions.map((action) => [action, explainAction(telling, action)])) as AccessReasons['actions'],
    fields: explainFields(telling),
  };
}

/** What an explanation is made of. */
export interface Telling {
  readonly asker: Context;
  readonly subject: Context;
  readonly entity: Entity;
  /** In the asker's language. */
  readonly model: Context['model'];
  readonly language: string;
  readonly roles: readonly RoleDocument[];
  /** Undefined when the record is not there, or the asker may not see it. */
  readonly found: Findings | undefined;
}

function rolesOf({ actor, model }: Context): RoleDocument[] {
  return [...new Set(actor.roles)].sort().flatMap((role) => model.roles.get(role) ?? []);
}

async function findings(
  asker: Context,
  subject: Context,
  entity: Entity,
  roles: readonly RoleDocument[],
  recordId: string,
): Promise<Findings | undefined> {
  const seeing = createSource(startCompilation(asker), entity);
  const eyes = startCompilation(subject);
  // The same row, with the eyes of the other. The first name of each compilation is taken by it, so that none stands for anything else inside.
  eyes.alias();
  const source: Source = createSource(eyes, entity, false, seeing.alias);
  const each = (part: (action: Explained) => Sql): Sql =>
    sql`json_build_object(${join(explainedActions.flatMap((action) => [raw(`'${action}'`), part(action)]))})`;
  const holds = (parts: readonly Sql[]): Sql => (parts.length === 0 ? raw('true') : sql`(${join([...parts], ' and ')}) is true`);
  const byRole = (action: Explained): Sql =>
    sql`array[${join(roles.map((role) => (role.admin === true ? raw('true') : sql`(${scopeSql(source, scopeOfRole(ruleOf(role, entity), action), action, { shares: false })}) is true`)))}]::boolean[]`;
  const statement = sql`select ${columnSql(source, 'deleted_at')} is not null as deleted, ${statusesJson(source)} as values, ${each(byRole)} as roles,
    ${each((action) => holds(roleScope(source, action)))} as given, ${each((action) => holds(actionScope(source, action)))} as allowed, ${each((action) => restrictedSql(source, [action]))} as restricted
    from ${tableSql(asker, entity.table)} ${id(seeing.alias)} where ${columnSql(seeing, 'id')} = ${recordId}::uuid and ${holds(readScope(seeing))}`;
  const { rows } = await asker.database.query<Findings>(toStatement(statement));
  return rows[0];
}

function statusesJson(source: Source): Sql {
  const statuses = [...source.entity.fields.values()].filter((field) => field.pipelines.length > 0);
  return sql`json_build_object(${join(statuses.flatMap((field) => [literal(field.name), columnSql(source, field.column)]))})`;
}

function explainAction(telling: Telling, action: Explained): ActionReasons {
  const { asker, subject, entity, model, language, roles, found } = telling;
  const say = (key: ReasonKey): string => reasonText(key, { entity: own.plural }, language);
  const admin = subject.rights.admin;
  const own = model.entities.get(entity.id) ?? entity;
  const restrictions = restrictionsOf(subject, entity, action);
  if (!found) {
    const general = roles.flatMap((role) => roleReason(asker, own, model, role, action, undefined, language));
    const forbidding = restrictions.map((each): Reason => ({
      kind: 'restriction',
      title: each.title ?? each.id,
      text: restrictionText(own, each, language),
    }));
    const none: Reason = { kind: 'none', text: say('noSuch') };
    return { allowed: false, because: [...general, ...forbidding, none] };
  }
  const statusOf = (name: string): unknown => found.values[name];
  const permitting = roles.filter((_, index) => found.roles[action][index] === true);
  const because: Reason[] = permitting.flatMap((role) => roleReason(asker, own, model, role, action, statusOf, language));
  if (permitting.length === 0 && found.given[action] && !admin)
    because.push({ kind: 'share', text: say(action === 'read' ? 'shared' : 'sharedToChange') });
  const broken = restrictions.filter((each) => found.restricted[action].includes(each.id));
  for (const each of broken)
    because.push({ kind: 'restriction', title: each.title ?? each.id, text: restrictionText(own, each, language) });
  const trashed = found.deleted && action !== 'read' && action !== 'export';
  if (trashed) because.push({ kind: 'restriction', text: say('inTrash') });
  // An export gives nothing that cannot be read.
  const allowed = found.allowed[action] && !trashed && (action !== 'export' || found.allowed.read);
  if (!allowed && broken.length === 0 && !trashed) {
    because.push(
      ...roles
        .filter((role) => !permitting.includes(role))
        .flatMap((role) => roleReason(asker, own, model, role, action, statusOf, language)),
    );
    because.push({ kind: 'none', text: say(roles.length === 0 ? 'noRole' : action === 'read' ? 'noRoleSees' : 'noRolePermits') });
  }
  return { allowed, because };
}
