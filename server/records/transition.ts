/** A move along a pipeline, with the values that the move demands: an update like any other. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import type { Context } from '../access/context.ts';
import { badRequest, conflict } from '../kernel/errors.ts';
import { findField } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import { entityFor } from '../query/list.ts';
import type { Versions, WriteOptions } from './types.ts';
import { writeRecords } from './write.ts';

/**
 * Moves a record.
 * @param request `field` may be left out when the entity has one status field
 * @throws Problem 400 for an unknown field or shape, and where `values` move the record elsewhere; else what `writeRecords` throws
 */
export async function transitionRecord(
  context: Context,
  entityName: string,
  id: string,
  request: { field?: unknown; to: unknown; values?: unknown; version?: Versions },
  options: Pick<WriteOptions, 'once'> = {},
): Promise<void> {
  const entity = entityFor(context, entityName);
  const statuses = [...entity.fields.values()].filter((field) => field.pipelines.length > 0);
  const field =
    request.field === undefined && statuses.length === 1 ? statuses[0] : statuses.find((candidate) => candidate.name === request.field);
  if (!field)
    throw badRequest(`Name the status field: ${statuses.map((candidate) => candidate.name).join(', ') || 'there is none'}.`, [
      { pointer: '/field', code: 'field', message: 'Not a status field.' },
    ]);
  if (typeof request.to !== 'string')
    throw badRequest('"to" is the code of a status.', [{ pointer: '/to', code: 'to', message: 'A code is wanted.' }]);
  const values = request.values ?? {};
  if (typeof values !== 'object' || Array.isArray(values))
    throw badRequest('"values" must be an object.', [{ pointer: '/values', code: 'values', message: 'An object is wanted.' }]);
  const rest = withoutStatus(entity, field, request.to, values);
  const version = request.version === undefined ? {} : { version: request.version };
  const [result] = await writeRecords(
    context,
    entity.id,
    [{ action: 'update', id, ...version, values: { ...rest, [field.name]: request.to } }],
    { atomic: true, ...options },
  );
  if (!result?.ok) throw result?.problem ?? conflict('Nothing was written.');
}

/** The values beside the status, which they may name, too, but not otherwise. @throws Problem 400 */
function withoutStatus(entity: Entity, field: Field, to: string, values: object): Record<string, unknown> {
  const isStatus = ([name]: readonly [string, unknown]): boolean => findField(entity, name) === field;
  const other = Object.entries(values).find((entry) => isStatus(entry) && entry[1] !== to);
  if (!other) return Object.fromEntries(Object.entries(values).filter((entry) => !isStatus(entry)));
  const [name, value] = other as [string, unknown];
  const message = `"to" says ${JSON.stringify(to)}, and "values" say ${JSON.stringify(value).slice(0, 100)} of "${name}".`;
  throw badRequest(message, [{ pointer: `/values${segment(name)}`, code: 'to', message, hint: `Leave "${name}" out of "values".` }]);
}
