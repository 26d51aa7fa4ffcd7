/** A person's name in parts, with the whole by which it is shown, compared and searched. */
import { textOperators } from './operator-sets.ts';
import { memberParts, readMembers } from './composite.ts';
import { readText } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

const names = ['prefix', 'given', 'middle', 'family', 'suffix', 'full'] as const;
type Name = Partial<Record<(typeof names)[number], string>>;

/** "Family, Given" is cut at the comma; else the last word is the family name. */
function split(text: string): Name {
  const [family, given] = text.split(/\s*[,،]\s*/);
  if (given !== undefined && given !== '') return { given, family: family ?? '', full: `${given} ${family ?? ''}` };
  const words = text.split(/\s+/);
  if (words.length === 1) return { given: text, full: text };
  return { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '', full: text };
}

/** `personName`. */
export const personName: FieldKind = {
  kind: 'personName',
  valueType: 'text',
  operators: textOperators,
  columns: ({ column }) => [{ name: column, type: 'jsonb' }, { name: `${column}_full`, type: 'text' }],
  schema: () => ({ type: 'object', required: ['full'], additionalProperties: false, properties: Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1, maxLength: 200 }])) }),
  normalise(value) {
    if (typeof value === 'string') {
      const text = readText(value, 'one');
      return text === null ? null : split(text);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FieldError('A name is wanted.', `Send a text, or an object with ${names.join(', ')}.`, 'type');
    const result: Name = readMembers(value, names, 200);
    const full = result.full ?? names.slice(0, 5).flatMap((name) => result[name] ?? []).join(' ');
    return full === '' ? null : { ...result, full };
  },
  toColumns: (value) => [value, (value as Name | null)?.full ?? null],
  read: ({ column }, reference) => reference(column),
  comparable: ({ column }, reference) => reference(`${column}_full`),
  parts: memberParts(names),
  literal(value) {
    if (typeof value !== 'string') throw new FieldError('Compare with a text.');
    return value;
  },
  parseCell: (text) => (text.trim() === '' ? null : text),
  toText: (value) => (value as Name | null | undefined)?.full ?? '',
};
