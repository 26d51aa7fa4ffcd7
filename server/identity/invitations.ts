/** Invitations: a user who is made like any other, and a link by which they sign in and choose a password. */
import type { Context } from '../access/context.ts';
import { badRequest, conflict, invalid, type ProblemItem } from '../kernel/errors.ts';
import { writeRecords } from '../records/write.ts';
import { atomically } from '../records/atomically.ts';
import { lacksPassword } from './credentials.ts';
import { postLink, type Posting } from './letters.ts';
import { demandUser, holdUser } from './users.ts';

/** What came of an invitation. */
export interface Invitation {
  readonly user: { readonly id: string };
  readonly sent: boolean;
  /** Where no mail can be sent: to be handed over by whoever invites. */
  readonly link?: string;
}

/** Somebody new. */
export interface NewUserInput {
  readonly email: unknown;
  readonly name: unknown;
  readonly roles: unknown;
  readonly team?: unknown;
}

/**
 * Makes a user and invites them: both, or neither.
 * @throws Problem 422, 409 when the user cannot be made like this
 */
export async function inviteNewUser(context: Context, input: NewUserInput, posting: Posting): Promise<Invitation> {
  const { email, name, roles, team } = checkInput(context, input);
  return atomically(context, async (inside) => {
    const values = { name, email, roles, ...(team === undefined ? {} : { team }) };
    const [made] = await writeRecords(inside, 'system.user', [{ action: 'create', values }], { atomic: true });
    if (!made?.ok) throw made?.problem ?? badRequest('The user could not be made.');
    return invite(inside, made.id, posting);
  });
}

/**
 * Invites somebody again, who has not come yet; the link before is void.
 * @throws Problem 404; 409 for somebody who has a way to sign in, has gone, or has no address
 */
export async function inviteAgain(context: Context, userId: unknown, posting: Posting): Promise<Invitation> {
  if (typeof userId !== 'string')
    throw badRequest('Send "user" as the id of a user.', [{ pointer: '/user', code: 'type', message: 'An id is wanted.' }]);
  return atomically(context, (inside) => invite(inside, userId, posting));
}

async function invite(inside: Context, userId: string, posting: Posting): Promise<Invitation> {
  const user = await demandUser(inside, userId);
  if (!user.active) throw conflict('This user is switched off or in the trash.');
  if (user.email === null) throw conflict('This user has no e-mail address.');
  await holdUser(inside, user.id);
  // A link for somebody who is here already would let whoever holds it in as them.
  if (!(await lacksPassword(inside, user.id)))
    throw conflict('This user has come already. Whoever forgot their password asks for a new one where they sign in.', [], 'has-come');
  const link = await postLink(inside, 'invitation', user, posting);
  return { user: { id: user.id }, sent: posting.sendsMails, ...(posting.sendsMails ? {} : { link }) };
}

function checkInput(
  context: Context,
  { email, name, roles, team }: NewUserInput,
): { email: string; name: unknown; roles: string[]; team?: string } {
  const errors: ProblemItem[] = [];
  if (typeof email !== 'string' || email.trim() === '')
    errors.push({ pointer: '/email', code: 'required', message: 'An e-mail address is wanted: the invitation goes there.' });
  const given: readonly unknown[] = Array.isArray(roles) ? roles.slice(0, 100) : [];
  if (!Array.isArray(roles) || roles.length === 0 || roles.length > 100)
    errors.push({ pointer: '/roles', code: 'required', message: 'Name at least one role: without any, nobody may do anything.' });
  given.forEach((role, place) => {
    if (typeof role !== 'string' || !context.model.roles.has(role))
      errors.push({
        pointer: `/roles/${place}`,
        code: 'role',
        message: 'There is no such role.',
        hint: `There are ${[...context.model.roles.keys()].join(', ')}.`,
      });
  });
  if (team !== undefined && team !== null && typeof team !== 'string')
    errors.push({ pointer: '/team', code: 'type', message: 'The id of a team is wanted.' });
  if (errors.length > 0) throw invalid(errors);
  return { email: String(email), name, roles: given.map(String), ...(typeof team === 'string' ? { team } : {}) };
}
