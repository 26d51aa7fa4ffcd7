/** The check of an assumption as SQL: by itself, beside a read, and as a guard of a write. */
import { namedStatement } from './named.ts';
import { sql, type Sql } from './sql.ts';
import type { Guard, Statement } from './types.ts';

/** The question whose answer is assumed: a query of one row at the most, named by its text. */
export interface Check {
  readonly name: string;
  readonly sql: Sql;
}

/** A statement as a check; undefined when it is none that repeats. */
export function asCheck({ name, chunks, values }: Statement): Check | undefined {
  return name === undefined || chunks === undefined ? undefined : { name, sql: { chunks, values } };
}

/** The statement that asks for the answer, as `assumed`. */
export function checkAlone(check: Check): Statement {
  return { ...composed(check.name, check.sql.values, () => sql`select ${answerOf(check)} as assumed`), brief: true };
}

/** Whether a statement only reads: what begins with another word may write. */
export function onlyReads({ text }: Statement): boolean {
  return text.startsWith('select ');
}

/**
 * A look-up that brings the answer along, as `assumed` in each of its rows. Other reads are planned anew for the values that they come with, and
 * the check with them: for these it is cheaper by itself.
 * @returns undefined where it cannot: what locks wants nothing around it
 */
export function checkBeside(check: Check, statement: Statement): Statement | undefined {
  const { text, chunks, values, name, brief } = statement;
  if (brief !== true || !chunks || name === undefined || !onlyReads(statement) || locking.test(text)) return undefined;
  const both = composed(
    `${check.name} ${name}`,
    [...check.sql.values, ...values],
    () => sql`select q.*, ${answerOf(check)} as assumed from (${{ chunks, values }}) q`,
  );
  return { ...both, brief };
}

const locking = /\bfor (?:no key |key )?(?:update|share)\b/;

/** What a statement selects to fail where the answer is another one: a division by zero (22012). */
export function guardOf(check: Check, text: string): Guard {
  return { name: check.name, sql: sql`1 / coalesce(${answerOf(check)} = ${text}, false)::int` };
}

/** The answer as JSON text, null where there is none. */
function answerOf(check: Check): Sql {
  return sql`(select to_json(x)::text from (${check.sql}) x)`;
}

/** Texts are composed once. */
const known = new Map<string, Statement>();
const remembered = 2000;

function composed(key: string, values: readonly unknown[], compose: () => Sql): Statement {
  let statement = known.get(key);
  if (!statement) {
    if (known.size >= remembered) known.clear();
    known.set(key, (statement = namedStatement(compose())));
  }
  return { text: statement.text, name: statement.name ?? key, values };
}
