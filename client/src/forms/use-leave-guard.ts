/** Asks before unsaved changes are lost: by another page here, by closing the tab. */
import { onScopeDispose, ref, type Ref } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';

/** The question that stands open; the dialog answers it. */
export interface LeaveGuard {
  readonly asking: Ref<boolean>;
  /** Asks when there is something to lose; true when the user may go on. */
  readonly mayLeave: () => Promise<boolean>;
  readonly answer: (leave: boolean) => void;
}

/** @param unsaved whether there are changes that would be lost */
export function useLeaveGuard(unsaved: () => boolean): LeaveGuard {
  const asking = ref(false);
  let settle: ((leave: boolean) => void) | undefined;
  function mayLeave(): Promise<boolean> {
    if (!unsaved()) return Promise.resolve(true);
    settle?.(false);
    asking.value = true;
    return new Promise((resolve) => {
      settle = resolve;
    });
  }
  function answer(leave: boolean): void {
    asking.value = false;
    settle?.(leave);
    settle = undefined;
  }
  const closing = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault();
  };
  window.addEventListener('beforeunload', closing);
  onScopeDispose(() => window.removeEventListener('beforeunload', closing));
  onBeforeRouteLeave(() => mayLeave());
  return { asking, mayLeave, answer };
}
