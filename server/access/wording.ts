/** Faults in the language of whoever acts, with the titles that they know: the same words as in their forms. */
import { faultKey, faultText, type Fault, type FaultValues } from '../../metadata/rules/faults.ts';
import type { RefusalKey } from '../../metadata/rules/refusal-texts/en.ts';
import { refusalText } from '../../metadata/rules/refusals.ts';
import { spokenLanguage, type HoleValues } from '../../metadata/rules/spoken.ts';
import { limitOf } from '../../metadata/rules/field-limits.ts';
import type { FieldError } from '../fields/types.ts';
import type { ProblemItem } from '../kernel/errors.ts';
import { localise } from '../model/localise.ts';
import type { Entity, Field, Pipeline } from '../model/types.ts';
import type { Context } from './context.ts';

/** What of an act decides about words. */
type Speaker = Pick<Context, 'model' | 'actor'>;

/** The entity with the titles that the actor knows. */
export function shownEntity({ model, actor }: Speaker, entity: Entity): Entity {
  return localise(model, spokenLanguage(actor.language)).entities.get(entity.id) ?? entity;
}

/** What the actor calls records of an entity. */
export function shownPlural(context: Speaker, entity: Entity): string {
  return shownEntity(context, entity).plural;
}

/** What the actor calls a field. */
export function shownTitle(context: Speaker, entity: Entity, field: Field): string {
  return shownEntity(context, entity).fields.get(field.name)?.title ?? field.title;
}

/** A refusal in the actor's language. Those without values may be written out in English where they are thrown: they are translated as they are sent. */
export function refusal({ actor }: Pick<Context, 'actor'>, key: RefusalKey, values: HoleValues = {}): string {
  return refusalText(key, values, actor.language);
}

/** A refusal that speaks of records of an entity. */
export function refusalOf(context: Speaker, key: RefusalKey, entity: Entity, values: HoleValues = {}): string {
  return refusal(context, key, { entity: shownPlural(context, entity), ...values });
}

/** The title of a status, as the actor knows it. */
export function shownStatus(context: Speaker, entity: Entity, field: Field, pipeline: Pipeline | undefined, code: string): string {
  const shown = shownEntity(context, entity).fields.get(field.name) ?? field;
  const own = shown.pipelines.find((each) => each.id === pipeline?.id);
  return own?.statuses.get(code)?.title ?? shown.codeTitles?.get(code) ?? code;
}

/** The message of a fault that has a code of its own. */
export function wording(context: Speaker, entity: Entity, field: Field, key: Fault['key'], values: FaultValues = {}): string {
  const title = shownTitle(context, entity, field);
  const writing = { language: context.actor.language, calendar: context.model.settings.calendar ?? 'gregory' };
  return faultText({ title, kind: field.kind }, { key, values }, writing);
}

/** What a field kind says of a value, as an item of a problem; in its own words where there is no message for it. */
export function fieldErrorItem(context: Speaker, entity: Entity, field: Field, error: FieldError, pointer = `/${field.name}`): ProblemItem {
  const { code, path, hint } = error;
  const values = path === '' ? valuesOf(field, code) : undefined;
  const own = hint === undefined ? {} : { hint };
  const key = values && faultKey(field.kind, code);
  if (!values || key === undefined || code === 'precision') return { pointer: pointer + path, code, message: error.message, ...own };
  // Hints are in English: beside a message in another language they would help nobody.
  const hinted = spokenLanguage(context.actor.language) === 'en' ? own : {};
  return { pointer, code, message: wording(context, entity, field, key, values), ...hinted };
}

/** The parameters of a message, from what the field says; undefined when it does not say them. */
function valuesOf(field: Field, code: string): FaultValues | undefined {
  if (code !== 'minimum' && code !== 'maximum') return {};
  const limit = limitOf(field.kind, field.document as unknown as Readonly<Record<string, unknown>>, code);
  return limit === undefined ? undefined : { limit };
}
