/** Validators of whole records, generated from the model: one per entity and model version, compiled once. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { faultKey, type FaultValues } from '../../metadata/rules/faults.ts';
import { splitPointer } from '../../metadata/rules/json-pointer.ts';
import type { Context } from '../access/context.ts';
import { wording } from '../access/wording.ts';
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

/** Everything that is wrong with a record, in the words of whoever writes it. Values that are null count as missing. */
export function validateRecord(context: Context, entity: Entity, values: Readonly<Record<string, unknown>>): ProblemItem[] {
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(values)) if (values[name] !== null) present[name] = values[name];
  let validate = compiled.get(entity);
  if (!validate) compiled.set(entity, (validate = ajv.compile(recordSchema(entity))));
  if (validate(present)) return [];
  const items = (validate.errors ?? []).flatMap((error) => describe(context, entity, error, present));
  return [...new Map(items.map((item) => [`${item.pointer} ${item.message}`, item])).values()];
}

function describe(context: Context, entity: Entity, error: ErrorObject, values: Readonly<Record<string, unknown>>): ProblemItem[] {
  const parameters = error.params as Readonly<Record<string, unknown>>;
  const pointer = error.keyword === 'required' ? `${error.instancePath}/${String(parameters['missingProperty'])}` : error.instancePath;
  // The two branches of "null or a value" each report; only what the value itself breaks is of interest.
  if (error.keyword === 'anyOf' || (error.keyword === 'type' && parameters['type'] === 'null')) return [];
  const [name = '', ...below] = splitPointer(pointer);
  const field = entity.fields.get(name);
  const key = field && (below.length === 0 || counted.has(error.keyword)) ? faultKey(field.kind, error.keyword) : undefined;
  const message =
    field && key !== undefined
      ? wording(context, entity, field, key, faultValues(parameters, valueAt(values, [name, ...below])))
      : `${field?.title ?? 'The record'} ${error.message ?? 'is not valid'}.`;
  return [{ pointer, code: error.keyword, message }];
}

/** Keywords whose messages fit parts of values, too. */
const counted = new Set(['minLength', 'maxLength', 'maxItems']);

function faultValues(parameters: Readonly<Record<string, unknown>>, value: unknown): FaultValues {
  const { limit } = parameters;
  return {
    ...(typeof limit === 'number' || typeof limit === 'string' ? { limit } : {}),
    ...(typeof value === 'string' ? { length: [...value].length } : {}),
  };
}

function valueAt(values: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined),
    values,
  );
}
