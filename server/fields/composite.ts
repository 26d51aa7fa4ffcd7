/** Kinds that are a small object of texts, stored as jsonb. */
import { literal, sql } from '../database/sql.ts';
import { codeOperators, textOperators } from './operator-sets.ts';
import { readText } from './text-input.ts';
import { FieldError, type ColumnReference, type FieldDefinition, type FieldKind } from './types.ts';

/** Reads the members that are known; empty ones are left out. @throws FieldError with the path of the member */
export function readMembers<Name extends string>(value: object, names: readonly Name[], maximum: number): Partial<Record<Name, string>> {
  const result: Partial<Record<Name, string>> = {};
  for (const [name, given] of Object.entries(value)) {
    if (!names.includes(name as Name))
      throw new FieldError(`There is no part "${name.slice(0, 80)}".`, `It has ${names.join(', ')}.`, 'unknown-field', `/${name}`);
    const text = given === null || given === undefined ? null : readMember(given, maximum, `/${name}`);
    if (text !== null) result[name as Name] = text;
  }
  return result;
}

function readMember(given: unknown, maximum: number, path: string): string | null {
  if (typeof given !== 'string') throw new FieldError('A text is wanted.', undefined, 'type', path);
  try {
    const text = readText(given, 'one');
    if (text !== null && [...text].length > maximum) throw new FieldError(`${maximum} characters at the most.`, undefined, 'maxLength');
    return text;
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new FieldError(error.message, error.hint, error.code, path);
  }
}

/** Condition paths into the members; `codes` are those that compare as they are. */
export function memberParts(names: readonly string[], codes: readonly string[] = []): NonNullable<FieldKind['parts']> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        valueType: codes.includes(name) ? ('code' as const) : ('text' as const),
        operators: codes.includes(name) ? codeOperators : textOperators,
        sql: ({ column }: FieldDefinition, reference: ColumnReference) => sql`(${reference(column)} ->> ${literal(name)})`,
      },
    ]),
  );
}
