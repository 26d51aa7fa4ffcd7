/**
 * What is wrong with a value, in words: one source for the form in the browser and for the server's answers. A fault has a stable code for programs and
 * a message in the language of whoever reads it.
 */
import { english, type FaultKey } from './fault-texts/en.ts';
import { persian } from './fault-texts/fa.ts';
import { khmer } from './fault-texts/km.ts';
import { thai } from './fault-texts/th.ts';
import { fillHoles, spokenLanguage, type SpokenTexts } from './spoken.ts';
import { writeDate, writeDuration, writeNumber, type Writing } from './locales.ts';

/** Parameters of a message, raw: numbers, days and durations are written out in the reader's language. */
export type FaultValues = Readonly<Record<string, string | number>>;

/** One thing that is wrong. */
export interface Fault {
  /** Stable, for programs: `required`, `maximum`, `format`, … */
  readonly code: string;
  readonly key: FaultKey;
  readonly values: FaultValues;
}

/** What must be known of a field to speak of it. */
export interface FaultField {
  readonly title: string;
  readonly kind: string;
}

const texts: SpokenTexts<FaultKey> = { en: english, th: thai, fa: persian, km: khmer };

/** Keywords that mean the same for values of every kind. */
const byCode: Readonly<Record<string, FaultKey>> = {
  required: 'required',
  minLength: 'tooShort',
  maxLength: 'tooLong',
  minimum: 'tooSmall',
  formatMinimum: 'tooSmall',
  maximum: 'tooLarge',
  formatMaximum: 'tooLarge',
  maxItems: 'tooMany',
  pattern: 'pattern',
  precision: 'tooPrecise',
  option: 'notOption',
  enum: 'notOption',
  options: 'notHere',
};

/** What a value of a kind is not, when it cannot be understood. */
const byKind: Readonly<Record<string, FaultKey>> = {
  text: 'notText',
  longText: 'notText',
  richText: 'notText',
  integer: 'notInteger',
  rating: 'notInteger',
  decimal: 'notNumber',
  percent: 'notNumber',
  money: 'notNumber',
  date: 'notDate',
  dateTime: 'notDateTime',
  duration: 'notDuration',
  email: 'notEmail',
  phone: 'notPhone',
  url: 'notUrl',
  colour: 'notColour',
  boolean: 'notBoolean',
};

/** The message for a keyword on a kind, or undefined where there is none but the words of whoever found it. */
export function faultKey(kind: string, code: string): FaultKey | undefined {
  if (code === 'type' || code === 'format' || code === 'boolean') return byKind[kind];
  return Object.hasOwn(byCode, code) ? byCode[code] : undefined;
}

/** A fault of a field: keyword and parameters. @throws Error for a keyword that has no message */
export function fault(kind: string, code: string, values: FaultValues = {}): Fault {
  const key = faultKey(kind, code);
  if (key === undefined) throw new Error(`There is no message for ${code} on ${kind}.`);
  return { code, key, values };
}

/** The message of a fault in a language. */
export function faultText(field: FaultField, { key, values }: Pick<Fault, 'key' | 'values'>, writing: Writing): string {
  const language = spokenLanguage(writing.language);
  const own = { ...writing, language };
  const dated = field.kind === 'date' && (key === 'tooSmall' || key === 'tooLarge') ? (`${key}Date` as const) : key;
  const shown: Record<string, string> = { field: field.title };
  for (const [name, value] of Object.entries(values))
    shown[name] = measures.has(name) ? write(field.kind, name, value, own) : String(value);
  return fillHoles(texts[language][dated], shown);
}

/** Parameters that are numbers, days or lengths of time; the others are names. */
const measures: ReadonlySet<string> = new Set(['limit', 'length', 'scale']);

function write(kind: string, name: string, value: string | number, writing: Writing): string {
  if (name === 'limit' && kind === 'date') return writeDate(String(value), writing);
  if (name === 'limit' && kind === 'duration') return writeDuration(String(value), writing);
  return writeNumber(value, writing);
}
