/** Templates of mails and values: their syntax, their helpers, and the fields of the record that they name. */
import type { TemplateDocument } from '../../../metadata/types.ts';
import { checkTemplate, templateHelperNames } from '../../kernel/template.ts';
import type { Entity } from '../types.ts';
import { refuseEncrypted } from './encrypted.ts';
import { below, demandEntity, didYouMean, report, type Checking, type Place } from './checking.ts';

/** Checks one template; it is read with the entity that it names and those of the automations that send it. */
export function checkTemplateDocument(checking: Checking, place: Place, document: TemplateDocument): void {
  const own = document.entity === undefined ? undefined : demandEntity(checking, below(place, 'entity'), document.entity);
  const users = [...checking.model.automations.values()]
    .filter((automation) => automation.actions.some((action) => action.type === 'email' && action.template === document.id))
    .map((automation) => checking.model.entities.get(automation.entity));
  const entities = [...new Set([own, ...users])].filter((entity) => entity !== undefined);
  for (const member of ['subject', 'body'] as const) checkTemplateText(checking, below(place, member), document[member], ...entities);
}

/** Checks the text of a template; nothing is asked of the record when no entity is given. */
export function checkTemplateText(checking: Checking, place: Place, text: unknown, ...entities: readonly Entity[]): void {
  const result = checkTemplate(text, templateHelperNames);
  if (result.error !== undefined) {
    report(checking, place, `The template cannot be read: ${result.error}`, `Helpers are ${templateHelperNames.join(', ')}.`);
    return;
  }
  for (const entity of entities) {
    for (const name of result.recordFields) {
      // What is sent or written by a template is kept as plain text.
      if (refuseEncrypted(checking, place, { field: entity.fields.get(name) }, 'put into a text')) continue;
      if (entity.fields.has(name) || checking.brokenFields.has(`${entity.id}.${name}`)) continue;
      report(checking, place, `${entity.title} has no field "${name}".`, didYouMean(name, entity.fields.keys()));
    }
  }
}
