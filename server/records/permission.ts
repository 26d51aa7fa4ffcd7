/** Whether an operation on a record is permitted: by roles and shares, by the status that it is in, and by restrictions. */
import type { RefusalKey } from '../../metadata/rules/refusal-texts/en.ts';
import { splitPointer } from '../../metadata/rules/json-pointer.ts';
import { accessIn, type RoleField } from '../access/field-cases.ts';
import { fieldAccess } from '../access/fields.ts';
import type { Context } from '../access/context.ts';
import { presentNames } from '../access/present-names.ts';
import { fieldRestrictionsOf, restrictionsOf, restrictionText } from '../access/restrictions.ts';
import type { RecordAction } from '../access/scopes.ts';
import { forbidden, invalid, type Problem, type ProblemItem } from '../kernel/errors.ts';
import { oncePer } from '../kernel/once-per.ts';
import { movingFields } from '../model/moving-fields.ts';
import type { Entity, Field } from '../model/types.ts';
import { refuseAdministrator } from './administrators.ts';
import type { CurrentRecord } from './current.ts';
import type { WriteOperation } from './types.ts';
import { refusal, refusalOf as refused, shownEntity, shownTitle } from '../access/wording.ts';

/** What an operation does, in the words of roles: a change of a status, or of the pipeline that it goes along, is a move, and of anything else an update; it may be both. */
export function actionsOf(entity: Entity, operation: WriteOperation): readonly RecordAction[] {
  if (operation.action === 'create') return ['create'];
  if (operation.action !== 'update') return ['delete'];
  const names = Object.keys(operation.values);
  const moving = movingNames(entity);
  const moves = names.filter((name) => moving.has(name)).length;
  if (moves === 0) return ['update'];
  return moves === names.length ? ['transition'] : ['update', 'transition'];
}

/** Names under which a move can be given. */
const movingNames = oncePer((entity: Entity) => new Set([...movingFields(entity)].flatMap(({ name, aliases }) => [name, ...aliases])));

/** Why the record may not be touched at all, or undefined when it may. */
export function refuseRecord(context: Context, entity: Entity, operation: WriteOperation, record: CurrentRecord): Problem | undefined {
  const actions = actionsOf(entity, operation);
  if (!record.permitted) return forbidden(refused(context, actions.includes('update') ? 'mayNotUpdateThis' : keyOf(actions[0]), entity));
  const administrator = refuseAdministrator(context, entity, operation, record);
  if (administrator) return administrator;
  // What must not be deleted may still be brought back.
  if (operation.action === 'restore') return undefined;
  return refuseRestricted(context, entity, actions, record);
}

/** The restriction that keeps everybody from doing something with a record, in its own words for those who see the record. */
export function refuseRestricted(
  context: Context,
  entity: Entity,
  actions: readonly RecordAction[],
  record: CurrentRecord,
): Problem | undefined {
  const broken = actions.flatMap((action) => restrictionsOf(context, entity, action)).find((each) => record.restricted.includes(each.id));
  if (!broken) return undefined;
  return forbidden(
    record.readable
      ? restrictionText(shownEntity(context, entity), broken, context.actor.language)
      : 'Something that would go along may not be touched.',
    [],
    'restriction',
  );
}

function keyOf(action: RecordAction | undefined): RefusalKey {
  if (action === 'transition') return 'mayNotMoveThis';
  return action === 'delete' ? 'mayNotDeleteThis' : 'mayNotUpdateThis';
}

/** Fields that were given, but may not be written on this record as it stands; a new one stands in no status. */
export function refusedFields(
  context: Context,
  entity: Entity,
  operation: WriteOperation,
  given: Iterable<Field>,
  record: CurrentRecord | undefined,
): ProblemItem[] {
  const rights = context.rights.entity(entity.id);
  const broken =
    record === undefined
      ? []
      : actionsOf(entity, operation)
          .flatMap((action) => fieldRestrictionsOf(context, entity, action))
          .filter((each) => record.restricted.includes(each.id));
  return [...given].flatMap((field): ProblemItem[] => {
    const pointer = `/${field.name}`;
    if (record?.byRole === false && whose.has(field.name)) return [{ pointer, code: 'forbidden', message: keptByShares(field) }];
    const cases = rights.fieldCases(field.name)?.filter((role) => reaches(role, entity, operation, field, record));
    if (cases && accessIn(cases, (name) => record?.values[name]) !== 'write')
      return [{ pointer, code: 'forbidden', message: refusal(context, 'mayNotChangeNow', { field: shownTitle(context, entity, field) }) }];
    const restriction = broken.find((each) => presentNames(entity, each.fields).includes(field.name));
    return restriction
      ? [{ pointer, code: 'restriction', message: restrictionText(shownEntity(context, entity), restriction, context.actor.language) }]
      : [];
  });
}

/** Whose a record is: who was only given a share of it could keep it for good. */
const whose = new Set(['owner', 'team']);

function keptByShares(field: Field): string {
  return `The record was shared with you: that does not let you change ${field.title}.`;
}

/** Whether a role lets this be done with this record: what it gives of fields counts where it does. */
function reaches(
  { role, reach }: RoleField,
  entity: Entity,
  operation: WriteOperation,
  field: Field,
  record: CurrentRecord | undefined,
): boolean {
  if (operation.action === 'create') return reach('create') !== 'none';
  const action = movingFields(entity).has(field) ? 'transition' : 'update';
  return record?.reached?.includes(`${action} ${role}`) ?? true;
}

/** Wrong values are 422; values that roles or restrictions forbid, and nothing else, are 403. */
export function refusalOf(context: Context, entity: Entity, found: readonly ProblemItem[]): Problem {
  const errors = withoutHidden(context, entity, found);
  const [first] = errors;
  const only = errors.every((item) => item.code === 'forbidden' || item.code === 'restriction');
  return only && first ? forbidden(errors.map((item) => item.message).join(' '), errors, first.code) : invalid(errors);
}

/** Rules and demands also speak of fields that the writer may not know of: they are not named, only that there is something. */
export function withoutHidden(context: Context, entity: Entity, errors: readonly ProblemItem[]): readonly ProblemItem[] {
  const named = errors.filter((item) => {
    const field = entity.fields.get(splitPointer(item.pointer)[0] ?? '');
    return item.code === 'unknown-field' || field === undefined || fieldAccess(context.model, context.rights, entity, field) !== 'hidden';
  });
  if (named.length === errors.length) return errors;
  const message = 'Something that you may not see keeps this from being written.';
  return [...named, { pointer: '', code: 'unseen', message, hint: 'Ask somebody who sees the whole record.' }];
}
