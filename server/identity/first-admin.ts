/** The first admin: from the environment, or by a one-time sign-in link that the start prints. */
import type { Context } from '../access/context.ts';
import type { Config } from '../kernel/config.ts';
import { readRows } from '../query/rows.ts';
import { writeRecords } from '../records/write.ts';
import { lacksPassword, storePassword } from './credentials.ts';
import { makeToken } from './tokens.ts';

const linkMinutes = 24 * 60;

/**
 * Makes sure that somebody can sign in.
 * @returns what to print for the operator, or undefined when an admin can already sign in
 */
export async function ensureFirstAdmin(context: Context, config: Config): Promise<{ email: string; link?: string } | undefined> {
  const admins = [...context.model.roles.values()].filter((role) => role.admin === true).map((role) => role.id);
  const filter = { roles: { in: admins }, email: { empty: false }, active: true };
  const { rows } = await readRows(context, 'system.user', { filter, select: ['email'], sort: ['createdAt'], limit: 100 });
  for (const row of rows) if (!(await lacksPassword(context, row.id))) return undefined;
  const email = config.adminEmail ?? (typeof rows[0]?.['email'] === 'string' ? rows[0]['email'] : 'admin@relata.local');
  const known = rows.find((row) => row['email'] === email) ?? (config.adminEmail === undefined ? rows[0] : undefined);
  const userId = known?.id ?? (await makeAdmin(context, email, admins[0] ?? 'system.admin'));
  if (config.adminPassword !== undefined) {
    await storePassword(context, userId, config.adminPassword);
    return { email };
  }
  const token = await makeToken(context, userId, 'sign-in', linkMinutes);
  return { email, link: `${config.publicUrl}/sign-in?token=${token}` };
}

/** Whoever has the address, switched off or without the role as they may be, else somebody new: the operator says who it is. */
async function makeAdmin(context: Context, email: string, role: string): Promise<string> {
  const { rows } = await readRows(context, 'system.user', { filter: { email }, select: ['roles'], limit: 1 });
  const [present] = rows;
  const held = Array.isArray(present?.['roles']) ? (present['roles'] as string[]) : [];
  const [result] = await writeRecords(
    context,
    'system.user',
    [
      present
        ? { action: 'update', id: present.id, values: { active: true, roles: [...new Set([...held, role])] } }
        : { action: 'create', values: { name: 'Administrator', email, roles: [role] } },
    ],
    { atomic: true, effects: false },
  );
  if (!result?.ok) throw result?.problem ?? new Error('The first admin could not be made.');
  return result.id;
}
