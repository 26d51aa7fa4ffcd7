/** Short messages in the corner, announced to screen readers by the kit. */
import { useToast } from '@nuxt/ui/composables';
import { ApiProblem, isOffline, type ProblemDocument } from '../api/problem.ts';
import { translate } from '../i18n/setup.ts';

/** What `useNotify` gives. */
export interface Notify {
  readonly success: (title: string, options?: { description?: string; undo?: () => void }) => void;
  /** Shows a refusal in words: its title, detail and first faults. */
  readonly problem: (error: unknown) => void;
  /** Shows one of several refusals under a title of one's own. */
  readonly refusal: (title: string, problem: ProblemDocument) => void;
}

/** Refusals that mean the same wherever they come from, so that they have words in each language. */
const knownCodes: ReadonlySet<string> = new Set(['wrong-code', 'wrong-credentials', 'challenge-over', 'locked', 'view-as']);

/** Title and text of any failure, for people. */
export function describeProblem(error: unknown): { title: string; description: string } {
  if (isOffline(error)) return { title: translate('error.offline'), description: translate('error.offlineHint') };
  if (error instanceof ApiProblem && knownCodes.has(error.code))
    return { title: translate(`error.known.${error.code}`), description: translate(`error.knownHint.${error.code}`) };
  if (error instanceof ApiProblem) {
    const items = error.errors.slice(0, 4).map((item) => [item.message, item.hint].filter(Boolean).join(' '));
    return {
      title: error.title,
      description: [error.detail, ...items].filter((text, index, all) => Boolean(text) && all.indexOf(text) === index).join('\n'),
    };
  }
  return { title: translate('error.unexpected'), description: error instanceof Error ? error.message : String(error) };
}

/** Toasts for components' setup. */
export function useNotify(): Notify {
  const toast = useToast();
  function complain(title: string, description: string): void {
    toast.add({
      title,
      description,
      color: 'error',
      icon: 'i-lucide-circle-alert',
      duration: 10_000,
      ui: { description: 'whitespace-pre-line' },
    });
  }
  return {
    success(title, options = {}) {
      toast.add({
        title,
        color: 'success',
        icon: 'i-lucide-circle-check',
        ...(options.description === undefined ? {} : { description: options.description }),
        ...(options.undo === undefined
          ? {}
          : { actions: [{ label: translate('action.undo'), color: 'neutral', variant: 'outline', onClick: options.undo }] }),
      });
    },
    problem(error) {
      const { title, description } = describeProblem(error);
      complain(title, description);
    },
    refusal(title, problem) {
      complain(title, describeProblem(new ApiProblem(problem.status ?? 400, problem)).description);
    },
  };
}
