/** A record that a link still lacks, made in a dialog over the form. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ClientEntity } from '../../../metadata/client-model.ts';
import { ApiProblem, type ProblemItem } from '../api/problem.ts';
import { createRecord, type LinkValue } from '../api/records.ts';
import { useNotify } from '../ui/notify.ts';
import { recordLabel } from '../ui/values.ts';
import { nameFrom } from './quick-create.ts';

/** What the dialog is about. */
export interface LinkedCreation {
  readonly entity: ClientEntity;
  readonly initial: Readonly<Record<string, unknown>>;
}

/** State of the dialog and the ways to open, fill and close it. */
export interface LinkedCreator {
  readonly job: ShallowRef<LinkedCreation | undefined>;
  readonly errors: ShallowRef<readonly ProblemItem[]>;
  readonly busy: Ref<boolean>;
  /** Opens it; gives the link to the new record, undefined when it is closed without one. */
  readonly open: (entity: ClientEntity, words: string) => Promise<LinkValue | undefined>;
  readonly create: (values: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly close: () => void;
}

/** One dialog for one form. */
export function useLinkedCreation(): LinkedCreator {
  const notify = useNotify();
  const job = shallowRef<LinkedCreation>();
  const errors = shallowRef<readonly ProblemItem[]>([]);
  const busy = ref(false);
  let settle: ((link: LinkValue | undefined) => void) | undefined;

  function finish(link: LinkValue | undefined): void {
    settle?.(link);
    settle = undefined;
    job.value = undefined;
    errors.value = [];
  }
  function open(entity: ClientEntity, words: string): Promise<LinkValue | undefined> {
    finish(undefined);
    job.value = { entity, initial: nameFrom(entity, words) };
    return new Promise((resolve) => {
      settle = resolve;
    });
  }
  async function create(values: Readonly<Record<string, unknown>>): Promise<void> {
    const current = job.value;
    if (current === undefined || busy.value) return;
    busy.value = true;
    try {
      const made = await createRecord(current.entity.id, values);
      finish({ id: made.id, label: recordLabel(current.entity, made) });
    } catch (error) {
      if (error instanceof ApiProblem) errors.value = error.errors;
      notify.problem(error);
    } finally {
      busy.value = false;
    }
  }
  return { job, errors, busy, open, create, close: () => finish(undefined) };
}
