/** Kinds that are a small object of texts, stored as jsonb. */
import { raw, sql } from '../database/sql.ts';
import { textOperators, codeOperators } from './operator-sets.ts';
import { readText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

/** Reads the members that are known. @returns undefined when all are empty. @throws FieldError with the path of the member */
export function readMembers<Name extends string>(value: object, names: readonly Name[], maximum: number): Partial<Record<Name, string>> {
  const result: Partial<Record<Name, string>> = {};
  for (const [name, given] of Object.entries(value)) {
    if (!names.includes(name as Name)) throw new FieldError(`There is no part "${name}".`, `It has ${names.join(', ')}.`, 'unknown-field', `/${name}`);
    if (given === null || given === undefined) continue;
    if (typeof given !== 'string') throw new FieldError('A text is wanted.', undefined, 'type', `/${name}`);
    const text = readText(given, 'one');
    if (text === null) continue;
    if (text.length > maximum) throw new FieldError(`${maximum} characters at the most.`, undefined, 'maxLength', `/${name}`);
    result[name as Name] = text;
  }
  return result;
}

/** Condition paths into the members. */
export function memberParts(names: readonly string[], codes: readonly string[] = []): NonNullable<FieldKind['parts']> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        valueType: codes.includes(name) ? ('code' as const) : ('text' as const),
        operators: codes.includes(name) ? codeOperators : textOperators,
        sql: ({ column }: { column: string }, reference: (column: string) => ReturnType<typeof sql>) => sql`(${reference(column)} ->> ${raw(`'${name}'`)})`,
      },
    ]),
  );
}
