/** OpenAPI 3.1 of the model, as the caller may use it. */
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import type { JsonSchema } from '../fields/types.ts';
import type { Entity } from '../model/types.ts';
import { creatableChildren, maximumChildren, maximumLevels } from '../records/children.ts';
import { accountPaths } from './openapi-account.ts';
import { aggregateRequest } from './openapi-aggregate.ts';
import { fixedPaths, problemResponse } from './openapi-fixed.ts';

const jsonBody = (schema: JsonSchema): object => ({ required: true, content: { 'application/json': { schema } } });
const answer = (description: string, schema: JsonSchema, headers?: object): object => ({
  description,
  content: { 'application/json': { schema } },
  ...(headers ? { headers } : {}),
});
const etag = { ETag: { description: 'The version of the record.', schema: { type: 'string' } } };

/** The description of the whole API for this caller. */
export function openApi(context: Context): JsonSchema {
  const all = [...context.model.entities.values()];
  const entities = all.filter((entity) => context.rights.entity(entity.id).scope('read') !== 'none');
  // What may be created but not read stands in what it may be created with.
  const created = all.filter((entity) => entities.includes(entity) || context.rights.entity(entity.id).scope('create') !== 'none');
  const schemas = Object.fromEntries([
    ...created.map((entity) => [`${schemaName(entity)}-new`, newSchema(context, entity)]),
    ...entities.flatMap((entity) => [
      [schemaName(entity), outputSchema(context, entity)],
      [`${schemaName(entity)}-input`, inputSchema(context, entity)],
    ]),
  ]) as Record<string, JsonSchema>;
  return {
    openapi: '3.1.0',
    info: { title: 'Relata', version: context.model.version.slice(0, 12), description: 'The API of this workspace, made from its model.' },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/api' }],
    security: [{ session: [] }, { key: [] }],
    paths: { ...fixedPaths(), ...accountPaths(), ...(Object.assign({}, ...entities.map((entity) => entityPaths(entity))) as object) },
    components: {
      schemas,
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'relata_session' }, key: { type: 'http', scheme: 'bearer' } },
      responses: { problem: problemResponse },
    },
  };
}

function schemaName(entity: Entity): string {
  return entity.id;
}

function outputSchema(context: Context, entity: Entity): JsonSchema {
  const fields = [...entity.fields.values()].filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden');
  const properties = fields.map((field) => {
    const schema = field.type.outputSchema?.(field) ?? field.type.schema(field);
    return [field.name, { title: field.title, anyOf: [schema, { type: 'null' }] }];
  });
  return { type: 'object', title: entity.title, properties: Object.fromEntries(properties), required: ['id', 'version'] };
}

function inputSchema(context: Context, entity: Entity): JsonSchema {
  const fields = [...entity.fields.values()].filter((field) => fieldAccess(context.model, context.rights, entity, field) === 'write');
  return {
    type: 'object',
    title: entity.title,
    properties: Object.fromEntries(
      fields.map((field) => [field.name, { title: field.title, anyOf: [field.type.schema(field), { type: 'null' }] }]),
    ),
    additionalProperties: false,
  };
}

/** A new record: its fields, and lists of new records that point at it, which have such lists themselves. */
function newSchema(context: Context, entity: Entity): JsonSchema {
  const schema = inputSchema(context, entity);
  const lists = creatableChildren(context, entity).map(({ name, holder }) => [
    name,
    {
      type: 'array',
      title: holder.plural,
      description: `New ${holder.plural}, created with the record, whose link to it the server sets. ${maximumChildren} on ${maximumLevels} levels at the most.`,
      maxItems: maximumChildren,
      items: { $ref: `#/components/schemas/${schemaName(holder)}-new` },
    },
  ]);
  return { ...schema, properties: { ...(schema['properties'] as object), ...(Object.fromEntries(lists) as object) } };
}

