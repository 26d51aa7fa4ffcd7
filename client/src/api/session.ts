/** Signing in, the second factor, one's own sessions and passwords over HTTP. Shapes as in server/README.md. */
import { call, request } from './client.ts';

/** The user as `GET /api/session` names them. */
export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string | null;
  readonly admin?: boolean;
  readonly mustSetPassword?: boolean;
  readonly mustSetSecondFactor?: boolean;
  readonly secondFactor?: boolean;
  readonly recoveryCodesLeft?: number;
}

/** A provider of identities at which one may sign in. */
export interface Provider {
  readonly id: string;
  readonly title: string;
}

/** Who is signed in, or where one may sign in. */
export interface SessionState {
  readonly user: SessionUser | null;
  readonly providers?: readonly Provider[];
}

/** The password was right, a code is asked for. */
export interface Challenge {
  readonly user: null;
  readonly challenge: string;
  readonly expiresAt: string;
}

/** What a sign-in begins with or goes on with. */
export type Credentials =
  | { readonly email: string; readonly password: string }
  | { readonly token: string }
  | { readonly challenge: string; readonly code: string };

/** One place where the user is signed in. */
export interface OwnSession {
  readonly id: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly expiresAt: string;
  readonly agent: string | null;
  readonly address: string | null;
  readonly current: boolean;
}

/** What an authenticator needs to know. */
export interface SecondFactorSecret {
  readonly secret: string;
  /** `otpauth://…` */
  readonly uri: string;
}

/** Who is signed in. Throws ApiProblem. */
export function readSession(): Promise<SessionState> {
  return call('GET', '/session');
}

/** One step of a sign-in. Throws ApiProblem (401). */
export function openSession(credentials: Credentials): Promise<Challenge | { user: SessionUser }> {
  return call('POST', '/session', { body: credentials });
}

/** Signs out. */
export async function closeSession(): Promise<void> {
  await request('DELETE', '/session');
}

/** Sets the own password; `current` unless there is none yet. Throws ApiProblem (422, 401). */
export async function setPassword(password: string, current?: string): Promise<void> {
  await request('PUT', '/session/password', { body: { password, ...(current === undefined ? {} : { current }) } });
}

/** Asks for a mail with a link; the answer is the same whether the address is known or not. */
export async function askForReset(email: string): Promise<void> {
  await request('POST', '/password-resets', { body: { email } });
}

/** Sets a password by the link of such a mail. Throws ApiProblem when the link is spent. */
export async function resetPassword(token: string, password: string, revokeKeys: boolean): Promise<void> {
  await request('PUT', '/password-resets', { body: { token, password, revokeKeys } });
}

/** Begins the set-up of a second factor. Throws ApiProblem (401 when the password is wrong). */
export function beginSecondFactor(password: string): Promise<SecondFactorSecret> {
  return call('POST', '/session/second-factor', { body: { password } });
}

/** Ends the set-up with the first code; gives the recovery codes, this once. Throws ApiProblem. */
export async function confirmSecondFactor(code: string): Promise<readonly string[]> {
  return (await call<{ recoveryCodes: readonly string[] }>('PUT', '/session/second-factor', { body: { code } })).recoveryCodes;
}

/** Switches the second factor off. Throws ApiProblem. */
export async function removeSecondFactor(password: string, code: string): Promise<void> {
  await request('DELETE', '/session/second-factor', { body: { password, code } });
}

/** Makes new recovery codes; the old ones are void. Throws ApiProblem. */
export async function renewRecoveryCodes(password: string): Promise<readonly string[]> {
  return (await call<{ recoveryCodes: readonly string[] }>('POST', '/session/recovery-codes', { body: { password } })).recoveryCodes;
}

/** Where the user is signed in. */
export async function listSessions(): Promise<readonly OwnSession[]> {
  return (await call<{ data: readonly OwnSession[] }>('GET', '/sessions')).data;
}

/** Ends one of them. */
export async function endSession(id: string): Promise<void> {
  await request('DELETE', `/sessions/${encodeURIComponent(id)}`);
}

/** Ends all of them, and API keys if they are to end, too. */
export async function endSessions(revokeKeys: boolean): Promise<void> {
  await request('DELETE', '/sessions', { body: { revokeKeys } });
}

/** Address at which a sign-in at a provider begins. */
export function providerUrl(provider: string, back: string): string {
  return `/api/session/oidc/${encodeURIComponent(provider)}?return=${encodeURIComponent(back)}`;
}
