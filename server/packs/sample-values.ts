/** One sample value: by the rule of `sample.json`, or by what the field's kind suggests. */
import type { Context } from '../access/context.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Random } from './random.ts';
import { companies, mailNames, people, phrases } from './sample-words.ts';

/** What `sample.json` may say of a field. `null` leaves it empty. */
export type SampleRule =
  | null
  | { readonly words: 'company' | 'person' | 'phrase' }
  /** One of these, each as likely; a value may stand twice. */
  | { readonly pick: readonly unknown[] }
  /** A whole number between two. */
  | { readonly range: readonly [number, number] }
  /** A day, so many days from today. */
  | { readonly days: readonly [number, number] }
  /** `#` is the number of the record. */
  | { readonly text: string }
  /** Filled in this share of records, by the kind. */
  | { readonly share: number };

/** Everything that a value may depend on. */
export interface SampleInput {
  readonly context: Context;
  readonly entity: Entity;
  readonly field: Field;
  readonly rule: SampleRule | undefined;
  readonly random: Random;
  /** Number of the record, from 0. */
  readonly index: number;
  /** Ids of records that were made before, by entity. */
  readonly made: ReadonlyMap<string, readonly string[]>;
  /** Values of this record so far. */
  readonly values: Readonly<Record<string, unknown>>;
}

const usualShare = 0.7;
const places = [
  { country: 'DE', city: 'Berlin', street: 'Parkstraße' },
  { country: 'FR', city: 'Lyon', street: 'Rue du Port' },
  { country: 'TH', city: 'กรุงเทพฯ', street: 'ถนนสุขุมวิท' },
  { country: 'IR', city: 'تهران', street: 'خیابان آزادی' },
  { country: 'KH', city: 'ភ្នំពេញ', street: 'ផ្លូវព្រះនរោត្តម' },
  { country: 'US', city: 'Boston', street: 'Main Street' },
] as const;
/** Beginnings of numbers that miss five digits. */
const phones = ['+4930123', '+331423', '+668123', '+9891234', '+855123', '+161755'];

/** The value, or undefined to leave the field to its default. */
export function sampleValue(input: SampleInput): unknown {
  const { field, rule, random } = input;
  if (rule === null) return undefined;
  if (rule !== undefined && 'words' in rule) return words(rule.words, random, input.index);
  if (rule !== undefined && 'pick' in rule) return random.pick(rule.pick) ?? undefined;
  if (rule !== undefined && 'range' in rule) return random.whole(rule.range[0], rule.range[1]);
  if (rule !== undefined && 'days' in rule) return day(input, rule.days[0], rule.days[1]);
  if (rule !== undefined && 'text' in rule) return rule.text.replaceAll('#', String(input.index + 1));
  const share = rule === undefined ? usualShare : rule.share;
  if (!field.required && !random.chance(share)) return undefined;
  return byKind(input);
}

function words(sort: 'company' | 'person' | 'phrase', random: Random, index: number): string {
  if (sort === 'phrase') return random.pick(phrases);
  if (sort === 'company') return companyName(index);
  const set = random.chance(0.55) ? people[0] : random.pick(people);
  return set ? `${random.pick(set.given)} ${random.pick(set.family)}` : '';
}

/** Of eight companies five are named in the first script and one in each other. Names differ until all pairs of halves are used up. */
function companyName(index: number): string {
  const [turn, place] = [Math.floor(index / 8), index % 8];
  const set = companies[Math.max(0, place - 4)];
  if (!set) return '';
  const number = place <= 4 ? turn * 5 + place : turn;
  const { first, second } = set;
  const lap = Math.floor(number / first.length);
  // Each lap shifts the second halves by one, so that neighbours differ in both halves.
  const name = `${first[number % first.length] ?? ''} ${second[(number + lap) % second.length] ?? ''}`;
  return lap < second.length ? name : `${name} ${Math.floor(lap / second.length) + 1}`;
}

function day({ context, field, random }: SampleInput, low: number, high: number): string {
  const moment = new Date(context.clock.now().getTime() + random.whole(low, high) * 86_400_000 + random.whole(0, 8 * 60) * 60_000);
  return field.type.valueType === 'date' ? moment.toISOString().slice(0, 10) : moment.toISOString();
}

function byKind(input: SampleInput): unknown {
  const { field, random, made, index } = input;
  switch (field.kind) {
    case 'text':
      return sampleText(input);
    case 'longText':
      return `${random.pick(phrases)}. ${random.pick(phrases)}.`;
    case 'richText':
      return `<p>${random.pick(phrases)}.</p>`;
    case 'integer':
      return random.whole(numberLimit(field, 'minimum', 1), numberLimit(field, 'maximum', 200));
    case 'decimal':
    case 'percent':
      return random.whole(numberLimit(field, 'minimum', 0), numberLimit(field, 'maximum', 100));
    case 'money':
      return random.whole(1, 400) * 50;
    case 'boolean':
      return random.chance(0.5);
    case 'date':
    case 'dateTime':
      return day(input, -200, 60);
    case 'duration':
      return `PT${random.whole(1, 16) * 15}M`;
    case 'email':
      return `${random.pick(mailNames)}.${index + 1}@example.com`;
    case 'phone':
      return `${random.pick(phones)}${random.whole(10_000, 99_999)}`;
    case 'url':
      return `https://www.example.com/${index + 1}`;
    case 'select':
      return random.pick(field.codes ?? []);
    case 'multiSelect':
      return [random.pick(field.codes ?? [])];
    case 'tags':
      return [random.pick(['vip', 'partner', 'newsletter', 'event'])];
    case 'status':
      return random.pick(field.codes ?? []);
    case 'rating':
      return random.whole(1, numberLimit(field, 'maximum', 5));
    case 'personName':
      return words('person', random, index);
    case 'address':
      return address(random);
    case 'link':
    case 'user':
    case 'links':
    case 'linkAny':
      return linkValue(field, random, made);
    default:
      return undefined;
  }
}

/** A phrase where one fits; a short field (a code, a unit) is left empty, since no phrase would make sense there. */
function sampleText({ field, entity, random, index }: SampleInput): string | undefined {
  const text = random.pick(phrases);
  const whole = field.unique || field === entity.display ? `${text} ${index + 1}` : text;
  const limit = numberLimit(field, 'maxLength', 1000);
  if (whole.length <= limit) return whole;
  return field.required ? whole.slice(0, limit) : undefined;
}

function address(random: Random): object {
  const { country, city, street } = random.pick(places);
  return { line1: `${street} ${random.whole(1, 120)}`, city, country };
}

function numberLimit(field: Field, name: 'minimum' | 'maximum' | 'maxLength', usual: number): number {
  const limit: unknown =
    name in field.document ? (field.document as { minimum?: unknown; maximum?: unknown; maxLength?: unknown })[name] : undefined;
  return typeof limit === 'number' ? limit : usual;
}

/** A record that was made before, of an entity that the link may point at. */
function linkValue(field: Field, random: Random, made: ReadonlyMap<string, readonly string[]>): unknown {
  const targets = field.targets.filter((target) => (made.get(target)?.length ?? 0) > 0);
  if (targets.length === 0) return undefined;
  const entity = random.pick(targets);
  const id = random.pick(made.get(entity) ?? []);
  if (field.kind === 'linkAny') return { entity, id };
  return field.kind === 'links' ? [id] : id;
}
