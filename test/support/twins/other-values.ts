/** Another value of a field, such as could have been written: what could not be stored would be refused where the record is next written, and so be told. */
import { id, raw, sql, type Sql } from '../../../server/database/sql.ts';
import type { Field } from '../../../server/model/types.ts';

const texts: Readonly<Record<string, string>> = {
  colour: '#0b0b0b',
  phone: '+49301234567',
  email: 'zzother@example.com',
  url: 'https://zzother.example.com/',
  personName: 'zzother',
};

const objects: Readonly<Record<string, string>> = {
  address: '{"city": "zzother"}',
  personName: '{"full": "zzother"}',
};

/** Columns of a table `t` with what is to stand in them. @param target the id of some record that a link may lead to */
export function otherValues(field: Field, target: Sql | undefined): [string, Sql][] {
  const columns = field.type.columns(field);
  if (field.kind === 'file' || field.kind === 'image') return columns.map((column) => [column.name, raw('null')]);
  return columns.map((column) => [column.name, other(field, id('t', column.name), column.type, target)]);
}

function other(field: Field, column: Sql, type: string, target: Sql | undefined): Sql {
  // A currency stays one.
  if (field.kind === 'money' && type === 'text') return sql`coalesce(${column}, 'USD')`;
  if (field.kind === 'rating') return sql`6 - coalesce(${column}, 1)`;
  const codes = field.codes ?? [];
  if (codes.length > 0) return otherCode(codes, column, type);
  const text = type === 'text' ? texts[field.kind] : undefined;
  if (field.kind === 'personName' && text !== undefined) return sql`${text}`;
  if (text !== undefined) return sql`case when ${column} is distinct from ${text} then ${text} end`;
  if (type === 'uuid') return target ?? raw('gen_random_uuid()');
  if (type === 'boolean') return sql`not coalesce(${column}, false)`;
  if (type === 'date') return sql`coalesce(${column}, date '2001-01-01') + 400`;
  if (type.startsWith('timestamp')) return sql`coalesce(${column}, timestamptz '2001-01-01') + interval '400 days'`;
  if (type === 'jsonb') return sql`${objects[field.kind] ?? '{"zz": true}'}::jsonb`;
  if (type.endsWith('[]')) return sql`coalesce(${column}, '{}') || '{zzother}'::${raw(type)}`;
  if (type === 'text') return sql`coalesce(${column}, '') || 'zzother'`;
  return otherNumber(field, column);
}

function otherCode(codes: readonly string[], column: Sql, type: string): Sql {
  const [first = ''] = codes;
  if (type.endsWith('[]'))
    return sql`case when ${column} is distinct from ${[first]}::text[] then ${[first]}::text[] else ${codes.slice(1)}::text[] end`;
  return sql`coalesce((${codes}::text[])[array_position(${codes}::text[], ${column}) + 1], case when ${column} is distinct from ${first} then ${first} end)`;
}

/** A number between the bounds of the field. */
function otherNumber({ document }: Field, column: Sql): Sql {
  const bound = (name: 'minimum' | 'maximum'): number | undefined => {
    const value: unknown = (document as unknown as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'number' ? value : undefined;
  };
  const most = bound('maximum');
  const more = sql`coalesce(${column}, 0) + 1001`;
  if (most === undefined) return more;
  const least = bound('minimum') ?? 0;
  return sql`case when ${column} is distinct from ${least}::int then ${least}::int else ${most}::int end`;
}
