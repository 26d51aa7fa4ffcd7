/** Automations: what starts them, whom they write to, what they create and change. */
import { parseDuration } from '../../../metadata/rules/duration.ts';
import type { ActionDocument, AutomationDocument } from '../../../metadata/types.ts';
import type { Entity, Field } from '../types.ts';
import {
  below,
  demandDocument,
  demandEntity,
  demandField,
  demandPath,
  demandValue,
  demandWritable,
  report,
  type Checking,
  type Place,
} from './checking.ts';
import { checkCondition } from './conditions.ts';
import { refuseEncrypted } from './encrypted.ts';
import { demandCode } from './entities.ts';
import { checkTemplateText } from './templates.ts';

/** Checks one automation. */
export function checkAutomation(checking: Checking, place: Place, document: AutomationDocument): void {
  const entity = demandEntity(checking, below(place, 'entity'), document.entity);
  if (!entity) return;
  checkTrigger(checking, below(place, 'trigger'), entity, document.trigger);
  checkCondition(checking, below(place, 'when'), entity, document.when);
  document.actions.forEach((action, index) => checkAction(checking, below(place, 'actions', index), entity, action));
}

function checkTrigger(checking: Checking, place: Place, entity: Entity, trigger: AutomationDocument['trigger']): void {
  if (trigger.fields !== undefined && trigger.on !== 'update')
    report(checking, below(place, 'fields'), '"fields" belongs to the trigger "update".');
  trigger.fields?.forEach((name, index) => demandField(checking, below(place, 'fields', index), entity, name));
  const moves = trigger.field !== undefined || trigger.from !== undefined || trigger.to !== undefined;
  if (trigger.on !== 'transition') {
    if (moves) report(checking, place, '"field", "from" and "to" belong to the trigger "transition".');
    return;
  }
  const field = statusOf(checking, place, entity, trigger.field);
  if (!field) return;
  trigger.from?.forEach((code, index) => {
    if (code !== '*') demandCode(checking, below(place, 'from', index), entity, field, code);
  });
  trigger.to?.forEach((code, index) => {
    if (code !== '*') demandCode(checking, below(place, 'to', index), entity, field, code);
  });
}

function statusOf(checking: Checking, place: Place, entity: Entity, name: string | undefined): Field | undefined {
  const statuses = [...entity.fields.values()].filter((field) => field.kind === 'status');
  if (name === undefined) {
    if (statuses.length === 0) report(checking, place, `${entity.title} has no status field to follow.`);
    return statuses[0];
  }
  const field = demandField(checking, below(place, 'field'), entity, name);
  if (field && field.kind !== 'status')
    report(
      checking,
      below(place, 'field'),
      `"${name}" (${field.kind}) is no status.`,
      `Use ${statuses.map((each) => `"${each.name}"`).join(' or ') || 'another trigger'}.`,
    );
  return field?.kind === 'status' ? field : undefined;
}

function checkAction(checking: Checking, place: Place, entity: Entity, action: ActionDocument): void {
  switch (action.type) {
    case 'email': {
      demandDocument(checking, below(place, 'template'), 'template', action.template);
      const recipients: readonly unknown[] = Array.isArray(action.to) ? action.to : [action.to];
      recipients.forEach((to, index) =>
        checkRecipient(checking, Array.isArray(action.to) ? below(place, 'to', index) : below(place, 'to'), entity, to),
      );
      return;
    }
    case 'create': {
      const target = demandEntity(checking, below(place, 'entity'), action.entity);
      if (!target) return;
      checkValues(checking, below(place, 'values'), entity, target, action.values ?? {});
      checkRequired(checking, place, target, action.values ?? {});
      return;
    }
    case 'update':
      checkValues(checking, below(place, 'values'), entity, entity, action.values);
  }
}

function checkRecipient(checking: Checking, place: Place, entity: Entity, to: unknown): void {
  if (typeof to === 'string') {
    if (!/^[^\s@,<>]+@[^\s@,<>]+$/.test(to))
      report(checking, place, `"${to}" is no e-mail address.`, 'Write an address, or { "$record": "path" }.');
    return;
  }
  const path = (to as { readonly $record?: unknown } | null)?.$record;
  if (typeof path !== 'string') return;
  const end = demandPath(checking, below(place, '$record'), entity, path);
  if (end && end.valueType !== 'text')
    report(
      checking,
      below(place, '$record'),
      `"${path}" (${end.field?.kind ?? 'records'}) is no e-mail address.`,
      'Name the field that holds the address, such as owner.email.',
    );
}

function checkValues(checking: Checking, place: Place, entity: Entity, target: Entity, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const at = below(place, name);
    const field = demandField(checking, at, target, name);
    if (!field) continue;
    demandWritable(checking, at, field);
    checkValue(checking, at, { entity, target, field }, value);
  }
}

const references = ['$record', '$template', '$now', '$actor'];

/** Whose record is at hand, and the field of which entity is to be set. */
interface Assignment {
  readonly entity: Entity;
  readonly target: Entity;
  readonly field: Field;
}

function checkValue(checking: Checking, place: Place, { entity, target, field }: Assignment, value: unknown): void {
  const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const [name] = members;
  if (name === undefined || !name.startsWith('$')) {
    if (field.type.computed !== true) demandValue(checking, place, target, field, value);
    return;
  }
  const content = (value as Readonly<Record<string, unknown>>)[name];
  const at = below(place, name);
  if (!references.includes(name) || members.length > 1)
    report(checking, at, `There is no reference "${name}".`, `There are ${references.join(', ')}.`);
  else if (name === '$record') {
    if (content !== 'self') {
      const end = demandPath(checking, at, entity, String(content));
      if (field.type.encrypts === undefined) refuseEncrypted(checking, at, end, 'copied into a field that is not');
    } else if (field.targets.length > 0 && !field.targets.includes(entity.id))
      report(checking, at, `"${field.name}" does not point at ${entity.title}.`);
    else if (field.targets.length === 0)
      report(checking, at, `"${field.name}" (${field.kind}) is no link, so it cannot point at the record.`);
  } else if (name === '$template') checkTemplateText(checking, at, content, entity);
  else if (name === '$now') checkDuration(checking, at, content);
  else if (content !== 'id') report(checking, at, '"$actor" takes "id".');
}

function checkDuration(checking: Checking, place: Place, content: unknown): void {
  const text = typeof content === 'string' ? content.replace(/^[-+]/, '') : '';
  if (parseDuration(text) === undefined)
    report(checking, place, 'This is no ISO 8601 duration.', 'Write "P2D" for two days, "-PT3H" for three hours ago.');
}

/** What the created record must have and nobody gives it. */
function checkRequired(checking: Checking, place: Place, target: Entity, values: Readonly<Record<string, unknown>>): void {
  const given = new Set(Object.keys(values));
  for (const field of target.fields.values()) {
    if (!field.required || field.system || given.has(field.name) || field.aliases.some((alias) => given.has(alias))) continue;
    if (field.pipelines.length > 0 || field.document.default !== undefined || field.kind === 'autoNumber') continue;
    if (target.rules.some((rule) => rule.set !== undefined && field.name in rule.set)) continue;
    report(checking, below(place, 'values'), `${target.title} requires "${field.name}", which is not given.`, 'State a value for it.');
  }
}
