/** Who is signed in. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import * as api from '../api/session.ts';
import type { Challenge, Credentials, Provider, SessionUser } from '../api/session.ts';
import { stopViewing } from '../api/view-as.ts';

/** Session state; `user` is undefined until asked, null when nobody is signed in. */
export const useSession = defineStore('session', () => {
  const user = ref<SessionUser | null | undefined>(undefined);
  const providers = ref<readonly Provider[]>([]);

  /** Asks the server who is signed in; null when nobody is. Throws ApiProblem. */
  async function load(): Promise<SessionUser | null> {
    const state = await api.readSession();
    user.value = state.user;
    providers.value = state.providers ?? [];
    return state.user;
  }

  /** Signs in, or comes one step nearer: with a second factor the answer is a challenge. Throws ApiProblem. */
  async function signIn(credentials: Credentials): Promise<Challenge | undefined> {
    const answer = await api.openSession(credentials);
    if ('challenge' in answer) return answer;
    stopViewing();
    user.value = answer.user;
    return undefined;
  }

  /** Sets the own password. Throws ApiProblem. */
  async function setPassword(password: string, current?: string): Promise<void> {
    await api.setPassword(password, current);
    if (user.value) user.value = { ...user.value, mustSetPassword: false };
  }

  /** Signs out here. */
  async function signOut(): Promise<void> {
    await api.closeSession();
    stopViewing();
    user.value = null;
  }

  return { user, providers, load, signIn, setPassword, signOut };
});
