/** Validators of whole records, generated from the model: one per entity and model version, compiled once. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import type { ProblemItem } from '../kernel/errors.ts';
import type { JsonSchema } from '../fields/types.ts';
import type { Entity } from '../model/types.ts';
import { storedFields } from './current.ts';

const compiled = new WeakMap<Entity, ValidateFunction>();
const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false, ownProperties: true });
// Node sees the default export of a CommonJS module one level deeper than its types do.
(formatsPlugin as unknown as { readonly default: (target: Ajv2020) => unknown }).default(ajv);

/** JSON Schema of a record in canonical values. Only our own kinds write it; no schema of a stranger is ever compiled. */
export function recordSchema(entity: Entity): JsonSchema {
  const fields = storedFields(entity);
  const properties = Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.required ? field.type.schema(field) : { anyOf: [{ type: 'null' }, field.type.schema(field)] },
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties,
    required: fields.filter((field) => field.required).map((field) => field.name),
  };
}

/** Everything that is wrong with a record, in plain words. Values that are null count as missing. */
export function validateRecord(entity: Entity, values: Readonly<Record<string, unknown>>): ProblemItem[] {
  const present = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  let validate = compiled.get(entity);
  if (!validate) compiled.set(entity, (validate = ajv.compile(recordSchema(entity))));
  if (validate(present)) return [];
  const items = (validate.errors ?? []).flatMap((error) => describe(entity, error));
  return [...new Map(items.map((item) => [`${item.pointer} ${item.message}`, item])).values()];
}

function describe(entity: Entity, error: ErrorObject): ProblemItem[] {
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const pointer = error.keyword === 'required' ? `${error.instancePath}/${String(parameters['missingProperty'])}` : error.instancePath;
  const title = entity.fields.get(pointer.split('/')[1] ?? '')?.title ?? 'The record';
  // The two branches of "null or a value" each report; only what the value itself breaks is of interest.
  if (error.keyword === 'anyOf' || (error.keyword === 'type' && parameters['type'] === 'null')) return [];
  return [{ pointer, code: error.keyword, message: sentence(title, error, parameters) }];
}

function sentence(title: string, error: ErrorObject, parameters: Readonly<Record<string, unknown>>): string {
  const limit = String(parameters['limit']);
  switch (error.keyword) {
    case 'required':
      return `${title} is required.`;
    case 'minLength':
      return limit === '1' ? `${title} cannot be blank.` : `${title} needs at least ${limit} characters.`;
    case 'maxLength':
      return `${title} takes ${limit} characters at the most.`;
    case 'minimum':
    case 'formatMinimum':
      return `${title} must be ${limit} or more.`;
    case 'maximum':
    case 'formatMaximum':
      return `${title} must be ${limit} or less.`;
    case 'maxItems':
      return `${title} takes ${limit} entries at the most.`;
    case 'enum':
      return `${title} must be one of ${(parameters['allowedValues'] as unknown[]).join(', ')}.`;
    default:
      return `${title} ${error.message ?? 'is not valid'}.`;
  }
}
