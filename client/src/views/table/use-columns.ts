/** Which columns a list shows: those of its view, or those that the user picked, kept in this browser for each view. */
import { useStorage } from '@vueuse/core';
import { computed, type ComputedRef } from 'vue';
import type { ClientEntity } from '../../../../metadata/client-model.ts';
import type { ViewDocument } from '../../../../metadata/types.ts';
import { useModel } from '../../stores/model.ts';
import { columnsOf, type ColumnSource, type TableColumn } from './columns.ts';

/** The columns, whether they are the user's own choice, and the way to choose; `undefined` goes back to the view's. */
export interface ColumnChoice {
  readonly columns: ComputedRef<readonly TableColumn[]>;
  readonly changed: ComputedRef<boolean>;
  readonly pick: (paths: readonly string[] | undefined) => void;
}

/**
 * Columns of a table, with what the view says about the width and title of those that it names.
 * @param view undefined when the screen shows no table
 */
export function useColumns(entity: () => ClientEntity, view: () => ViewDocument | undefined): ColumnChoice {
  const model = useModel();
  const picked = useStorage<Record<string, readonly string[]>>('relata-columns', {});
  const key = (): string => view()?.id ?? entity().id;
  const own = computed(() => columnsOf(model, entity(), view() as ColumnSource | undefined));
  const columns = computed(() => {
    const paths = picked.value[key()];
    if (paths === undefined) return own.value;
    const found = paths.flatMap(
      (path) => own.value.find((column) => column.path === path) ?? columnsOf(model, entity(), { columns: [path] }),
    );
    return found.length === 0 ? own.value : found;
  });
  return {
    columns,
    changed: computed(() => picked.value[key()] !== undefined),
    pick(paths) {
      const rest = Object.fromEntries(Object.entries(picked.value).filter(([name]) => name !== key()));
      picked.value = paths === undefined ? rest : { ...rest, [key()]: paths };
    },
  };
}
