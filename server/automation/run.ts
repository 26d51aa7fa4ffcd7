/** Runs one automation on one change: its condition on the record as it was written, then its actions in order, and a log of both. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import type { AutomationDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { systemContext, type Workspace } from '../access/workspace.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { Problem } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { JobHandler } from '../jobs/queue.ts';
import { readRows } from '../query/rows.ts';
import type { Row } from '../query/types.ts';
import { loadLinkedValues } from '../records/linked-values.ts';
import { matches } from '../records/matching.ts';
import { openedRow } from '../records/sealed-changes.ts';
import { runCreate } from './actions/create.ts';
import { runEmail } from './actions/email.ts';
import type { ActionInput } from './actions/types.ts';
import { runUpdate } from './actions/update.ts';
import { templateHelpers, type Subject } from './values.ts';

interface Message {
  readonly message: string;
  readonly automation: string;
  readonly entity: string;
  readonly id: string;
  readonly after: Row | null;
  readonly depth: number;
  readonly actor: string | null;
}

/** What the handler needs beside the message. */
export interface AutomationInput {
  readonly workspace: Workspace;
  readonly publicUrl: string;
  readonly sendMails: boolean;
}

/** Makes the handler of automation messages. */
export function automationHandler(input: AutomationInput): JobHandler {
  return async (payload) => {
    const system = systemContext(input.workspace);
    const leave = system.hold();
    try {
      await handle(input, system, payload as unknown as Message);
    } finally {
      leave();
    }
  };
}

async function handle(input: AutomationInput, system: Context, message: Message): Promise<void> {
  const runId = newId();
  const context: Context = { ...system, cause: { kind: 'automation', id: runId, depth: message.depth } };
  const automation = context.model.automations.get(message.automation);
  const entity = context.model.entities.get(message.entity);
  // A document that was removed or switched off meanwhile does nothing any more.
  if (!automation || !entity || automation.enabled === false || !message.after) return;
  const after = await openedRow(context, entity, message.after);
  const linked = await loadLinkedValues(context, context.database, entity, [after], [automation.when ?? {}]);
  if (!matches(context, entity, parseCondition(automation.when ?? {}), after, linked, context.environment)) return;
  const { rows } = await readRows(context, entity.id, { filter: { id: message.id }, limit: 1 });
  const record = rows[0];
  if (!record) return;
  const helpers = templateHelpers(input.publicUrl, context.actor.language, context.actor.timeZone);
  await runActions(context, automation, { context, entity, record, actor: message.actor, helpers }, message, runId, input.sendMails);
}

async function runActions(
  context: Context,
  automation: AutomationDocument,
  subject: Subject,
  message: Message,
  runId: string,
  sendMails: boolean,
): Promise<void> {
  const steps: { action: string; result: string }[] = [];
  const started = context.clock.now().toISOString();
  for (const [index, action] of automation.actions.entries()) {
    const effectKey = `${message.message}:${automation.id}:${index}`;
    try {
      steps.push({ action: action.type, result: await runAction({ subject, action, effectKey, sendMails }) });
    } catch (error) {
      const permanent = error instanceof Problem && error.status < 500 && error.status !== 412 && error.retryAfter === undefined;
      steps.push({ action: action.type, result: error instanceof Error ? error.message : String(error) });
      await logRun(context, runId, automation, subject, started, 'failed', steps);
      // Wrong input stays wrong: only faults that may pass are tried again.
      if (!permanent) throw error;
      return;
    }
  }
  await logRun(context, runId, automation, subject, started, 'done', steps);
}

function runAction(input: ActionInput): Promise<string> {
  const { action } = input;
  if (action.type === 'email') return runEmail({ ...input, action });
  if (action.type === 'create') return runCreate({ ...input, action });
  return runUpdate({ ...input, action: action });
}

async function logRun(
  context: Context,
  runId: string,
  automation: AutomationDocument,
  subject: Subject,
  started: string,
  state: string,
  steps: readonly object[],
): Promise<void> {
  await context.database.query(
    toStatement(sql`insert into ${id(context.database.schema, 'relata_automation_runs')} (id, automation, entity, record_id, started_at, finished_at, state, steps)
      values (${runId}::uuid, ${automation.id}, ${subject.entity.id}, ${subject.record.id}::uuid, ${started}, ${context.clock.now().toISOString()}, ${state}, ${JSON.stringify(steps)}::jsonb)`),
  );
}
