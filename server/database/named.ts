/** Statements that run again and again: named, so that each is prepared once per connection, and with places for what differs. */
import { createHash } from 'node:crypto';
import { toStatement, type Sql } from './sql.ts';
import type { Statement } from './types.ts';

const names = new Map<string, string>();
const remembered = 2000;

/** A statement that is named by its text. */
export function namedStatement(fragment: Sql): Statement {
  const statement = toStatement(fragment);
  const { text } = statement;
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= remembered) names.clear();
    names.set(text, (name = `q${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`));
  }
  return { ...statement, name };
}

/** Stands in a statement that is kept for a value that differs from run to run. */
export interface Slot {
  readonly slot: number;
}

/** The place of the n-th value. */
export function slot(index: number): Slot {
  return { slot: index };
}

/** A statement with values in its places. */
export function filled(statement: Statement, values: readonly unknown[]): Statement {
  return { ...statement, values: statement.values.map((value) => (isSlot(value) ? values[value.slot] : value)) };
}

function isSlot(value: unknown): value is Slot {
  return typeof value === 'object' && value !== null && 'slot' in value;
}
