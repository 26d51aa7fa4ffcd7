/** `relata user add`: a user who can sign in, from the command line. */
import { parseArgs } from 'node:util';
import { systemContext } from '../access/workspace.ts';
import { makeToken } from '../identity/tokens.ts';
import { writeRecords } from '../records/write.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

const linkMinutes = 24 * 60;

/** Adds a user and prints a one-time sign-in link. */
export const user: Verb = {
  summary: 'Add a user: relata user add <e-mail> --name <name> --role <id>…',
  usage:
    'relata user add <e-mail> --name <name> --role <id> [--role <id>…]\n\nPrints a link by which the user signs in once and sets a password.',
  run(args) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: 'string' }, role: { type: 'string', multiple: true } },
    });
    const [what, email, ...more] = positionals;
    if (what !== 'add' || email === undefined || more.length > 0)
      return Promise.reject(new Error('Use: relata user add <e-mail> --name <name> --role <id>'));
    return withWorkspace(async ({ workspace }, config) => {
      const context = systemContext(workspace, 'api');
      const roles = values.role ?? [];
      const unknown = roles.filter((role) => !context.model.roles.has(role));
      if (unknown.length > 0)
        throw new Error(`There is no role ${unknown.join(', ')}; there are ${[...context.model.roles.keys()].join(', ')}.`);
      const [result] = await writeRecords(
        context,
        'system.user',
        [{ action: 'create', values: { name: values.name ?? email, email, roles } }],
        { atomic: true },
      );
      if (!result?.ok) throw result?.problem ?? new Error('The user could not be added.');
      const token = await makeToken(context, result.id, 'sign-in', linkMinutes);
      process.stdout.write(`${email} signs in once at ${config.publicUrl}/sign-in?token=${token}\n`);
      return 0;
    });
  },
};
