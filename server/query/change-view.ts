/** Changes of fields as their reader may see them: hidden fields leave no trace, masked ones no values, and a link to what the reader may not see is none. */
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { isEncryptedValue } from '../encryption/history-values.ts';
import type { Entity } from '../model/types.ts';
import { fieldsById, pointsTo, shownValue, type StoredChanges } from './past-values.ts';
import { readLabelsWithTrash, type RecordReference } from './labels.ts';

/** One field's change for people. */
export interface FieldChange {
  readonly field: string;
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The values are not shown; of encrypted ones only whether there was one. */
  readonly masked?: true;
}

/**
 * What is left of changes for this reader.
 * @param labels names of the records that links lead to, from `changeLabels`
 * @param closed ids of fields that the reader may not see on this record, from `closed-fields.ts`
 */
export function viewChanges(
  context: Context,
  entity: Entity,
  changes: StoredChanges,
  labels: ReadonlyMap<string, string | null>,
  closed: ReadonlySet<string> = new Set(),
): FieldChange[] {
  const fields = fieldsById(entity);
  return Object.entries(changes).flatMap(([name, change]): FieldChange[] => {
    const field = fields.get(name);
    const access = field ? fieldAccess(context.model, context.rights, entity, field) : 'hidden';
    if (!field || access === 'hidden' || closed.has(name)) return [];
    const about = { field: field.name, title: field.title };
    if (access === 'masked') return [{ ...about, before: null, after: null, masked: true }];
    if (field.type.encrypts !== undefined || isEncryptedValue(change.before) || isEncryptedValue(change.after))
      return [{ ...about, before: veiled(change.before), after: veiled(change.after), masked: true }];
    const before = shownValue(field, change.before, labels);
    const after = shownValue(field, change.after, labels);
    return field.targets.length > 0 && isDeepStrictEqual(before, after) ? [] : [{ ...about, before, after }];
  });
}

/** What history shows of an encrypted value, also of one from before the field was encrypted. */
function veiled(value: unknown): string | null {
  return value === null || value === undefined ? null : '•••';
}

/** The records that links in these changes point at. */
export function changeReferences(entity: Entity, changes: StoredChanges): RecordReference[] {
  const fields = fieldsById(entity);
  return Object.entries(changes).flatMap(([name, change]) => {
    const field = fields.get(name);
    return field ? [...pointsTo(field, change.before), ...pointsTo(field, change.after)] : [];
  });
}

/** Names of the records that links in these changes point at, also of those in the trash. */
export function changeLabels(context: Context, entity: Entity, changes: readonly StoredChanges[]): Promise<Map<string, string | null>> {
  return readLabelsWithTrash(
    context,
    changes.flatMap((each) => changeReferences(entity, each)),
  );
}
