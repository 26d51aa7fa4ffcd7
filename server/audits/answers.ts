/** Answers to checklists: kept one after the other, the newest counts. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { findAudit } from './find.ts';
import { demandRunning } from './runs.ts';
import type { ChecklistAnswer } from './types.ts';

/** The newest answer to each item of a checklist. */
export async function readAnswers(context: Context, auditId: string, checkId: string): Promise<ReadonlyMap<string, ChecklistAnswer>> {
  const { rows } = await context.database.query<ChecklistAnswer>(
    toStatement(sql`select distinct on (item) item, answer, note, actor_name as actor,
    to_char(answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from ${id(context.database.schema, 'relata_audit_answers')} where audit = ${auditId} and check_id = ${checkId} order by item, answered_at desc, id desc`),
  );
  return new Map(rows.map((row) => [row.item, row]));
}

/**
 * Answers one item.
 * @throws Problem 400 when the audit has no such item, 403
 */
export async function answerItem(
  context: Context,
  auditId: string,
  answer: { check: string; item: string; answer: boolean; note?: string },
): Promise<void> {
  demandRunning(context);
  const audit = findAudit(context.model, auditId);
  const check = audit.checks.find((candidate) => candidate.id === answer.check);
  if (check?.kind !== 'checklist' || !check.items.some((item) => item.id === answer.item))
    throw badRequest(`${audit.id} has no checklist "${answer.check}" with an item "${answer.item}".`);
  await context.database.query(
    toStatement(sql`insert into ${id(context.database.schema, 'relata_audit_answers')} (id, audit, check_id, item, answer, note, actor, actor_name, answered_at)
    values (${newId()}::uuid, ${audit.id}, ${answer.check}, ${answer.item}, ${answer.answer}::boolean, ${answer.note ?? null}::text, ${context.actor.id}::uuid, ${context.actor.name}, ${context.clock.now().toISOString()}::timestamptz)`),
  );
}
