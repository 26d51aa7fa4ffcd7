/** The steps of signing in and what leads from one to the next. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import { ApiProblem } from '../api/problem.ts';
import { askForReset, resetPassword, type Credentials } from '../api/session.ts';
import { useSession } from '../stores/session.ts';
import { describeProblem } from '../ui/notify.ts';

/** What the page asks for. */
export type SignInStep = 'password' | 'code' | 'forgot' | 'reset' | 'token' | 'new-password' | 'second-factor';

/** What the page shows above its form. */
export interface Notice {
  readonly title: string;
  readonly description: string;
}

/** State of a sign-in. */
export interface SignIn {
  readonly step: Ref<SignInStep>;
  readonly busy: Ref<boolean>;
  readonly problem: ShallowRef<Notice | undefined>;
  /** The mail with a link was asked for. */
  readonly resetSent: Ref<boolean>;
  /** The password was set by such a link. */
  readonly wasReset: Ref<boolean>;
  /** Where the user wanted to go. */
  readonly target: () => string;
  readonly goTo: (step: SignInStep) => void;
  /** True when it succeeded, be it only with a challenge. */
  readonly signIn: (credentials: Credentials | { readonly code: string }) => Promise<boolean>;
  /** Goes on with a sign-in that a provider began: a code is asked for. */
  readonly goOn: (challenge: string) => Promise<void>;
  readonly savePassword: (password: string) => Promise<void>;
  readonly forgot: (email: string) => Promise<void>;
  readonly reset: (token: string, password: string, revokeKeys: boolean) => Promise<void>;
  /** Goes where the signed-in user may go next. */
  readonly proceed: () => Promise<void>;
}

/** Sign-in for the page of that name. */
export function useSignIn(): SignIn {
  const messages = useI18n();
  const { t } = messages;
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const step = ref<SignInStep>('password');
  const busy = ref(false);
  const problem = shallowRef<Notice>();
  const resetSent = ref(false);
  const wasReset = ref(false);
  const challenge = shallowRef<string>();

  /** Only addresses of our own: one of another site would send people there who trust this page. */
  const target = (): string => {
    const to = route.query['to'];
    return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/';
  };

  function wordsFor(error: unknown): Notice {
    if (error instanceof ApiProblem && error.status === 401 && step.value === 'password')
      return { title: t('signIn.refused'), description: t('signIn.refusedHint') };
    const spent = error instanceof ApiProblem && error.errors.some((item) => item.pointer === '/token');
    if (spent || (error instanceof ApiProblem && error.status === 401 && step.value === 'token'))
      return { title: t('signIn.linkSpent'), description: t('signIn.linkSpentHint') };
    return describeProblem(error);
  }

  async function attempt(action: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    try {
      await action();
      return true;
    } catch (error) {
      problem.value = wordsFor(error);
      // Without its challenge a code is worth nothing: the password is asked for again.
      if (error instanceof ApiProblem && error.code === 'challenge-over') step.value = 'password';
      return false;
    } finally {
      busy.value = false;
    }
  }

  function goTo(next: SignInStep): void {
    step.value = next;
    problem.value = undefined;
    resetSent.value = false;
  }

  async function proceed(): Promise<void> {
    if (session.user?.mustSetPassword === true) goTo('new-password');
    else if (session.user?.mustSetSecondFactor === true) goTo('second-factor');
    else await router.replace(target());
  }

  function signIn(credentials: Credentials | { readonly code: string }): Promise<boolean> {
    return attempt(async () => {
      const asked =
        'code' in credentials && !('challenge' in credentials) ? { challenge: challenge.value ?? '', code: credentials.code } : credentials;
      challenge.value = (await session.signIn(asked))?.challenge;
      if (challenge.value === undefined) await proceed();
      else goTo('code');
    });
  }

  async function goOn(given: string): Promise<void> {
    challenge.value = given;
    goTo('code');
    // Neither the history of the browser nor a link that is passed on should hold it.
    await router.replace({ query: { to: target() } });
  }

  async function savePassword(password: string): Promise<void> {
    await attempt(async () => {
      await session.setPassword(password);
      await proceed();
    });
  }

  async function forgot(email: string): Promise<void> {
    resetSent.value = await attempt(() => askForReset(email.trim()));
  }

  async function reset(token: string, password: string, revokeKeys: boolean): Promise<void> {
    const done = await attempt(() => resetPassword(token, password, revokeKeys));
    if (!done) return;
    wasReset.value = true;
    goTo('password');
    await router.replace({ name: 'sign-in' });
  }

  const code = route.query['error'];
  if (typeof code === 'string') {
    const known = messages.te(`signIn.error.${code}`);
    problem.value = { title: t('signIn.error.title'), description: known ? t(`signIn.error.${code}`) : t('signIn.error.other') };
  }

  return { step, busy, problem, resetSent, wasReset, target, goTo, signIn, goOn, savePassword, forgot, reset, proceed };
}
