/** Changes of fields as their reader may see them: hidden fields leave no trace, masked ones no values, links have names. */
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import type { Entity, Field } from '../model/types.ts';
import { readLabels } from './labels.ts';

/** Canonical values before and after, by id of the field, as history keeps them. */
export type StoredChanges = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

/** One field's change for people. */
export interface FieldChange {
  readonly field: string;
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The values are encrypted, and say only whether there was one. */
  readonly masked?: true;
}

/** What is left of changes for this reader. @param labels names of the records that links lead to, from `changeLabels` */
export function viewChanges(
  context: Context,
  entity: Entity,
  changes: StoredChanges,
  labels: ReadonlyMap<string, string | null>,
): FieldChange[] {
  return Object.entries(changes).flatMap(([name, change]) => {
    const field = fieldById(entity, name);
    const access = field ? fieldAccess(context.model, context.rights, entity, field) : 'hidden';
    if (!field || access === 'hidden') return [];
    const values =
      access === 'masked'
        ? { before: null, after: null }
        : field.type.encrypts !== undefined
          ? { before: veiled(change.before), after: veiled(change.after), masked: true as const }
          : { before: withLabel(field, change.before, labels), after: withLabel(field, change.after, labels) };
    return [{ field: field.name, title: field.title, ...values }];
  });
}

/** What history shows of an encrypted value, also of one from before the field was encrypted. */
function veiled(value: unknown): string | null {
  return value === null || value === undefined ? null : '•••';
}

/** Names of the records that links in these changes point at. */
export function changeLabels(context: Context, entity: Entity, changes: readonly StoredChanges[]): Promise<Map<string, string | null>> {
  const references = changes.flatMap((each) =>
    Object.entries(each).flatMap(([name, change]) => {
      const field = fieldById(entity, name);
      return field ? [...pointsTo(field, change.before), ...pointsTo(field, change.after)] : [];
    }),
  );
  return readLabels(context, references);
}

function fieldById(entity: Entity, id: string): Field | undefined {
  return [...entity.fields.values()].find((candidate) => candidate.id === id);
}

/** The records that a canonical link value points at. */
function pointsTo(field: Field, value: unknown): { entity: string; id: string }[] {
  if (value === null || value === undefined || field.targets.length === 0) return [];
  if (field.kind === 'linkAny') return [value as { entity: string; id: string }];
  return (Array.isArray(value) ? value : [value]).map((id) => ({ entity: field.targets[0] ?? '', id: String(id) }));
}

/** Links as they are read elsewhere: `{ id, label }`; a record that the reader may not see has no label. */
function withLabel(field: Field, value: unknown, labels: ReadonlyMap<string, string | null>): unknown {
  const targets = pointsTo(field, value);
  if (targets.length === 0) return value;
  const shown = targets.map(({ entity, id }) => ({ ...(field.kind === 'linkAny' ? { entity } : {}), id, label: labels.get(id) ?? null }));
  return Array.isArray(value) ? shown : shown[0];
}
