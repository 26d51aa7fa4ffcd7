/** Whether the server can be reached; set by failed calls, cleared by asking until it answers. */
import { ref } from 'vue';

/** True while the server cannot be reached. */
export const offline = ref(false);

const restored = new Set<() => void>();
let asking = false;

/** Calls `listener` when the connection is back; returns its remover. */
export function onRestored(listener: () => void): () => void {
  restored.add(listener);
  return () => restored.delete(listener);
}

/** Marks the connection as lost and asks every few seconds until the server answers. */
export function reportOffline(everyMs = 3000): void {
  offline.value = true;
  if (asking) return;
  asking = true;
  const answer = (answered: boolean): void => {
    if (!answered) {
      setTimeout(ask, everyMs);
      return;
    }
    asking = false;
    offline.value = false;
    for (const listener of restored) listener();
  };
  const ask = (): void => {
    void fetch('/healthz', { cache: 'no-store' }).then(
      (response) => answer(response.status < 502),
      () => answer(false),
    );
  };
  setTimeout(ask, everyMs);
}
