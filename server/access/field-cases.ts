/** How much of a field roles give, in general and on records in some status. */
import type { Condition, RoleDocument } from '../../metadata/types.ts';
import { splitStatus } from './scopes.ts';

/** How much of a field a role gives, weakest first. */
export type FieldAccess = 'hidden' | 'masked' | 'read' | 'write';

/** The same, to compare by place. */
export const fieldOrder: readonly FieldAccess[] = ['hidden', 'masked', 'read', 'write'];

/** What one role gives of a field: in general, and in place of it on records in some status. */
export interface RoleField {
  readonly general: FieldAccess;
  readonly cases: readonly { readonly field: string; readonly code: string; readonly access: FieldAccess }[];
}

/** What several roles give: on each record the most that one of them gives there. */
export type FieldCases = readonly RoleField[];

type EntityRule = NonNullable<RoleDocument['entities']>[string];

/** What one role gives of a field. */
export function roleField(rule: EntityRule, name: string): RoleField {
  const general = rule.fields?.[name] ?? 'write';
  const cases = Object.entries(rule.statuses ?? {}).flatMap(([status, { fields }]) => {
    const access = fields?.[name];
    return access === undefined ? [] : [{ ...splitStatus(status), access }];
  });
  return { general, cases };
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

/** On which records the field may be read, as a condition; undefined when on all. */
export function readableWhere(roles: FieldCases): Condition | undefined {
  const isReadable = (access: FieldAccess): boolean => access === 'read' || access === 'write';
  const branches = roles.map(({ general, cases }): Condition | undefined => {
    const closed = cases.filter((each) => !isReadable(each.access)).map((each): Condition => ({ [each.field]: { ne: each.code } }));
    const open = cases.filter((each) => isReadable(each.access)).map((each): Condition => ({ [each.field]: each.code }));
    if (isReadable(general)) return closed.length === 0 ? undefined : { and: closed };
    return { and: [...closed, { or: open }] };
  });
  return branches.includes(undefined) ? undefined : { or: branches.filter((branch) => branch !== undefined) };
}
