/**
 * A database that answers one statement from memory, and asks it for real together with the next one: in one packet, without a round trip of its
 * own. A request begins with the question who is calling; that the answer is the same as a moment ago is assumed, and checked before anything
 * that was read is used and before anything is written. Where the answer has changed, nothing has been done yet, and the request begins anew.
 */
import type { Database, Statement, StatementResult, Transaction } from './types.ts';

/** What was assumed does not hold (any more). Thrown by whatever was asked meanwhile; the request is to be made anew, without assuming. */
export class AssumptionFailed extends Error {
  constructor() {
    super('What was assumed does not hold.');
    this.name = 'AssumptionFailed';
  }
}

/** Answers by who asks; the oldest go first. */
export type Answers = Map<string, readonly unknown[]>;

const rememberedAtMost = 10_000;

/** A statement, and what it is assumed to answer. */
interface Assumed {
  readonly statement: Statement;
  readonly rows: readonly unknown[];
}

/** A database under an assumption. */
export interface Assuming {
  readonly database: Database;
  /** Checks what nothing has checked on the way. @throws AssumptionFailed */
  readonly settle: () => Promise<void>;
}

/**
 * Begins to assume.
 * @param answers earlier ones to the same first statement
 * @param key what the answer depends on: the digest of a session's secret, say. That it depends on the time, too, the check finds out.
 */
export function assuming(database: Database, answers: Answers, key: string): Assuming {
  let asked = false;
  let open: Assumed | undefined;
  let verdict: Promise<void> = Promise.resolve();
  const remember = (rows: readonly unknown[]): void => {
    if (rows.length === 0) return;
    if (answers.size >= rememberedAtMost) answers.delete(answers.keys().next().value ?? '');
    answers.set(key, rows);
  };
  const judge = (assumed: Assumed, found: readonly unknown[]): void => {
    if (JSON.stringify(found) === JSON.stringify(assumed.rows)) return;
    answers.delete(key);
    throw new AssumptionFailed();
  };
  /** Everything that is done after the assumption waits for one verdict. */
  const decide = (check: (assumed: Assumed) => Promise<void>): void => {
    const assumed = open;
    open = undefined;
    if (!assumed) return;
    verdict = check(assumed);
    // Whoever waits for it hears of it; nobody may be waiting yet.
    verdict.catch(() => undefined);
  };
  const alone = async (assumed: Assumed): Promise<void> => judge(assumed, (await database.query(assumed.statement)).rows);
  const settle = (): Promise<void> => {
    decide(alone);
    return verdict;
  };
  const ask = async <Row>(statement: Statement): Promise<StatementResult<Row>> => {
    const rows = answers.get(key);
    if (rows) {
      open = { statement, rows };
      return { rows: rows as Row[], rowCount: rows.length };
    }
    const result = await database.query<Row>(statement);
    remember(result.rows);
    return result;
  };
  const query = async <Row>(statement: Statement): Promise<StatementResult<Row>> => {
    if (!asked) {
      asked = true;
      return ask<Row>(statement);
    }
    // What begins with another word may write.
    if (!open || !statement.text.startsWith('select ')) {
      await settle();
      return database.query<Row>(statement);
    }
    const both = database.pair<Row>(open.statement, statement);
    // What the database says of the second is for the ears of whoever may ask it: when the packet fails, the first is asked by itself.
    decide((assumed) =>
      both.then(
        ([found]) => judge(assumed, found.rows),
        () => alone(assumed),
      ),
    );
    await verdict;
    return (await both)[1];
  };
  const direct: Transaction = {
    locks: false,
    query,
    async finish<Row>(statement: Statement, after?: Statement) {
      await settle();
      return database.direct.finish<Row>(statement, after);
    },
  };
  const assumed: Database = {
    ...database,
    query,
    direct,
    async tx(work) {
      await settle();
      return database.tx(work);
    },
    async *stream<Row>(statement: Statement, batch?: number) {
      await settle();
      yield* database.stream<Row>(statement, batch);
    },
  };
  return { database: assumed, settle };
}
