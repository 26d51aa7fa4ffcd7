/**
 * Automations act in the name of the server. Those of packs are the operator's word; of what somebody writes into the workspace, whoever applies
 * it answers for it: it may do nothing that they could not do to every record themselves, and use nothing that they could not read. Roles,
 * which say who may do what, are for administrators to change.
 */
import { conditionPaths, parseCondition } from '../../../metadata/rules/condition.ts';
import type { ActionDocument, AutomationDocument, TemplateDocument } from '../../../metadata/types.ts';
import { accessIn } from '../../access/field-cases.ts';
import type { Context } from '../../access/context.ts';
import { fieldAccess, pathReadable } from '../../access/fields.ts';
import type { Rights } from '../../access/rights.ts';
import type { RecordAction } from '../../access/scopes.ts';
import { rightsOf } from '../../access/workspace.ts';
import { checkTemplate, templateHelperNames } from '../../kernel/template.ts';
import { findField, PathError, resolvePath } from '../../model/paths.ts';
import type { Entity, Field, Model } from '../../model/types.ts';
import type { DocumentChange, Finding } from '../types.ts';

/** What the applier may do under the model that is to be. */
interface Author {
  readonly model: Model;
  readonly rights: Rights;
}

/**
 * What a change would do beyond the rights of whoever applies it: each blocks it.
 * @param documents what the change changes
 * @param model as it would be
 */
export function findOverreach(context: Context, documents: readonly DocumentChange[], model: Model): Finding[] {
  if (context.actor.id === null || context.rights.admin) return [];
  const author: Author = { model, rights: rightsOf(model, context.actor.roles) };
  const roles = documents
    .filter((document) => document.kind === 'role')
    .map(({ id }): Finding => ({
      severity: 'blocks',
      target: `role ${id}`,
      message: 'Roles say who may do what: only an administrator may change them.',
      fix: 'Take it out of this draft, or ask an administrator to apply it.',
    }));
  const changed = (kind: string): Set<string> => new Set(documents.filter((document) => document.kind === kind).map(({ id }) => id));
  const [automations, templates] = [changed('automation'), changed('template')];
  const concerned = [...model.automations.values()].filter(
    (automation) =>
      automations.has(automation.id) || automation.actions.some((action) => action.type === 'email' && templates.has(action.template)),
  );
  return [...roles, ...concerned.flatMap((automation) => overreachOf(author, automation))];
}

function overreachOf(author: Author, automation: AutomationDocument): Finding[] {
  const entity = author.model.entities.get(automation.entity);
  if (!entity) return [];
  const seen = [...unseen(author, entity, conditionPaths(parseCondition(automation.when ?? {})), 'when', automation)];
  if (author.rights.entity(entity.id).scope('read') !== 'all')
    seen.push(finding(automation, 'entity', `It runs on every record of ${entity.plural}, and your roles do not let you see all of them.`));
  const names = automation.trigger.on === 'update' ? (automation.trigger.fields ?? []) : [];
  seen.push(...unseen(author, entity, names, 'trigger/fields', automation));
  return [...seen, ...automation.actions.flatMap((action, index) => ofAction(author, automation, entity, action, `actions/${index}`))];
}

function finding(automation: AutomationDocument, place: string, message: string): Finding {
  return {
    severity: 'blocks',
    target: `automation ${automation.id}/${place}`,
    message,
    fix: 'An automation may do only what whoever applies it may do: take this out, or ask an administrator to apply it.',
  };
}

function unseen(author: Author, entity: Entity, paths: readonly string[], place: string, automation: AutomationDocument): Finding[] {
  return paths
    .filter((path) => !isSeen(author, entity, path))
    .map((path) =>
      finding(automation, place, `It uses "${path}" of ${entity.plural}, which your roles do not let you read on every record.`),
    );
}

/** Whether a path may be read wherever it leads: links to records of which only some are seen would tell of the others. */
function isSeen({ model, rights }: Author, entity: Entity, path: string): boolean {
  try {
    const { hops, end } = resolvePath(model, entity, path);
    if (!pathReadable(model, rights, entity, path)) return false;
    const crossed = [
      ...hops.map((hop) => hop.target),
      ...(end.kind === 'backlink' ? [end.target] : []),
      ...targetsOf(model, end.kind === 'backlink' ? undefined : end.field),
    ];
    return crossed.every((target) => rights.entity(target.id).scope('read') === 'all');
  } catch (error) {
    // Paths below to-many links are joined to them: what cannot be followed is not seen.
    if (error instanceof PathError) return false;
    throw error;
  }
}

