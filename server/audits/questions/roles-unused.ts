/** Which roles does nobody hold? */
import { readUsers } from '../users.ts';
import { finding, shareOf, type Question } from './types.ts';

/** Value: share of roles. */
export const rolesUnused: Question = {
  direction: 'lower',
  async ask(context, _check, params) {
    const held = new Set((await readUsers(context, undefined, params)).flatMap((user) => user.roles));
    const roles = [...context.model.roles.values()];
    return shareOf(
      roles.length,
      roles.filter((role) => !held.has(role.id)).map((role) => finding(role.title, ['Role', role.id])),
    );
  },
};
