/** The body of an aggregate call, for the description of the API. */
import type { JsonSchema } from '../fields/types.ts';
import { dateParts } from '../query/date-parts.ts';

const group: JsonSchema = {
  type: 'object',
  required: ['field'],
  additionalProperties: false,
  properties: {
    field: { type: 'string' },
    by: { enum: [...dateParts], description: "Part of a date, in the reader's zone and calendar." },
  },
};
const ofField = ['countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median'];

/** As `readAggregate` reads it. */
export const aggregateRequest: JsonSchema = {
  type: 'object',
  required: ['measures'],
  additionalProperties: false,
  properties: {
    filter: { type: 'object', description: 'A condition.' },
    params: { type: 'object' },
    q: { type: 'string' },
    groups: { type: 'array', maxItems: 4, items: group },
    pivot: { type: 'array', maxItems: 2, items: group, description: 'What stands in columns; groups stand in rows then.' },
    measures: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: { count: { const: true }, ...Object.fromEntries(ofField.map((name) => [name, { type: 'string' }])) },
      },
    },
    sort: {
      type: 'object',
      description: 'The measure by which groups stand, by its place.',
      required: ['measure'],
      additionalProperties: false,
      properties: { measure: { type: 'integer', minimum: 0 }, descending: { type: 'boolean' } },
    },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 },
  },
};
