/** Which automations follow a change: they get a message in the outbox, written with the change itself. */
import type { AutomationDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import type { OutboxMessage } from '../jobs/outbox.ts';
import type { Entity } from '../model/types.ts';
import { sealedRow } from './sealed-changes.ts';
import type { RecordChange } from './types.ts';

/** A chain of automations that set one another off ends here. */
export const maximumDepth = 8;

/** One message per automation whose trigger fits; its condition is judged by the worker, on the record as it was written. */
export function followers(context: Context, entity: Entity, change: RecordChange): OutboxMessage[] {
  const depth = context.cause?.kind === 'automation' ? context.cause.depth + 1 : 0;
  if (depth >= maximumDepth) return [];
  const following = [...context.model.automations.values()].filter(
    (automation) => automation.entity === entity.id && automation.enabled !== false && triggers(automation, entity, change),
  );
  if (following.length === 0) return [];
  const payload = {
    entity: entity.id,
    id: change.id,
    action: change.action,
    version: change.version,
    changed: change.changed,
    before: sealedRow(context, entity, change.before),
    after: sealedRow(context, entity, change.after),
  };
  return following.map((automation) => ({
    topic: 'automation',
    payload: { ...payload, automation: automation.id, depth, actor: context.actor.id },
  }));
}

function triggers(automation: AutomationDocument, entity: Entity, change: RecordChange): boolean {
  const { trigger } = automation;
  if (trigger.on === 'create') return change.action === 'create';
  if (trigger.on === 'delete') return change.action === 'delete';
  if (change.action !== 'update') return false;
  if (trigger.on === 'update') return trigger.fields === undefined || trigger.fields.some((name) => change.changed.includes(name));
  if (trigger.on !== 'transition') return false;
  const names = [...entity.fields.values()]
    .filter((field) => field.pipelines.length > 0 && (trigger.field === undefined || field.name === trigger.field))
    .map((field) => field.name);
  return names.some((name) => {
    if (!change.changed.includes(name)) return false;
    const from = change.before?.[name];
    const to = change.after?.[name];
    return fits(trigger.from, from) && fits(trigger.to, to);
  });
}

function fits(codes: readonly string[] | undefined, code: unknown): boolean {
  return codes === undefined || codes.includes('*') || (typeof code === 'string' && codes.includes(code));
}
