/** Lists follow what others do: a change of a record of their entity fetches them anew, a moment later and never in a storm. */
import { useQueryClient } from '@tanstack/vue-query';
import { useDebounceFn } from '@vueuse/core';
import { onScopeDispose } from 'vue';
import { onRecordEvent } from '../../api/events.ts';

/** After so many milliseconds without another change; during an import at least this often. */
const [quiet, atLeast] = [800, 5000];

/**
 * Fetches queries anew when records of an entity change.
 * @param keys what is fetched for a change of this entity: the beginnings of query keys
 */
export function useLiveLists(keys: (entity: string) => readonly (readonly unknown[])[]): void {
  const queries = useQueryClient();
  const pending = new Map<string, readonly unknown[]>();
  const fetchAnew = useDebounceFn(
    () => {
      for (const queryKey of pending.values()) void queries.invalidateQueries({ queryKey });
      pending.clear();
    },
    quiet,
    { maxWait: atLeast },
  );
  onScopeDispose(
    onRecordEvent((event) => {
      const wanted = keys(event.entity);
      for (const key of wanted) pending.set(JSON.stringify(key), key);
      if (wanted.length > 0) void fetchAnew();
    }),
  );
}
