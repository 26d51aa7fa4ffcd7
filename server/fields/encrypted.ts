/**
 * Any kind, stored encrypted: one text column with the encrypted JSON of the canonical value and, where it is to be found by equality, a keyed digest
 * of the folded text before it. Nothing else can be asked of it.
 */
import { foldText } from '../../metadata/rules/fold.ts';
import type { Operator } from '../../metadata/rules/operators.ts';
import { markedSql } from '../encryption/marker.ts';
import type { ColumnPlace } from '../encryption/sealed-value.ts';
import { FieldError, type FieldDefinition, type FieldEnvironment, type FieldKind } from './types.ts';

/** What a write says of a column that keeps what it holds: no encrypted value and no digest is like it. */
export const unchanged = '=';

/** Kinds that can be encrypted. Others are compared, added up or followed by the database, which cannot do that with what it cannot read. */
export const encryptable: ReadonlySet<string> = new Set([
  ...[
    'text',
    'longText',
    'richText',
    'email',
    'phone',
    'url',
    'integer',
    'decimal',
    'percent',
    'date',
    'dateTime',
    'address',
    'personName',
    'json',
  ],
]);
/** Of these, the ones whose values are one text, number or date, by which they can be found. */
export const digestible: ReadonlySet<string> = new Set([
  'text',
  'email',
  'phone',
  'url',
  'integer',
  'decimal',
  'percent',
  'date',
  'dateTime',
]);

const operators: readonly Operator[] = ['empty'];
const digestOperators: readonly Operator[] = ['eq', 'ne', 'in', 'nin', 'empty'];

/** The columns of an encrypted field; the digest stands first, because what is first is compared and indexed. */
function columnsOf(
  { column }: Pick<FieldDefinition, 'column'>,
  found: boolean,
): readonly { readonly name: string; readonly type: string }[] {
  return [...(found ? [`${column}_digest`] : []), column].map((name) => ({ name, type: 'text', encrypted: true }));
}

/**
 * The kind of an encrypted field.
 * @param table the entity's
 * @param found whether it has a digest
 */
export function encryptedKind(inner: FieldKind, table: string, found: boolean): FieldKind {
  const placeOf = ({ column }: FieldDefinition): ColumnPlace => ({ table, column });
  return {
    kind: inner.kind,
    encrypts: inner,
    valueType: 'none',
    operators: found ? digestOperators : operators,
    columns: (field) => columnsOf(field, found),
    schema: (field) => inner.schema(field),
    outputSchema: (field) => inner.outputSchema?.(field) ?? inner.schema(field),
    normalise: (value, field, environment) => quietly(value, () => inner.normalise(value, field, environment)),
    toColumns(value, field, environment) {
      if (value === null || value === undefined) return columnsOf(field, found).map(() => null);
      const { seal } = environment;
      if (!seal) throw new Error(`${field.name} is encrypted, and nothing here can encrypt it.`);
      const place = placeOf(field);
      return [...(found ? [digestOf(place, value, environment)] : []), seal(place, JSON.stringify(value))];
    },
    read: (field, column) => markedSql(placeOf(field), column('id'), column(field.column)),
    literal(value, field, environment) {
      const wanted = quietly(value, () => inner.literal(value, field, environment));
      return digestOf(placeOf(field), wanted, environment);
    },
    parseCell: (text, field, environment) => quietly(text, () => inner.parseCell(text, field, environment)),
    toText: (value, field, environment) => inner.toText(value, field, environment),
  };
}

function digestOf(place: ColumnPlace, value: unknown, { digest }: FieldEnvironment): string {
  if (!digest) throw new Error(`${place.table}.${place.column} is found by a digest, and nothing here can make one.`);
  return digest(place, digestedText(value));
}

/** The text of a canonical value whose digest is made: without regard to case and variants of letters, like all comparison of texts. */
export function digestedText(value: unknown): string {
  return foldText(String(value));
}

/** What is wrong with a value is stored in places (imports, plans, answers to retried requests) that must not hold the value: such words are left out. */
function quietly<T>(value: unknown, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw tellsOf(error, value) ? new FieldError('The value is not of the wanted form.', undefined, error.code, error.path) : error;
  }
}

function tellsOf({ message, hint }: FieldError, value: unknown): boolean {
  const said = `${message} ${hint ?? ''}`;
  return said.includes('"') || (value !== null && value !== undefined && said.includes(String(value).trim().slice(0, 80)));
}
