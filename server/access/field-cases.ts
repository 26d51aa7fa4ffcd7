/** How much of a field roles give, in general and on records in some status. */
import type { Condition, RoleDocument } from '../../metadata/types.ts';
import { scopeOfRole, splitStatus, type RecordAction, type Scope } from './scopes.ts';

/** How much of a field a role gives, weakest first. */
export type FieldAccess = 'hidden' | 'masked' | 'read' | 'write';

/** The same, to compare by place. */
export const fieldOrder: readonly FieldAccess[] = ['hidden', 'masked', 'read', 'write'];

/** What one role gives of a field, on the records that it reaches: in general, and in place of it on records in some status. */
export interface RoleField {
  /** The role's id. */
  readonly role: string;
  /** On which records the role lets something be done at all. */
  readonly reach: (action: RecordAction) => Scope;
  readonly general: FieldAccess;
  readonly cases: readonly { readonly field: string; readonly code: string; readonly access: FieldAccess }[];
}

/** What several roles give: on each record the most that one of them gives there. */
export type FieldCases = readonly RoleField[];

type EntityRule = NonNullable<RoleDocument['entities']>[string];

/** Actions that write fields. */
const writing: readonly RecordAction[] = ['create', 'update', 'transition'];

/** What one role gives of a field. A role that lets nothing be written gives nothing to write, whatever it says of fields. */
export function roleField(role: string, rule: EntityRule, name: string): RoleField {
  const reach = (action: RecordAction): Scope => scopeOfRole(rule, action);
  const most = (access: FieldAccess): FieldAccess =>
    access === 'write' && writing.every((action) => reach(action) === 'none') ? 'read' : access;
  const general = most(rule.fields?.[name] ?? 'write');
  const cases = Object.entries(rule.statuses ?? {}).flatMap(([status, { fields }]) => {
    const access = fields?.[name];
    return access === undefined ? [] : [{ ...splitStatus(status), access: most(access) }];
  });
  return { role, reach, general, cases };
}

/** Whether it depends on the record what is given: on its status, or on which of several roles reaches it. */
export function differs(roles: FieldCases): boolean {
  const [first] = roles;
  return roles.some(({ general, cases }) => cases.length > 0 || general !== first?.general);
}

/**
 * What is given on one record.
 * @param statusOf the code that a status field of the record holds
 */
export function accessIn(roles: FieldCases, statusOf: (field: string) => unknown): FieldAccess {
  const places = roles.map(({ general, cases }) => {
    const matching = cases.filter((each) => statusOf(each.field) === each.code).map((each) => fieldOrder.indexOf(each.access));
    // A record in several of the statuses: the least of them.
    return matching.length > 0 ? Math.min(...matching) : fieldOrder.indexOf(general);
  });
  return fieldOrder[Math.max(0, ...places)] ?? 'hidden';
}

/** Records on which a role lets a field be read: among those that it reaches, where the condition holds. */
export interface ReadableWhere {
  readonly reach: Scope;
  /** Undefined: on all of them. */
  readonly where: Condition | undefined;
}

/** On which records the field may be read: where one of these holds; undefined when on all that are seen. */
export function readableWhere(roles: FieldCases): ReadableWhere[] | undefined {
  const isReadable = (access: FieldAccess): boolean => access === 'read' || access === 'write';
  const branches = roles.flatMap(({ reach, general, cases }): ReadableWhere[] => {
    const closed = cases.filter((each) => !isReadable(each.access)).map((each): Condition => ({ [each.field]: { ne: each.code } }));
    const open = cases.filter((each) => isReadable(each.access)).map((each): Condition => ({ [each.field]: each.code }));
    if (isReadable(general)) return [{ reach: reach('read'), where: closed.length === 0 ? undefined : { and: closed } }];
    return open.length === 0 ? [] : [{ reach: reach('read'), where: { and: [...closed, { or: open }] } }];
  });
  const anywhere = branches.filter(({ where }) => where === undefined);
  // Whoever sees a record sees it by one of the roles.
  return anywhere.some(({ reach }) => reach === 'all') || anywhere.length === roles.length ? undefined : branches;
}