function targetsOf(model: Model, field: Field | undefined): Entity[] {
  return (field?.targets ?? []).flatMap((target) => model.entities.get(target) ?? []);
}

function ofAction(author: Author, automation: AutomationDocument, entity: Entity, action: ActionDocument, place: string): Finding[] {
  if (action.type === 'email') return ofEmail(author, automation, entity, action, place);
  const target = action.type === 'create' ? author.model.entities.get(action.entity) : entity;
  if (!target) return [];
  const values = Object.entries(action.values ?? {});
  const fields = values.flatMap(([name]) => findField(target, name) ?? []);
  const does = action.type === 'create' ? (['create'] as const) : actionsOn(fields);
  return [
    ...does.flatMap((what) => mayNot(author, target, what).map((message) => finding(automation, place, message))),
    ...fields
      .filter((field) => !mayWrite(author, target, field, action.type === 'create'))
      .map((field) =>
        finding(
          automation,
          `${place}/values/${field.name}`,
          `Your roles do not let you write ${field.title} of every record of ${target.plural}.`,
        ),
      ),
    ...values.flatMap(([name, value]) => unseen(author, entity, pathsOf(entity, value), `${place}/values/${name}`, automation)),
  ];
}

function actionsOn(fields: readonly Field[]): RecordAction[] {
  const moves = fields.some((field) => field.pipelines.length > 0);
  const changes = fields.some((field) => field.pipelines.length === 0);
  return [...(changes ? (['update'] as const) : []), ...(moves ? (['transition'] as const) : [])];
}

function mayNot({ rights }: Author, target: Entity, action: RecordAction): string[] {
  if (rights.entity(target.id).scope(action) === 'all') return [];
  const words = { create: 'create', update: 'change', transition: 'move' }[action as 'create' | 'update' | 'transition'];
  return [`Your roles do not let you ${words} every record of ${target.plural}, and an automation would.`];
}

function mayWrite({ model, rights }: Author, target: Entity, field: Field, creating: boolean): boolean {
  const action = creating ? 'create' : field.pipelines.length > 0 ? 'transition' : 'update';
  if (fieldAccess(model, rights, target, field) !== 'write') return false;
  const cases = rights.entity(target.id).fieldCases(field.name);
  if (cases === undefined) return true;
  // By roles that reach every record, in every status in which some role says something particular, and in none of them.
  const everywhere = cases.filter((role) => role.reach(action) === 'all');
  return [undefined, ...everywhere.flatMap((role) => role.cases)].every(
    (each) => accessIn(everywhere, (name) => (name === each?.field ? each.code : undefined)) === 'write',
  );
}

/** Paths of the record that a value is made of. */
function pathsOf(entity: Entity, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $record: path, $template: text } = value as { $record?: unknown; $template?: unknown };
  if (typeof path === 'string') return path === 'self' ? [] : [path];
  return text === undefined ? [] : fieldsOf(text, entity);
}

/** Blocks in which names mean something else, and the helper that looks names up: what they reach cannot be told, so it may be anything. */
const reachingAnything = /\{\{[^}]*\b(?:with|each|lookup)\b/;

function fieldsOf(text: unknown, entity: Entity): string[] {
  if (typeof text === 'string' && reachingAnything.test(text)) return [...entity.fields.keys()];
  const { error, recordFields } = checkTemplate(text, templateHelperNames);
  return error === undefined ? [...recordFields] : [];
}

function ofEmail(
  author: Author,
  automation: AutomationDocument,
  entity: Entity,
  action: Extract<ActionDocument, { type: 'email' }>,
  place: string,
): Finding[] {
  const template: TemplateDocument | undefined = author.model.templates.get(action.template);
  const texts = template ? [...fieldsOf(template.subject, entity), ...fieldsOf(template.body, entity)] : [];
  const recipients: readonly unknown[] = Array.isArray(action.to) ? action.to : [action.to];
  return [
    ...unseen(author, entity, [...new Set(texts)], `${place}/template`, automation),
    ...recipients.flatMap((to, index) => unseen(author, entity, pathsOf(entity, to), `${place}/to/${index}`, automation)),
  ];
}
