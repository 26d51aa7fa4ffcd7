/** A person's name in parts, with the whole by which it is shown, compared and searched. */
import { isBlank } from './blank.ts';
import { memberParts, readMembers } from './composite.ts';
import { textOperators } from './operator-sets.ts';
import { readText, textLiteral } from './text-input.ts';
import { FieldError, type FieldKind } from './types.ts';

const names = ['prefix', 'given', 'middle', 'family', 'suffix', 'full'] as const;
type Name = Partial<Record<(typeof names)[number], string>>;

/** Characters of one part and of the whole. */
const maximum = { part: 200, full: 500 };
/** Words behind a comma that are no given name. */
const suffix = /^(jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|mba|esq)\.?$/i;

/**
 * One text as parts: "Family, Given" is cut at the comma, "Given Family, Jr." keeps what follows as the suffix; without a comma
 * the last word is the family name, in every script. A single word is a given name.
 */
function split(text: string): Name {
  const [before = '', ...after] = text.split(/\s*[,،]\s*/).filter((part) => part !== '');
  const ending = after.filter((part) => suffix.test(part)).join(', ');
  const given = after.filter((part) => !suffix.test(part)).join(' ');
  const parts = given === '' ? splitWords(before) : { given, family: before };
  return ending === '' ? parts : { ...parts, suffix: ending };
}

function splitWords(text: string): Name {
  const words = text.split(/\s+/);
  return words.length === 1 ? { given: text } : { given: words.slice(0, -1).join(' '), family: words.at(-1) ?? '' };
}

/** The whole name, given name first. */
function compose(name: Name): string {
  const { prefix, given, middle, family } = name;
  return [prefix, given, middle, family, name.suffix].filter((part) => part !== undefined).join(' ');
}

function checked(name: Name): Name | null {
  const full = name.full ?? compose(name);
  if (full === '') return null;
  if ([...full].length > maximum.full) throw new FieldError(`${maximum.full} characters at the most.`, undefined, 'maxLength', '/full');
  return { ...name, full };
}

/** `personName`. */
export const personName: FieldKind = {
  kind: 'personName',
  valueType: 'text',
  operators: textOperators,
  columns: ({ column }) => [
    { name: column, type: 'jsonb' },
    { name: `${column}_full`, type: 'text' },
  ],
  schema: () => ({
    type: 'object',
    required: ['full'],
    additionalProperties: false,
    properties: Object.fromEntries(
      names.map((name) => [name, { type: 'string', minLength: 1, maxLength: name === 'full' ? maximum.full : maximum.part }]),
    ),
  }),
  normalise(value) {
    if (typeof value === 'string') {
      const text = readText(value, 'one');
      return text === null ? null : checked(readMembers(split(text), names, maximum.part));
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FieldError('A name is wanted.', `Send a text, or an object with ${names.join(', ')}.`, 'type');
    const { full, ...parts } = value as Readonly<Record<string, unknown>>;
    return checked({ ...readMembers(parts, names, maximum.part), ...readMembers({ full }, names, maximum.full) });
  },
  toColumns: (value) => [value, (value as Name | null)?.full ?? null],
  read: ({ column }, reference) => reference(column),
  comparable: ({ column }, reference) => reference(`${column}_full`),
  parts: memberParts(names),
  literal: textLiteral,
  parseCell: (text) => (isBlank(text) ? null : text),
  toText: (value) => (value as Name | null | undefined)?.full ?? '',
};
