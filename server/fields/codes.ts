/** Reading codes: by the code itself or, in cells, by its title, folded. */
import { foldText } from '../../metadata/rules/fold.ts';
import { nearest } from '../../metadata/rules/suggest.ts';
import { FieldError, type FieldDefinition } from './types.ts';

/** The code that a value of the API means. @throws FieldError with the codes that there are */
export function readCode(value: unknown, field: FieldDefinition): string {
  if (typeof value === 'string' && field.codes?.includes(value.trim()) === true) return value.trim();
  throw unknownCode(value, field);
}

/** The code that a text names, by itself or by its title; undefined when it names none. */
export function findCode(text: string, field: FieldDefinition): string | undefined {
  const wanted = foldText(text.trim());
  return (
    field.codes?.find((code) => foldText(code) === wanted) ??
    field.codes?.find((code) => foldText(field.codeTitles?.get(code) ?? '') === wanted)
  );
}

/** The code that a cell means, also by its title. @throws FieldError */
export function cellCode(text: string, field: FieldDefinition): string {
  const found = findCode(text, field);
  if (found === undefined) throw unknownCode(text, field);
  return found;
}

function unknownCode(value: unknown, field: FieldDefinition): FieldError {
  const codes = field.codes ?? [];
  const near = typeof value === 'string' ? nearest(value, codes) : undefined;
  const hint = near === undefined ? `Use one of ${codes.slice(0, 20).join(', ')}.` : `Did you mean "${near}"?`;
  const message = typeof value === 'string' ? `"${value.trim().slice(0, 80)}" is none of the options.` : 'The code of an option is wanted.';
  return new FieldError(message, hint, 'option');
}

/** The title of a code, for people. */
export function codeTitle(value: unknown, field: FieldDefinition): string {
  return typeof value === 'string' ? (field.codeTitles?.get(value) ?? value) : '';
}
