/** One record on its page: reading and following it, editing, saving, and what to do when somebody else was faster. */
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { ClientEntity } from '../../../../metadata/client-model.ts';
import { entityFor } from '../../access/record-rights.ts';
import { onRecordEvent } from '../../api/events.ts';
import { ApiProblem, type ProblemItem } from '../../api/problem.ts';
import { readRecord, updateRecord, type RecordData } from '../../api/records.ts';
import { translate } from '../../i18n/setup.ts';
import { useModel } from '../../stores/model.ts';
import { useNotify } from '../../ui/notify.ts';
import type { Conflict } from './conflict.ts';

/** State of a record's page. */
export interface RecordState {
  /** As it stands on the server. */
  readonly stored: ComputedRef<RecordData | undefined>;
  /** What the form shows: while editing, the state from which the user began. */
  readonly record: ComputedRef<RecordData | undefined>;
  /** The entity with what may be done with this very record. */
  readonly entity: ComputedRef<ClientEntity>;
  readonly failure: ComputedRef<unknown>;
  readonly editing: Ref<boolean>;
  readonly saving: Ref<boolean>;
  readonly errors: Ref<readonly ProblemItem[]>;
  readonly conflict: ShallowRef<Conflict | undefined>;
  /** While the user edits, somebody else has saved: what is there now. */
  readonly newer: ComputedRef<RecordData | undefined>;
  readonly startEdit: () => void;
  readonly stopEdit: () => void;
  /** Takes over a fresh answer of the server, and all that hangs on the record. */
  readonly taken: (fresh: RecordData) => void;
  /** Reads the record and its history anew. */
  readonly refresh: () => void;
  readonly save: (values: Readonly<Record<string, unknown>>, version?: number) => Promise<void>;
  /** Goes on editing upon what is there now; the form keeps what the user typed. */
  readonly rebase: () => void;
  /** Gives up what was typed. */
  readonly reload: () => void;
}

/** The record of a page that lives as long as the record does not change to another one. */
export function useRecord(entity: ClientEntity, id: string, edit: boolean): RecordState {
  const model = useModel();
  const queries = useQueryClient();
  const notify = useNotify();
  const editing = ref(edit && entity.can.update);
  const saving = ref(false);
  const errors = ref<readonly ProblemItem[]>([]);
  const conflict = shallowRef<Conflict>();
  const base = shallowRef<RecordData>();
  const key = ['record', entity.id, id];
  const query = useQuery({ queryKey: key, queryFn: () => readRecord(entity.id, id) });
  const stored = computed(() => query.data.value);
  const own = computed(() => (stored.value === undefined ? entity : entityFor(model, entity, stored.value)));

  if (editing.value)
    void query.suspense().then(() => {
      base.value = stored.value;
      if (!own.value.can.update) editing.value = false;
    });
  onScopeDispose(
    onRecordEvent((event) => {
      if (event.id === id && event.version !== stored.value?.version && !saving.value) refresh();
    }),
  );

  function refresh(): void {
    void queries.invalidateQueries({ queryKey: key });
    void queries.invalidateQueries({ queryKey: ['history', entity.id, id] });
  }
  function startEdit(): void {
    base.value = stored.value;
    errors.value = [];
    editing.value = true;
  }
  function stopEdit(): void {
    editing.value = false;
    base.value = undefined;
    errors.value = [];
  }
  function taken(fresh: RecordData): void {
    queries.setQueryData(key, fresh);
    refresh();
    for (const name of ['list', 'board', 'calendar', 'related']) void queries.invalidateQueries({ queryKey: [name] });
  }
  function rebase(): void {
    base.value = stored.value;
  }
  function reload(): void {
    if (conflict.value !== undefined) queries.setQueryData(key, conflict.value.theirs);
    conflict.value = undefined;
    stopEdit();
  }

  async function refused(error: unknown, values: Readonly<Record<string, unknown>>): Promise<void> {
    const theirs =
      error instanceof ApiProblem && error.status === 412 && base.value !== undefined
        ? await readRecord(entity.id, id).catch(() => undefined)
        : undefined;
    if (theirs !== undefined && base.value !== undefined) {
      conflict.value = { base: base.value, theirs, mine: values };
      return;
    }
    if (error instanceof ApiProblem) errors.value = error.errors;
    notify.problem(error);
  }
  async function save(
    values: Readonly<Record<string, unknown>>,
    version = base.value?.version ?? stored.value?.version ?? 0,
  ): Promise<void> {
    if (Object.keys(values).length === 0) {
      stopEdit();
      return;
    }
    saving.value = true;
    errors.value = [];
    try {
      taken(await updateRecord(entity.id, id, version, values));
      notify.success(translate('record.saved'));
      conflict.value = undefined;
      stopEdit();
    } catch (error) {
      await refused(error, values);
    } finally {
      saving.value = false;
    }
  }

  return {
    stored,
    record: computed(() => (editing.value ? (base.value ?? stored.value) : stored.value)),
    entity: own,
    failure: computed(() => (query.isError.value && stored.value === undefined ? query.error.value : undefined)),
    editing,
    saving,
    errors,
    conflict,
    newer: computed(() =>
      editing.value && !saving.value && base.value !== undefined && stored.value !== undefined && stored.value.version > base.value.version
        ? stored.value
        : undefined,
    ),
    startEdit,
    stopEdit,
    taken,
    refresh,
    save,
    rebase,
    reload,
  };
}
