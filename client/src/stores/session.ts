/** Who is signed in. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { call, request } from '../api/client.ts';

/** The user as `GET /api/session` names them. */
export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly mustSetPassword?: boolean;
}

/** Session state; `user` is undefined until asked, null when nobody is signed in. */
export const useSession = defineStore('session', () => {
  const user = ref<SessionUser | null | undefined>(undefined);

  /** Asks the server who is signed in; null when nobody is. Throws ApiProblem. */
  async function load(): Promise<SessionUser | null> {
    user.value = (await call<{ user: SessionUser | null }>('GET', '/session')).user;
    return user.value;
  }

  /** Signs in with a password or a one-time token. Throws ApiProblem. */
  async function signIn(credentials: { email: string; password: string } | { token: string }): Promise<SessionUser> {
    user.value = (await call<{ user: SessionUser }>('POST', '/session', { body: credentials })).user;
    return user.value;
  }

  async function setPassword(password: string, current?: string): Promise<void> {
    await request('PUT', '/session/password', { body: { password, ...(current === undefined ? {} : { current }) } });
    if (user.value) user.value = { ...user.value, mustSetPassword: false };
  }

  async function signOut(): Promise<void> {
    await request('DELETE', '/session');
    user.value = null;
  }

  return { user, load, signIn, setPassword, signOut };
});
