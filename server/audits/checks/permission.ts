/** Permission: a review of who may do what. */
import type { Context } from '../../access/context.ts';
import type { Rights } from '../../access/rights.ts';
import { durationDays, durationOf } from '../params.ts';
import { numberOf } from '../scoring.ts';
import { hasSignedIn, readUsers, type UserWithRoles } from '../users.ts';
import type { AuditParams, CheckEnvironment, CheckKind, CheckOf, CheckOutcome } from '../types.ts';

/** Value of `admins`: their number as a multiple of what is fine; of the other questions: how many users are concerned. */
export const permission: CheckKind<'permission'> = {
  kind: 'permission',
  direction: () => 'lower',
  async run(context, check, params, environment) {
    const users = await readUsers(context, check.where, params, [
      ...(check.evidence?.fields ?? []),
      ...(check.lastSeen === undefined ? [] : [check.lastSeen]),
    ]);
    if (check.question === 'admins') return countAdmins(check, params, users);
    const found =
      check.question === 'dormantPrivileged'
        ? await findDormant(context, check, params, environment, users)
        : users.filter((user) => deletesAll(context, user.rights));
    return { ...findings(check, users, found), value: users.length === 0 ? null : found.length, unit: 'count' };
  },
};

function findings(check: CheckOf<'permission'>, users: readonly UserWithRoles[], found: readonly UserWithRoles[]): CheckOutcome {
  const evidence = found.slice(0, check.evidence?.limit ?? 20).map((user) => user.evidence);
  return { population: users.length, failing: found.length, value: null, unit: 'number', evidence };
}

function countAdmins(check: CheckOf<'permission'>, params: AuditParams, users: readonly UserWithRoles[]): CheckOutcome {
  const admins = users.filter((user) => user.rights.admin);
  const fine = Math.max(check.atMost === undefined ? 2 : numberOf(check.atMost, params), (check.share ?? 0.05) * users.length);
  const excess = Math.max(0, Math.ceil(admins.length - fine));
  return {
    ...findings(check, users, admins),
    failing: excess,
    value: users.length === 0 || fine === 0 ? null : admins.length / fine,
    notes: [{ key: 'admins', values: { admins: admins.length, users: users.length, fine: Math.floor(fine) } }],
  };
}

/** Users with wide rights whom nobody has seen for too long. Whoever is new has not been away. */
async function findDormant(
  context: Context,
  check: CheckOf<'permission'>,
  params: AuditParams,
  environment: CheckEnvironment,
  users: readonly UserWithRoles[],
): Promise<UserWithRoles[]> {
  const days = durationDays(check.olderThan === undefined ? 'P30D' : durationOf(check.olderThan, params));
  const limit = new Date(environment.now.getTime() - days * 86_400_000);
  const found: UserWithRoles[] = [];
  for (const user of users) {
    if (!user.rights.admin && !deletesAll(context, user.rights)) continue;
    const seen = check.lastSeen === undefined ? await hasSignedIn(context, user.row.id, limit) : isAfter(user.row[check.lastSeen], limit);
    if (!seen && !isAfter(user.row['createdAt'], limit)) found.push(user);
  }
  return found;
}

function isAfter(value: unknown, limit: Date): boolean {
  return typeof value === 'string' && Date.parse(value) >= limit.getTime();
}

/** Whether somebody may delete every record of some entity. */
function deletesAll(context: Context, rights: Rights): boolean {
  return [...context.model.entities.keys()].some((entity) => rights.entity(entity).scope('delete') === 'all');
}
