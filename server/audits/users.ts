/** Users with their roles, as checks of permissions read them. */
import type { Condition } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { compileRights, type Rights } from '../access/rights.ts';
import { badRequest } from '../kernel/errors.ts';
import { readHistory } from '../query/history.ts';
import { streamRows } from '../query/rows.ts';
import type { Row } from '../query/types.ts';
import { citedPaths, citeRow, entityOf } from './measure.ts';
import type { AuditParams, Evidence } from './types.ts';

/** The entity of users and the field that holds ids of role documents: both belong to the system pack. */
const userEntity = 'system.user';
const rolesField = 'roles';

/** A user as a finding, with the ids of their roles and what these permit. */
export interface UserWithRoles {
  readonly row: Row;
  readonly evidence: Evidence;
  readonly roles: readonly string[];
  readonly rights: Rights;
}

/**
 * All users that match.
 * @throws Problem when whoever runs the audit may not read the roles of users
 */
export async function readUsers(
  context: Context,
  where: Condition | undefined,
  params: AuditParams,
  fields: readonly string[] = [],
): Promise<UserWithRoles[]> {
  const entity = entityOf(context, userEntity);
  if (!entity.fields.has(rolesField)) throw badRequest('Users have no field with their roles.');
  const check = { entity: userEntity, evidence: { fields: [rolesField, ...fields] } };
  const compiled = new Map<string, Rights>();
  const users: UserWithRoles[] = [];
  for await (const rows of streamRows(context, userEntity, {
    ...(where && { filter: where }),
    params,
    select: [...new Set([...citedPaths(context, check), rolesField, 'createdAt'])],
    sort: [entity.display.name],
  })) {
    for (const row of rows) {
      const roles = roleIds(row[rolesField]);
      const key = roles.join(' ');
      const rights = compiled.get(key) ?? compileRights(context.model, roles);
      compiled.set(key, rights);
      users.push({ row, evidence: citeRow(context, check, row), roles, rights });
    }
  }
  return users;
}

/** Whether a user's history tells of a sign-in since an instant. */
export async function hasSignedIn(context: Context, userId: string, since: Date): Promise<boolean> {
  let after: string | undefined;
  do {
    const { data, page } = await readHistory(context, userEntity, userId, { after, limit: 200 });
    const old = data.findIndex((entry) => Date.parse(entry.at) < since.getTime());
    if ((old < 0 ? data : data.slice(0, old)).some((entry) => entry.action === 'sign-in')) return true;
    if (old >= 0) return false;
    after = page.next ?? undefined;
  } while (after !== undefined);
  return false;
}

function roleIds(value: unknown): string[] {
  if (!Array.isArray(value)) return typeof value === 'string' ? [value] : [];
  return value.filter((role): role is string => typeof role === 'string');
}
