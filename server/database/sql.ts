/**
 * SQL as composable values: every value becomes a placeholder, every name is quoted, so that no text from outside can
 * become SQL.
 */
import type { Statement } from './types.ts';

/** A piece of SQL: literal chunks with the values, identifiers already quoted, that stand between them. */
export interface Sql {
  readonly chunks: readonly string[];
  readonly values: readonly unknown[];
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'chunks' in value && 'values' in value;
}

/** Builds SQL from a template literal: `Sql` parts are spliced in, all other values become parameters. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const chunks: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    const after = strings[index + 1] ?? '';
    if (isSql(part)) {
      chunks[chunks.length - 1] += part.chunks[0] ?? '';
      for (let i = 0; i < part.values.length; i++) {
        values.push(part.values[i]);
        chunks.push(part.chunks[i + 1] ?? '');
      }
      chunks[chunks.length - 1] += after;
    } else {
      values.push(part);
      chunks.push(after);
    }
  });
  return { chunks, values };
}

/** SQL that is trusted as it stands: only for text written in this code base, never for anything from a document or a user. */
export function raw(text: string): Sql {
  return { chunks: [text], values: [] };
}

/** A quoted identifier, or several joined by dots. */
export function id(...names: readonly string[]): Sql {
  return raw(names.map(quoteIdentifier).join('.'));
}

/** Quotes one identifier as PostgreSQL wants it. Throws on NUL, which no name can hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new Error('An SQL name cannot hold NUL.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes text as a literal: for DDL defaults and JSON keys, where placeholders are not allowed or would unsettle plans. */
export function literal(text: string): Sql {
  if (text.includes('\0')) throw new Error('An SQL literal cannot hold NUL.');
  const escaped = `'${text.replaceAll("'", "''")}'`;
  return raw(text.includes('\\') ? `E${escaped.replaceAll('\\', '\\\\')}` : escaped);
}

/** Joins pieces with a separator (written in this code base). */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  const chunks: string[] = [''];
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    chunks[chunks.length - 1] += `${index === 0 ? '' : separator}${part.chunks[0] ?? ''}`;
    part.values.forEach((value, place) => {
      values.push(value);
      chunks.push(part.chunks[place + 1] ?? '');
    });
  });
  return { chunks, values };
}

/** All pieces must hold; none at all is true. */
export function all(parts: readonly Sql[]): Sql {
  if (parts.length === 0) return raw('true');
  if (parts.length === 1) return parts[0] as Sql;
  return sql`(${join(parts, ' and ')})`;
}

/** One piece must hold; none at all is false. */
export function any(parts: readonly Sql[]): Sql {
  if (parts.length === 0) return raw('false');
  if (parts.length === 1) return parts[0] as Sql;
  return sql`(${join(parts, ' or ')})`;
}

/** Numbers the placeholders and makes a statement of it; with a name it is prepared once per connection. */
export function toStatement(fragment: Sql, name?: string): Statement {
  let text = fragment.chunks[0] ?? '';
  for (let i = 1; i < fragment.chunks.length; i++) text += `$${i}${fragment.chunks[i] ?? ''}`;
  return { text, values: fragment.values, chunks: fragment.chunks, ...(name === undefined ? {} : { name }) };
}

/**
 * SQL text with its values written into it: for definitions that the database keeps, which can have no placeholders. Values are quoted like
 * the driver sends them, so that their types are found in the same way.
 */
export function inlineSql({ chunks, values }: Sql): string {
  return values.reduce<string>((text, value, index) => `${text}${inlineValue(value)}${chunks[index + 1] ?? ''}`, chunks[0] ?? '');
}

function inlineValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return quoted(`{${value.map((item) => (item === null ? 'NULL' : JSON.stringify(String(item)))).join(',')}}`);
  if (value instanceof Date) return quoted(value.toISOString());
  if (typeof value === 'object') return quoted(JSON.stringify(value));
  return quoted(String(value));
}

const quoted = (text: string): string => literal(text).chunks.join('');
