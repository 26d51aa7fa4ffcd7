/** What a caller gives → canonical values: names, rights on fields, forms of values. All errors at once. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import { nearest } from '../../metadata/rules/suggest.ts';
import { fieldAccess } from '../access/fields.ts';
import type { Context } from '../access/context.ts';
import { fieldErrorItem, wording } from '../access/wording.ts';
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import type { ProblemItem } from '../kernel/errors.ts';
import { findField } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import { isChildList } from './children.ts';

/** Canonical values by field name, and what was wrong. */
export interface NormalisedInput {
  readonly values: Map<Field, unknown>;
  readonly errors: ProblemItem[];
}

/** System fields that a caller may set. */
const settable = new Set(['owner', 'team']);

/**
 * Brings input into canonical form.
 * @param values by API name or alias
 */
export function normaliseInput(
  context: Context,
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  environment: FieldEnvironment,
): NormalisedInput {
  const errors: ProblemItem[] = [];
  const result = new Map<Field, unknown>();
  for (const [name, value] of Object.entries(values)) {
    const pointer = segment(name);
    const field = findField(entity, name);
    const refusal = field ? refuseField(context, entity, field) : unknownField(context, entity, name);
    if (!field || refusal) {
      errors.push({ pointer, ...(refusal ?? unknownField(context, entity, name)) });
      continue;
    }
    if (result.has(field)) {
      const message = `"${field.name}" stands here under two of its names.`;
      errors.push({ pointer, code: 'twice', message, hint: 'Send one of them.' });
      continue;
    }
    try {
      result.set(
        field,
        value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
          ? null
          : field.type.normalise(value, field, environment),
      );
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors.push(fieldErrorItem(context, entity, field, error, pointer));
    }
  }
  return { values: result, errors };
}

function unknownField(context: Context, entity: Entity, name: string): Omit<ProblemItem, 'pointer'> {
  if (isChildList(context, entity, name))
    return { code: 'children', message: `"${name}" can be given only when a record is created.`, hint: 'Write these records themselves.' };
  const visible = [...entity.fields.values()]
    .filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden')
    .map((field) => field.name);
  const near = nearest(name, visible);
  return {
    code: 'unknown-field',
    message: `${entity.title} has no field "${name}".`,
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  };
}

/** Why a field cannot be written by this actor; hidden fields are refused in the words for unknown ones. */
function refuseField(context: Context, entity: Entity, field: Field): Omit<ProblemItem, 'pointer'> | undefined {
  const access = fieldAccess(context.model, context.rights, entity, field);
  if (access === 'hidden') return unknownField(context, entity, field.name);
  if (field.system && !settable.has(field.name)) return { code: 'read-only', message: wording(context, entity, field, 'kept') };
  if (field.type.computed === true) return { code: 'read-only', message: wording(context, entity, field, 'computed') };
  if (field.readOnly) return { code: 'read-only', message: wording(context, entity, field, 'readOnly') };
  if (access !== 'write') return { code: 'forbidden', message: wording(context, entity, field, 'forbidden') };
  return undefined;
}
