/** What admins do about users: inviting them, ending their sessions, taking away a lost second factor. */
import { call, request } from './client.ts';

/** An invitation that was made. */
export interface Invitation {
  readonly user: { readonly id: string };
  /** Whether a mail is on its way. */
  readonly sent: boolean;
  /** Where no mail can be sent: to be handed over by other means. */
  readonly link?: string;
}

/** Makes a user and invites them. Throws ApiProblem (422, 409). */
export function invite(person: {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly team?: string;
}): Promise<Invitation> {
  return call('POST', '/invitations', { body: person });
}

/** Invites a user who is there once more. */
export function inviteAgain(user: string): Promise<Invitation> {
  return call('POST', '/invitations', { body: { user } });
}

/** Signs a user out everywhere, and ends their API keys if they are to end, too. */
export async function endSessionsOf(user: string, revokeKeys: boolean): Promise<void> {
  await request('DELETE', `/users/${encodeURIComponent(user)}/sessions`, { body: { revokeKeys } });
}

/** Takes a user's second factor away. */
export async function removeSecondFactorOf(user: string): Promise<void> {
  await request('DELETE', `/users/${encodeURIComponent(user)}/second-factor`);
}
