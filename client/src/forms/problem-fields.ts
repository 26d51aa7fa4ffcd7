/** Faults that the server found, by field. */
import { splitPointer } from '../../../metadata/rules/json-pointer.ts';
import type { ProblemItem } from '../api/problem.ts';

/** The field that a problem item points at: `/amount/currency` and `/values/amount` are about `amount`; undefined for the record as a whole. */
export function fieldOfPointer(pointer: string | undefined): string | undefined {
  const [first, second] = splitPointer(pointer ?? '');
  return first === 'values' ? second : first === '' ? undefined : first;
}

/** Message and hint of an item, as one text. */
export function problemText(item: ProblemItem): string {
  return [item.message, item.hint].filter((part) => part !== undefined && part !== '').join(' ');
}

/** Messages by field, and those that belong to none of `names`. */
export function sortProblems(
  items: readonly ProblemItem[],
  names: ReadonlySet<string>,
): { readonly byField: ReadonlyMap<string, string>; readonly others: readonly string[] } {
  const byField = new Map<string, string>();
  const others: string[] = [];
  for (const item of items) {
    const name = fieldOfPointer(item.pointer);
    if (name === undefined || !names.has(name)) others.push(problemText(item));
    else byField.set(name, [byField.get(name), problemText(item)].filter(Boolean).join(' '));
  }
  return { byField, others };
}
