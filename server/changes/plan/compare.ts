/** How two sets of documents differ: document by document, member by member, list element by element. Pure. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import type { DocumentSet, SourceDocument } from '../../model/types.ts';
import { byKey } from '../documents/document-sets.ts';
import { identityOf } from '../documents/identity.ts';
import type { Difference, DocumentChange } from '../types.ts';

/** All documents that differ, in the order of the newer set, what is gone at the end. */
export function compareSets(before: DocumentSet, after: DocumentSet): DocumentChange[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  const changed = [...fresh].flatMap(([key, document]): DocumentChange[] => {
    const previous = old.get(key);
    if (!previous) return [{ ...factsOf(document), change: 'added', differences: [] }];
    const differences = compareValues(previous.content, document.content);
    return differences.length === 0 ? [] : [{ ...factsOf(document), change: 'changed', differences }];
  });
  const gone = [...old]
    .filter(([key]) => !fresh.has(key))
    .map(([, document]) => ({ ...factsOf(document), change: 'removed' as const, differences: [] }));
  return [...changed, ...gone];
}

function factsOf(document: SourceDocument): Pick<DocumentChange, 'kind' | 'id' | 'title'> {
  const { id, title } = document.content as { id?: unknown; title?: unknown };
  return { kind: document.kind, id: String(id), title: typeof title === 'string' ? title : String(id) };
}

/** The places in which two JSON values differ. */
export function compareValues(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [left, right] = [membersOf(before), membersOf(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) return [{ pointer, before, after }];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const within = names.flatMap((name) => compareValues(left.get(name), right.get(name), pointer + segment(name)));
  // The same members in another order: only the order was changed.
  return within.length > 0 ? within : [{ pointer, before: [...left.keys()], after: [...right.keys()] }];
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const keys = value.map((item, index) => identityOf(item) ?? `#${index}`);
    return new Set(keys).size === keys.length ? new Map(value.map((item, index) => [keys[index] ?? '', item as unknown])) : undefined;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
