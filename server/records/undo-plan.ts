/** What undoing entries of history means for a record as it stands: pure, from entries to operations of the write path. */
import { isEncryptedValue } from '../encryption/history-values.ts';
import { fieldsById, type StoredChanges } from '../query/past-values.ts';
import type { FieldAccess } from '../access/field-cases.ts';
import type { Entity, Field } from '../model/types.ts';
import { same } from './draft.ts';

/** An entry that is to be undone. */
export interface UndoEntry {
  readonly action: string;
  readonly erased: boolean;
  readonly changes: StoredChanges;
}

/** A field that was changed again since. */
export interface ChangedSince {
  readonly field: Field;
  readonly before: unknown;
  readonly after: unknown;
  readonly current: unknown;
}

/** What is to be done. `none`: the record is as it was before already. `unseen`: the entries say nothing to the reader. */
export type UndoPlan =
  | { readonly kind: 'none' | 'unseen' | 'forbidden' | 'erased' | 'deleted-again' }
  | { readonly kind: 'changed'; readonly fields: readonly ChangedSince[] }
  | {
      readonly kind: 'write';
      readonly restore: boolean;
      readonly values: Readonly<Record<string, unknown>>;
      readonly remove: boolean;
    };

/** What others did to a record after it was created by what is to be undone. */
export interface LaterEdit {
  readonly erased: boolean;
  readonly changes: StoredChanges;
}

interface Net {
  before: unknown;
  readonly after: unknown;
}

/**
 * Plans the undoing of what was done to one record together.
 * @param entries newest first: what counts is the state before the oldest and the state after the newest
 * @param current canonical values of the record as it stands
 * @param edits what people changed later in a record that was created, oldest first: what they made of it is not thrown away with it
 */
export function planUndo(
  entity: Entity,
  entries: readonly UndoEntry[],
  current: Readonly<Record<string, unknown>>,
  accessTo: (field: Field) => FieldAccess,
  edits: readonly LaterEdit[] = [],
): UndoPlan {
  const created = entries.some(({ action }) => action === 'create');
  const net = netChanges(entries);
  const fields = fieldsById(entity);
  const seen = [...net.keys()].some((name) => {
    const field = fields.get(name);
    return field !== undefined && accessTo(field) !== 'hidden';
  });
  if (!seen && entries.every(({ action, erased }) => action === 'update' && !erased)) return { kind: 'unseen' };
  const deletedAt = net.get('deletedAt');
  const deleted = (current['deletedAt'] ?? null) !== null;
  if (created && deleted) return { kind: 'none' };
  if (created) return editedSince(entity, edits, current, accessTo) ?? { kind: 'write', restore: false, values: {}, remove: true };
  // What was erased is not known any more, but for the coming and going of the record.
  if (entries.some(({ erased }) => erased)) return { kind: 'erased' };
  const wantsDeleted = deletedAt === undefined ? deleted : deletedAt.before !== null;
  if (deleted && !wantsDeleted && !same(deletedAt?.after ?? null, current['deletedAt'] ?? null)) return { kind: 'deleted-again' };
  const values: Record<string, unknown> = {};
  const changed: ChangedSince[] = [];
  for (const [name, { before, after }] of net) {
    const field = fields.get(name);
    if (!field || name === 'deletedAt' || field.type.computed === true) continue;
    const access = accessTo(field);
    // Half of a change is none: whoever may not see a part of it cannot undo it.
    if (access === 'hidden' || access === 'masked' || isEncryptedValue(before) || isEncryptedValue(after)) return { kind: 'forbidden' };
    const now = current[field.name] ?? null;
    if (same(now, before)) continue;
    if (same(now, after)) values[field.name] = before;
    else changed.push({ field, before, after, current: now });
  }
  if (changed.length > 0) return { kind: 'changed', fields: changed };
  const restore = deleted && !wantsDeleted;
  const remove = !deleted && wantsDeleted;
  if (!restore && !remove && Object.keys(values).length === 0) return { kind: 'none' };
  return { kind: 'write', restore, values, remove };
}

/** Why a record that was created stays: somebody made something else of it since. What was set back counts for nothing. */
function editedSince(
  entity: Entity,
  edits: readonly LaterEdit[],
  current: Readonly<Record<string, unknown>>,
  accessTo: (field: Field) => FieldAccess,
): UndoPlan | undefined {
  if (edits.some(({ erased }) => erased)) return { kind: 'erased' };
  const fields = fieldsById(entity);
  const first = new Map<string, unknown>();
  for (const { changes } of edits)
    for (const [name, { before }] of Object.entries(changes)) if (!first.has(name)) first.set(name, before ?? null);
  const changed = [...first].flatMap(([name, after]): ChangedSince[] => {
    const field = fields.get(name);
    if (!field || name === 'deletedAt' || field.type.computed === true) return [];
    const now = current[field.name] ?? null;
    return same(now, after) ? [] : [{ field, before: null, after, current: now }];
  });
  if (changed.length === 0) return undefined;
  const unseen = ({ field, after }: ChangedSince): boolean => ['hidden', 'masked'].includes(accessTo(field)) || isEncryptedValue(after);
  return changed.some(unseen) ? { kind: 'forbidden' } : { kind: 'changed', fields: changed };
}

/** By field id: the state before the oldest entry and after the newest. */
function netChanges(entries: readonly UndoEntry[]): Map<string, Net> {
  const net = new Map<string, Net>();
  for (const { changes } of entries) {
    for (const [name, { before, after }] of Object.entries(changes)) {
      const known = net.get(name);
      if (known) known.before = before ?? null;
      else net.set(name, { before: before ?? null, after: after ?? null });
    }
  }
  return net;
}
