/** Errors of PostgreSQL on writes, in words for people: translated here and nowhere else. */
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { wording, refusal, refusalOf, shownTitle } from '../access/wording.ts';
import { isContention } from '../database/transaction.ts';
import { conflict, invalid, overtaken, type Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { uniqueIndexName } from '../schema/names.ts';

interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
}

/** A problem for a constraint that a write broke, or undefined when the error is of another nature. */
export function translateWriteError(context: Context, entity: Entity, error: unknown): Problem | undefined {
  const { code, constraint } = error as DatabaseError;
  if (code === '23505') return duplicateOf(context, entity, constraint ?? '');
  // Also where others were in the way as often as a transaction is repeated.
  if (code === '22012' || isContention(error)) return overtaken();
  if (code === '23503') return conflict('A record that this one points at has just been removed for good.');
  if (code === '22003' || code === '22008')
    return invalid([{ pointer: '', code: 'range', message: 'A number or date is too large to be stored.' }]);
  if (code === '54000')
    return invalid([
      {
        pointer: '',
        code: 'size',
        message: 'The record is too large to be stored, or a text that must be unique is too long.',
        hint: 'Shorten the longest texts.',
      },
    ]);
  if (code === '22P05' || code === '22021')
    return invalid([{ pointer: '', code: 'text', message: 'A text holds a character that cannot be stored.' }]);
  return undefined;
}

/** Whether a write broke a rule of uniqueness. */
export function isDuplicate(error: unknown): boolean {
  return (error as DatabaseError).code === '23505';
}

/** The rule of uniqueness that a constraint stands for, in whatever entity: what goes along with a write may break one, too. */
function duplicateOf(context: Context, written: Entity, constraint: string): Problem {
  for (const entity of new Set([written, ...context.model.entities.values()])) {
    const groups = [...[...entity.fields.values()].filter((field) => field.unique).map((field) => [field.name]), ...entity.unique];
    const names = groups.find((group) => {
      const columns = group.map((name) => {
        const field = entity.fields.get(name);
        return field?.type.columns(field)[0]?.name ?? name;
      });
      return uniqueIndexName(entity.table, columns) === constraint;
    });
    if (names) return duplicateProblem(context, entity, names);
  }
  return duplicateProblem(context, written, []);
}

/**
 * 409: the values of some fields are taken. The other record is not named, for the writer may not be allowed to see it; nor is a field that they may
 * not see.
 */
export function duplicateProblem(context: Context, entity: Entity, names: readonly string[]): Problem {
  const fields = names.flatMap((name) => entity.fields.get(name) ?? []);
  const hidden = fields.some((field) => fieldAccess(context.model, context.rights, entity, field) === 'hidden');
  if (fields.length === 0 || hidden) return conflict(refusalOf(context, 'alreadySuch', entity), [], 'duplicate');
  const titles = joinedTitles(context, entity, fields);
  const [first] = fields;
  return conflict(
    refusalOf(context, 'alreadyThere', entity, { field: titles }),
    names.map((name) => ({
      pointer: `/${name}`,
      code: 'unique',
      message:
        fields.length === 1 && first ? wording(context, entity, first, 'unique') : refusal(context, 'togetherUnique', { fields: titles }),
      hint: 'Change the value, or open the record that is there.',
    })),
    'duplicate',
  );
}

function joinedTitles(context: Context, entity: Entity, fields: readonly Field[]): string {
  const titles = fields.map((field) => shownTitle(context, entity, field));
  return new Intl.ListFormat(context.actor.language, { type: 'conjunction' }).format(titles);
}
