/** Runs a plan. Every step can be run again: a crash in between is mended by planning anew from the live catalogue. */
import type { Database } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Operation, Plan } from './types.ts';

const lockTimeout = '300ms';
const attempts = 40;

/** A step that PostgreSQL refused, because of what stands in the table. The steps before it have been taken, and stay. */
export class StepFailed extends Error {
  readonly operation: Operation;
  constructor(operation: Operation, cause: Error) {
    const { detail } = cause as { detail?: unknown };
    super(`${operation.summary} This was refused: ${cause.message}${typeof detail === 'string' ? ` (${detail})` : ''}`, { cause });
    this.name = 'StepFailed';
    this.operation = operation;
  }
}

/** Steps that wait for a person. */
export function waitingOperations(plan: Plan): Operation[] {
  return plan.operations.filter((operation) => operation.class === 'waiting');
}

/**
 * Applies all operations in order. New tables with their indexes go in one transaction; on tables in use each statement asks for
 * its lock briefly and tries again, so that it never stands in the way behind a long report.
 * @throws Error when a step waits for a person; StepFailed when rows stand against a step, or a lock could not be had
 */
export async function applyPlan(database: Database, plan: Plan, logger: Logger): Promise<void> {
  const waiting = waitingOperations(plan)[0];
  if (waiting) throw new Error(waiting.summary);
  const fresh = new Set(plan.operations.filter((operation) => operation.type === 'create-table').map((operation) => operation.table));
  const together = plan.operations.filter(
    (operation) =>
      fresh.has(operation.table) &&
      operation.statements.every((statement) => statement.alone !== true || operation.type === 'add-foreign-key'),
  );
  if (together.length > 0) {
    // Knex carries the transaction of DDL: one connection, all or nothing.
    await database.knex.transaction(async (transaction) => {
      for (const operation of together) for (const statement of operation.statements) await transaction.raw(escapeKnex(statement.text));
    });
  }
  for (const operation of plan.operations) {
    if (together.includes(operation)) continue;
    logger.info({ table: operation.table, type: operation.type }, operation.summary);
    await runOperation(database, operation);
  }
}

async function runOperation(database: Database, operation: Operation): Promise<void> {
  try {
    for (const { text, alone } of operation.statements) await runStatement(database, { text, alone: alone === true });
  } catch (error) {
    for (const text of operation.undo ?? []) await runStatement(database, { text, alone: true });
    throw new StepFailed(operation, error as Error);
  }
}

/**
 * Runs one statement of DDL on tables in use: it asks for its lock briefly and tries again, so that nobody queues up behind it.
 * @param statement `alone` for what PostgreSQL refuses inside a transaction
 */
export async function runStatement(database: Database, { text, alone }: { readonly text: string; readonly alone: boolean }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (alone) await database.query({ text, values: [] });
      else {
        await database.knex.transaction(async (transaction) => {
          await transaction.raw(`set local lock_timeout = '${lockTimeout}'`);
          await transaction.raw(escapeKnex(text));
        });
      }
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03' || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * attempt) * (0.5 + Math.random())));
    }
  }
}

/** Knex reads `?` as a placeholder; DDL of ours has none, but names and constants may hold one. */
function escapeKnex(text: string): string {
  return text.replaceAll('?', '\\?');
}