function entityPaths(entity: Entity): Record<string, object> {
  const record: JsonSchema = { $ref: `#/components/schemas/${schemaName(entity)}` };
  const input: JsonSchema = { $ref: `#/components/schemas/${schemaName(entity)}-input` };
  const fresh: JsonSchema = { $ref: `#/components/schemas/${schemaName(entity)}-new` };
  const page: JsonSchema = {
    type: 'object',
    properties: {
      data: { type: 'array', items: record },
      page: {
        type: 'object',
        properties: {
          next: { type: ['string', 'null'] },
          count: { type: 'integer' },
          countIs: { enum: ['exact', 'estimate', 'atLeast'] },
          search: {
            type: 'object',
            description:
              'prefixOnly: words of one or two characters, looked for at the starts of words; ignored: words beyond the eighth, not looked for.',
            properties: { prefixOnly: { type: 'array', items: { type: 'string' } }, ignored: { type: 'array', items: { type: 'string' } } },
          },
        },
      },
    },
  };
  const problem = { $ref: '#/components/responses/problem' };
  const text = (name: string, description: string): object => ({ name, in: 'query', description, schema: { type: 'string' } });
  const key = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
  const ifMatch = {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that was read: refuses the write with 412 when the record has changed.',
    schema: { type: 'string' },
  };
  const once = {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A key of your own (a UUID is a good one): the same request with it is done once within 24 hours, and answered alike each time.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  };
  const operation = (id: string, summary: string, rest: object): object => ({
    operationId: `${id}-${entity.id}`,
    tags: [entity.id],
    summary,
    ...rest,
  });
  const base = `/records/${entity.id}`;
  return {
    [base]: {
      get: operation('list', `List ${entity.plural}`, {
        parameters: [
          text('filter', 'A condition as JSON.'),
          text('select', 'Field names, comma between.'),
          text('expand', 'Relations, comma between, or JSON.'),
          text('sort', 'Field names, "-" before for descending.'),
          text('q', 'Search text.'),
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 50 } },
          text('after', 'Cursor of the page before.'),
          { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0 } },
          { name: 'count', in: 'query', schema: { enum: ['exact', 'estimate', 'none'] } },
          { name: 'trash', in: 'query', description: 'true: the deleted ones.', schema: { type: 'boolean' } },
        ],
        responses: { 200: answer('A page.', page), default: problem },
      }),
      post: operation('create', `Create a record of ${entity.plural}`, {
        parameters: [once],
        requestBody: jsonBody(fresh),
        responses: { 201: answer('The new record.', record, etag), default: problem },
      }),
      put: operation('upsert', `Change the record of ${entity.plural} with a value, or create it`, {
        parameters: [
          { name: 'match', in: 'query', required: true, description: 'The field by which it is found.', schema: { type: 'string' } },
          ifMatch,
          once,
          {
            name: 'If-None-Match',
            in: 'header',
            description: '* only creates: refuses with 412 when it is there.',
            schema: { const: '*' },
          },
        ],
        requestBody: jsonBody(fresh),
        responses: {
          200: answer('The record as it is now.', record, etag),
          201: answer('The new record.', record, etag),
          default: problem,
        },
      }),
    },
    [`${base}/query`]: {
      post: operation('query', `List ${entity.plural} by a JSON body`, {
        requestBody: jsonBody({ type: 'object' }),
        responses: { 200: answer('A page.', page), default: problem },
      }),
    },
    [`${base}/aggregate`]: {
      post: operation('aggregate', `Group and measure ${entity.plural}`, {
        description: 'With "pivot" the answer is a table: rows, columns, cells and totals.',
        requestBody: jsonBody(aggregateRequest),
        responses: { 200: answer('Groups, or a table.', { type: 'object', required: ['totals'] }), default: problem },
      }),
    },
    [`${base}/bulk`]: {
      post: operation('bulk', `Write many records of ${entity.plural}`, {
        parameters: [once],
        requestBody: jsonBody({ type: 'object', required: ['operations'] }),
        responses: { 200: answer('A result per operation.', { type: 'object' }), default: problem },
      }),
    },
    [`${base}/{id}`]: {
      parameters: [key],
      get: operation('read', `Read a record of ${entity.plural}`, {
        parameters: [
          text('select', 'Field names, comma between.'),
          text('expand', 'Relations.'),
          text('at', 'An instant: the record as it was then.'),
        ],
        responses: { 200: answer('The record.', record, etag), default: problem },
      }),
      patch: operation('change', `Change a record of ${entity.plural}`, {
        parameters: [ifMatch, once],
        requestBody: jsonBody(input),
        responses: { 200: answer('The record as it is now.', record, etag), default: problem },
      }),
      delete: operation('delete', `Put a record of ${entity.plural} into the trash`, {
        parameters: [ifMatch, once],
        responses: { 204: { description: 'It is in the trash.' }, default: problem },
      }),
    },
    [`${base}/{id}/restore`]: {
      parameters: [key],
      post: operation('restore', `Bring a record of ${entity.plural} back`, {
        parameters: [once],
        responses: { 200: answer('The record.', record, etag), default: problem },
      }),
    },
    [`${base}/{id}/transition`]: {
      parameters: [key],
      post: operation('move', 'Move along the pipeline', {
        parameters: [once],
        requestBody: jsonBody({
          type: 'object',
          required: ['to'],
          properties: { field: { type: 'string' }, to: { type: 'string' }, values: { type: 'object' } },
        }),
        responses: { 200: answer('The record.', record, etag), default: problem },
      }),
    },
    [`${base}/{id}/access`]: {
      parameters: [key],
      get: operation('explain', 'Why something may or may not be done with a record', {
        parameters: [text('user', 'Administrators: whose access it is about.')],
        responses: { 200: answer('Actions and fields with their reasons.', { type: 'object' }), default: problem },
      }),
    },
    [`${base}/{id}/shares`]: {
      parameters: [key],
      get: operation('shares', 'With whom a record is shared', {
        responses: { 200: answer('Shares.', { type: 'object' }), default: problem },
      }),
      put: operation('share', 'Share a record with a user or a team', {
        requestBody: jsonBody({
          type: 'object',
          required: ['level'],
          properties: {
            user: { type: 'string', format: 'uuid' },
            team: { type: 'string', format: 'uuid' },
            level: { enum: ['read', 'update'] },
          },
        }),
        responses: { 200: answer('Shares.', { type: 'object' }), default: problem },
      }),
    },
    [`${base}/{id}/shares/{grantee}`]: {
      parameters: [key, { name: 'grantee', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      delete: operation('unshare', 'Take a share back', {
        responses: { 204: { description: 'It is shared no longer.' }, default: problem },
      }),
    },
    [`${base}/{id}/stages`]: {
      parameters: [key],
      get: operation('stages', 'Read the time in each status', {
        responses: { 200: answer('Status fields, each with its statuses.', { type: 'object' }), default: problem },
      }),
    },
    [`${base}/{id}/undo`]: {
      parameters: [key],
      post: operation('undo', 'Undo an entry of the history', {
        requestBody: jsonBody({ type: 'object', required: ['entry'], properties: { entry: { type: 'string', format: 'uuid' } } }),
        responses: { 200: answer('The record as it is now.', record, etag), default: problem },
      }),
    },
    [`${base}/{id}/history`]: {
      parameters: [key],
      get: operation('history', 'Read the history', {
        responses: { 200: answer('Entries, newest first.', { type: 'object' }), default: problem },
      }),
    },
  };
}
