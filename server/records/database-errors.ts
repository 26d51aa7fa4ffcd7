/** Errors of PostgreSQL on writes, in words for people: translated here and nowhere else. */
import { conflict, invalid, type Problem } from '../kernel/errors.ts';
import type { Entity } from '../model/types.ts';
import { uniqueIndexName } from '../schema/names.ts';

interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
}

/** A problem for a constraint that a write broke, or undefined when the error is of another nature. */
export function translateWriteError(entity: Entity, error: unknown): Problem | undefined {
  const { code, constraint } = error as DatabaseError;
  if (code === '23505') return duplicate(entity, constraint ?? '');
  if (code === '22012') return conflict('A record was changed or removed while this was being written. Try again.');
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

/** Which fields are to be unique; the other record is not named, for the writer may not be allowed to see it. */
function duplicate(entity: Entity, constraint: string): Problem {
  const groups = [...[...entity.fields.values()].filter((field) => field.unique).map((field) => [field.name]), ...entity.unique];
  const names = groups.find((group) => {
    const columns = group.map((name) => {
      const field = entity.fields.get(name);
      return field?.type.columns(field)[0]?.name ?? name;
    });
    return uniqueIndexName(entity.table, columns) === constraint;
  });
  if (!names) return conflict(`There is already such a record of ${entity.plural}.`, [], 'duplicate');
  const titles = names.map((name) => entity.fields.get(name)?.title ?? name).join(' and ');
  return conflict(
    `There is already a record of ${entity.plural} with this ${titles}.`,
    names.map((name) => ({
      pointer: `/${name}`,
      code: 'unique',
      message: `${titles} must be unique.`,
      hint: 'Change the value, or open the record that is there.',
    })),
    'duplicate',
  );
}
