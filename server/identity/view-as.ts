/** An administrator looks at the system as others see it: as holders of some roles, or as one user. Reading only, and history knows. */
import { nearest } from '../../metadata/rules/suggest.ts';
import type { Context } from '../access/context.ts';
import { contextFor, rightsOf, type Workspace } from '../access/workspace.ts';
import { sql, toStatement, id } from '../database/sql.ts';
import { historyInsert } from '../history/entry.ts';
import { badRequest, Problem, type ProblemItem } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import { actorOfUser } from './actors.ts';

/** The header that asks for it. */
export const viewAsHeader = 'X-Relata-View-As';

/** Only an admin may look so, and only look. */
export function viewAsRefused(detail: string): Problem {
  return new Problem({ status: 403, code: 'view-as', title: 'Not permitted', detail });
}

/**
 * The context of an admin who looks as others do: of roles it is their own with the rights of these roles, of a user it is that user's.
 * @param wanted ids of roles, commas between, or `user:<id>`
 * @throws Problem 403 for whoever is no admin, 400 for roles or users that are not there
 */
export async function viewAs(workspace: Workspace, context: Context, wanted: string): Promise<Context> {
  // The rights of others know nothing of the scopes of a key.
  if (context.key) throw viewAsRefused('An API key sees the system with the rights that it has, and with no others.');
  if (!context.rights.admin) throw viewAsRefused('Only an administrator may look at the system as others see it.');
  if (wanted.startsWith('user:')) return viewAsUser(workspace, context, wanted.slice('user:'.length).trim());
  const roles = wanted
    .split(',')
    .map((role) => role.trim())
    .filter((role) => role !== '');
  const errors = [...new Set(roles)].filter((role) => !context.model.roles.has(role)).map((role) => unknownRole(context, role));
  if (roles.length === 0) throw wrongHeader([{ pointer: '', code: 'role', message: 'Name at least one role, or a user as "user:<id>".' }]);
  if (errors.length > 0) throw wrongHeader(errors);
  return { ...context, actor: { ...context.actor, roles }, rights: rightsOf(context.model, roles), viewAs: { roles } };
}

async function viewAsUser(workspace: Workspace, context: Context, userId: string): Promise<Context> {
  const actor = isId(userId) ? await actorOfUser(context.database, context.model, userId) : undefined;
  if (!actor?.id) throw wrongHeader([{ pointer: '', code: 'user', message: 'There is no active user with this id.' }]);
  const seen = contextFor(workspace, actor, context.source);
  return {
    ...seen,
    viewAs: { roles: actor.roles, user: { id: actor.id, name: actor.name } },
  };
}

function unknownRole(context: Context, role: string): ProblemItem {
  const near = nearest(role, context.model.roles.keys());
  const message = `There is no role "${role.slice(0, 100).toWellFormed()}".`;
  return { pointer: '', code: 'role', message, ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }) };
}

function wrongHeader(errors: readonly ProblemItem[]): Problem {
  const detail = `The header ${viewAsHeader} is wrong: ${errors.map((error) => error.message).join(' ')}`;
  return badRequest(detail, errors, 'view-as');
}

const rememberedAtMost = 1000;
const hour = 3_600_000;
const noted = new WeakMap<Workspace, Map<string, { readonly until: number; readonly done: Promise<unknown> }>>();

/**
 * Notes that an admin looked so: one entry of their own history for a session and what it looked as, at most once an hour.
 * @param admin the context before it was changed
 * @param session what tells this session from others: nothing by which anybody could take it over
 */
export async function noteViewAs(workspace: Workspace, admin: Context, wanted: string, session: string): Promise<void> {
  let known = noted.get(workspace);
  if (!known) noted.set(workspace, (known = new Map<string, { readonly until: number; readonly done: Promise<unknown> }>()));
  const now = workspace.clock.now().getTime();
  const key = JSON.stringify([admin.actor.id, session, wanted]);
  let entry = known.get(key);
  if (!entry || entry.until <= now) {
    if (known.size >= rememberedAtMost) known.clear();
    // Requests that come at once wait for the one entry.
    known.set(key, (entry = { until: now + hour, done: insertNote(admin, wanted, session, new Date(now - hour)) }));
    entry.done.catch(() => known.delete(key));
  }
  await entry.done;
}

async function insertNote(admin: Context, wanted: string, session: string, since: Date): Promise<void> {
  const { actor, database } = admin;
  const changes = { as: { before: null, after: wanted }, session: { before: null, after: session } };
  const insert = historyInsert(admin, [{ entity: 'system.user', recordId: actor.id ?? '', action: 'view-as', version: 0, changes }]);
  const before = sql`select 1 from ${id(database.schema, 'relata_history')} b where b.entity = 'system.user' and b.record_id = ${actor.id}::uuid
    and b.at > ${since.toISOString()}::timestamptz and b.action = 'view-as' and b.changes @> ${JSON.stringify(changes)}::jsonb`;
  await database.query(toStatement(sql`${insert} where not exists (${before})`));
}
