/** Looking at the system as roles or a user see it: what is chosen, kept for this window, and sent with every call. */
import { shallowRef } from 'vue';

/** What an admin looks through. */
export interface ViewAs {
  /** `crm.sales,crm.manager` or `user:<id>`. */
  readonly header: string;
  /** For people: titles of the roles, or the user's name. */
  readonly label: string;
}

const storageKey = 'relata-view-as';

function stored(): ViewAs | undefined {
  try {
    const value = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Partial<ViewAs> | null;
    return typeof value?.header === 'string' && typeof value.label === 'string' ? { header: value.header, label: value.label } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined while everybody sees with their own eyes. */
export const viewedAs = shallowRef<ViewAs | undefined>(stored());

/** Begins to look; what was fetched before has to be fetched anew. */
export function startViewing(choice: ViewAs): void {
  sessionStorage.setItem(storageKey, JSON.stringify(choice));
  viewedAs.value = choice;
}

/** Ends it. */
export function stopViewing(): void {
  sessionStorage.removeItem(storageKey);
  viewedAs.value = undefined;
}

/** Address that the browser opens by itself, in a picture, a link or the stream of events: it sends no header of ours. */
export function viewedAddress(address: string): string {
  return viewedAs.value === undefined ? address : `${address}?viewAs=${encodeURIComponent(viewedAs.value.header)}`;
}

/** The header for a call. One's own session stays one's own: signing out has to work at any time. */
export function viewAsHeader(path: string): Readonly<Record<string, string>> {
  return viewedAs.value === undefined || /^\/session(?:[/?]|$)/.test(path) ? {} : { 'X-Relata-View-As': viewedAs.value.header };
}
