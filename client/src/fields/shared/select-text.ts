/** Selecting what an input holds. */
import { nextTick } from 'vue';

/** Selects all text of the input that got the focus, after its text has become the one for editing (which would undo a selection). */
export async function selectText(event: FocusEvent): Promise<void> {
  const input = event.target;
  await nextTick();
  if (input instanceof HTMLInputElement && document.activeElement === input) input.select();
}
