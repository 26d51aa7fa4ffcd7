/** The values of a form: where they began, what they are now, what has changed. */
import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { ClientEntity, ClientField } from '../../../metadata/client-model.ts';
import { changedValues } from './changed-values.ts';

type Values = Record<string, unknown>;

/** State of a form. */
export interface FormValues {
  readonly now: Values;
  readonly changes: ComputedRef<Values>;
  readonly dirty: ComputedRef<boolean>;
  /** Fields that the user has touched. */
  readonly touched: Ref<ReadonlySet<string>>;
  readonly set: (name: string, value: unknown) => void;
}

/**
 * Begins from the stored record, or for a new one from defaults and `initial`. A stored record that changes on the server while
 * nothing is edited is taken over; while something is edited, only fields that the user has not changed follow it.
 * @param otherwise what a field of a new record begins with where the model states no default
 */
export function useFormValues(
  entity: () => ClientEntity,
  record: () => Readonly<Values> | undefined,
  initial: () => Readonly<Values> | undefined,
  otherwise: (field: ClientField) => unknown,
): FormValues {
  const now = reactive<Values>({});
  const base = ref<Readonly<Values>>({});
  const touched = ref<ReadonlySet<string>>(new Set());

  function begin(): void {
    const stored = record();
    base.value = stored ?? {};
    for (const name of Object.keys(now)) delete now[name];
    if (stored !== undefined) Object.assign(now, structuredCopy(stored));
    else
      for (const field of entity().fields) {
        if (field.default !== undefined && !field.computed) now[field.name] = structuredCopy(field.default);
        else {
          const value = otherwise(field);
          if (value !== undefined) now[field.name] = value;
        }
      }
    Object.assign(now, structuredCopy(initial() ?? {}));
    touched.value = new Set();
  }
  begin();

  const changes = computed(() => {
    const known = new Set(
      entity().fields.flatMap((field) => (field.kind === 'status' ? [field.name, `${field.name}Pipeline`] : [field.name])),
    );
    return changedValues(base.value, Object.fromEntries(Object.entries(now).filter(([name]) => known.has(name))));
  });
  // Defaults and what a link proposes are no work of the user's that could be lost.
  const dirty = computed(() => touched.value.size > 0 && Object.keys(changes.value).length > 0);
  watch(record, (stored, before) => {
    if (stored === before) return;
    if (!dirty.value || stored === undefined) begin();
    else follow(stored);
  });
  /** What the user typed stays, upon the newer state. */
  function follow(stored: Readonly<Values>): void {
    const typed = changes.value;
    base.value = stored;
    for (const [name, value] of Object.entries(structuredCopy(stored))) if (!(name in typed)) now[name] = value;
  }

  function set(name: string, value: unknown): void {
    now[name] = value;
    touched.value = new Set([...touched.value, name]);
  }
  return { now, changes, dirty, touched, set };
}

/** Wire values are JSON, so JSON copies them. */
function structuredCopy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
