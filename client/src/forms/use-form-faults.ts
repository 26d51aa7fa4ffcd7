/** What is wrong with a form: found here, and found by the server. */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { ClientField } from '../../../metadata/client-model.ts';
import type { ProblemItem } from '../api/problem.ts';
import type { RuleEffects } from './apply-rules.ts';
import { faultText } from './fault-text.ts';
import { sortProblems } from './problem-fields.ts';
import { validateValue } from './validate.ts';

/** What is asked about the form. */
export interface FaultSources {
  readonly shown: () => readonly ClientField[];
  readonly values: () => Readonly<Record<string, unknown>>;
  readonly effects: () => RuleEffects;
  readonly errors: () => readonly ProblemItem[];
  readonly readonly: () => boolean;
  readonly isWritable: (field: ClientField) => boolean;
  readonly isRequired: (field: ClientField) => boolean;
}

/** One line of the summary; `name` is undefined where it is about the record as a whole. */
export interface SummaryLine {
  readonly name: string | undefined;
  readonly title: string;
  readonly text: string;
}

/** Faults of a form. */
export interface FormFaults {
  /** Whether nothing is wrong as far as this side can tell. */
  readonly none: ComputedRef<boolean>;
  readonly summary: ComputedRef<readonly SummaryLine[]>;
  /** True once the user has tried to save: from then on every fault is shown, before only those of fields that they have left. */
  readonly tried: Ref<boolean>;
  readonly faultOf: (name: string) => string | undefined;
  readonly leave: (name: string) => void;
  /** The user changed the field: what the server said of it is past. */
  readonly mend: (name: string) => void;
  /** The server has spoken anew. */
  readonly renew: () => void;
}

/** @param sources the form */
export function useFormFaults(sources: FaultSources): FormFaults {
  const tried = ref(false);
  const left = ref<ReadonlySet<string>>(new Set());
  const mended = ref<ReadonlySet<string>>(new Set());

  const own = computed(() => {
    const faults = new Map<string, string>();
    for (const field of sources.shown()) {
      if (!sources.isWritable(field)) continue;
      const found = validateValue(field, sources.values()[field.name], sources.isRequired(field));
      if (found === undefined) continue;
      const said = found.code === 'required' ? sources.effects().demands.get(field.name) : undefined;
      faults.set(field.name, said ?? faultText(field, found));
    }
    for (const { field, message } of sources.effects().invalid) {
      if (!faults.has(field)) faults.set(field, message || faultText({ title: field, kind: '' }, { key: 'notPermitted', values: {} }));
    }
    return faults;
  });
  const sent = computed(() => sortProblems(sources.errors(), new Set(sources.shown().map((field) => field.name))));

  function faultOf(name: string): string | undefined {
    if (sources.readonly()) return undefined;
    const mine = tried.value || left.value.has(name) ? own.value.get(name) : undefined;
    return mine ?? (mended.value.has(name) ? undefined : sent.value.byField.get(name));
  }
  const summary = computed<readonly SummaryLine[]>(() => {
    if (sources.readonly() || (!tried.value && sources.errors().length === 0)) return [];
    const names = new Set(sources.shown().map((field) => field.name));
    const fields = sources.shown().flatMap((field) => {
      const text = faultOf(field.name);
      return text === undefined ? [] : [{ name: field.name, title: field.title, text }];
    });
    const unseen = tried.value ? [...own.value].filter(([name]) => !names.has(name)).map(([, text]) => text) : [];
    return [...fields, ...[...unseen, ...sent.value.others].map((text) => ({ name: undefined, title: '', text }))];
  });
  return {
    none: computed(() => own.value.size === 0),
    summary,
    tried,
    faultOf,
    leave: (name) => {
      left.value = new Set([...left.value, name]);
    },
    mend: (name) => {
      mended.value = new Set([...mended.value, name]);
    },
    renew: () => {
      mended.value = new Set();
    },
  };
}
