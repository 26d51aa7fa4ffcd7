/** Ways of asking that a field's operators permit. */
import type { ClientField } from '../../../../metadata/client-model.ts';

type Value = Readonly<Record<string, unknown>>;

/** Those of `wanted` that the field's operators permit; emptiness as the last two. */
export function questionsFor(field: ClientField, wanted: readonly string[]): readonly string[] {
  const permitted = (name: string): boolean => field.operators.length === 0 || (field.operators as readonly string[]).includes(name);
  return [...wanted.filter(permitted), ...(permitted('empty') ? ['empty', 'filled'] : [])];
}

/** The question that a condition value asks; `otherwise` for an empty one. */
export function questionOf(value: Value | undefined, otherwise: string): string {
  const [name] = Object.keys(value ?? {});
  if (name === undefined) return otherwise;
  if (name === 'empty') return value?.['empty'] === false ? 'filled' : 'empty';
  return name;
}

/** The condition value of a question that needs nothing further, or undefined. */
export function emptiness(question: string): Value | undefined {
  return question === 'empty' ? { empty: true } : question === 'filled' ? { empty: false } : undefined;
}
