/**
 * A database that answers one statement from memory, and asks it for real as part of the next one: without a round trip of its own. A request
 * begins with the question who is calling; that the answer is the same as a moment ago is assumed, and checked before anything that was read is
 * used, and by the very statement that writes. Where the answer has changed nothing has been done, and the request begins anew.
 */
import { asCheck, checkAlone, checkBeside, guardOf, onlyReads, type Check } from './assumed-sql.ts';
import type { Database, Statement, StatementResult, Transaction } from './types.ts';

/** What was assumed does not hold (any more). Thrown by whatever was asked meanwhile; the request is to be made anew, without assuming. */
export class AssumptionFailed extends Error {
  constructor() {
    super('What was assumed does not hold.');
    this.name = 'AssumptionFailed';
  }
}

/** An answer that was given before. */
interface Answer {
  readonly rows: readonly unknown[];
  /** How the database writes it in JSON, once that is known: then two answers are compared without being read. */
  text?: string;
}

/** Answers by who asks; the oldest go first. */
export type Answers = Map<string, Answer>;

const rememberedAtMost = 10_000;

/** A question with the answer that is assumed. */
interface Assumed {
  readonly check: Check;
  readonly answer: Answer;
}

/** A database under an assumption. */
export interface Assuming {
  readonly database: Database;
  /** Checks what nothing has checked on the way. @throws AssumptionFailed */
  readonly settle: () => Promise<void>;
}

/**
 * Begins to assume.
 * @param answers earlier ones to the same first statement, which answers one row at the most
 * @param key what the answer depends on: the digest of a session's secret, say. That it depends on the time, too, the check finds out.
 */
export function assuming(database: Database, answers: Answers, key: string): Assuming {
  let asked = false;
  let open: Assumed | undefined;
  let guarded: Assumed | undefined;
  let verdict: Promise<void> = Promise.resolve();
  const remember = (rows: readonly unknown[]): void => {
    if (rows.length === 0) return;
    if (answers.size >= rememberedAtMost) answers.delete(answers.keys().next().value ?? '');
    answers.set(key, { rows });
  };
  const judge = ({ answer }: Assumed, found: string | null): void => {
    if (found !== null && found === answer.text) return;
    if (found !== null && answer.text === undefined && JSON.stringify([JSON.parse(found)]) === JSON.stringify(answer.rows)) {
      answer.text = found;
      return;
    }
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
  const alone = async (assumed: Assumed): Promise<void> => {
    const { rows } = await database.query<{ assumed: string | null }>(checkAlone(assumed.check));
    judge(assumed, rows[0]?.assumed ?? null);
  };
  const settle = (): Promise<void> => {
    decide(alone);
    return verdict;
  };
  const ask = async <Row>(statement: Statement): Promise<StatementResult<Row>> => {
    const answer = answers.get(key);
    const check = answer && asCheck(statement);
    if (check) {
      open = { check, answer };
      return { rows: answer.rows as Row[], rowCount: answer.rows.length };
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
    if (!open || !onlyReads(statement)) {
      await settle();
      return database.query<Row>(statement);
    }
    const both = checkBeside(open.check, statement);
    if (!both) return inOnePacket<Row>(open.check, statement);
    const running = database.query<Row & { assumed?: string | null }>(both);
    decide((assumed) =>
      running.then(
        // Where nothing was read nothing was checked; and what the database says of the statement is for the ears of whoever may ask it.
        ({ rows }) => (rows[0] === undefined ? alone(assumed) : judge(assumed, rows[0].assumed ?? null)),
        () => alone(assumed),
      ),
    );
    await verdict;
    const result = await running;
    for (const row of result.rows) delete row.assumed;
    return result;
  };
  const inOnePacket = async <Row>(check: Check, statement: Statement): Promise<StatementResult<Row>> => {
    const both = database.pair<{ assumed: string | null }, Row>(checkAlone(check), statement);
    // When the packet fails, the check is made by itself.
    decide((assumed) =>
      both.then(
        ([{ rows }]) => judge(assumed, rows[0]?.assumed ?? null),
        () => alone(assumed),
      ),
    );
    await verdict;
    return (await both)[1];
  };
  const direct: Transaction = {
    locks: false,
    query,
    guard() {
      guarded = undefined;
      if (open?.answer.text === undefined) return undefined;
      guarded = open;
      return guardOf(open.check, open.answer.text);
    },
    async finish<Row>(statement: Statement, after?: Statement) {
      if (!open || open !== guarded) await settle();
      const result = await database.direct.finish<Row>(statement, after);
      // Where it fails the assumption stays open: whatever comes next finds out whether that was the cause.
      open = undefined;
      return result;
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
