/** `relata analysts`: where analysts read with SQL, and the password by which they do. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { systemContext } from '../access/workspace.ts';
import { ensureViews, roleExists } from '../changes/analysts/install.ts';
import { analystViews, viewSchema } from '../changes/analysts/views.ts';
import { literal, quoteIdentifier as q } from '../database/sql.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Says where the views are; with `--new-password` the role may sign in, by a password that is printed once. */
export const analysts: Verb = {
  summary: 'Read-only SQL for analysts: where the views are, and a password for them.',
  usage:
    'relata analysts [--new-password]\n\nPrints the schema, its views and the address of the database. With --new-password the database role may sign in, by a password that is printed once.',
  run(args) {
    const { values } = parseArgs({ args: [...args], options: { 'new-password': { type: 'boolean' } } });
    return withWorkspace(async ({ workspace }) => {
      const context = systemContext(workspace);
      const { database } = workspace;
      const wanted = analystViews(context);
      if (!wanted)
        throw new Error('The settings name no role for analysts: state "analysts": { "role": "<id of a role>" } in the settings.');
      await ensureViews(context);
      if (!(await roleExists(database, wanted.databaseRole)))
        throw new Error(
          `The database has no role "${wanted.databaseRole}", and this server may not make one. As its administrator run: create role ${q(wanted.databaseRole)} nologin; then start the server again.`,
        );
      const address = new URL(database.url);
      [address.username, address.password] = [wanted.databaseRole, ''];
      if (values['new-password'] === true) {
        const password = randomBytes(18).toString('base64url');
        const quoted = literal(password).chunks.join('');
        await database.query({ text: `alter role ${q(wanted.databaseRole)} login password ${quoted}`, values: [] });
        address.password = password;
      }
      const schema = viewSchema(database.schema);
      const views = wanted.views.map(({ name }) => `  ${q(schema)}.${q(name)}`);
      process.stdout.write(`${address.href}\n\n${views.join('\n')}\n`);
      return 0;
    });
  },
};
