/** A link to a record of any of several entities. */
import { sql } from '../database/sql.ts';
import { isBlank } from './blank.ts';
import { linkText, readLinkId } from './link-input.ts';
import { codeOperators } from './operator-sets.ts';
import { FieldError, type FieldDefinition, type FieldKind } from './types.ts';

interface Target {
  readonly entity: string;
  readonly id: string;
}

function readTarget(entity: unknown, id: unknown, { document }: FieldDefinition): Target {
  const allowed: readonly string[] = document.field === 'linkAny' ? document.to : [];
  if (typeof entity !== 'string') throw new FieldError('Say to what: { "entity": …, "id": … }.', undefined, 'link');
  const found = allowed.find((name) => name === entity) ?? allowed.find((name) => name.split('.')[1] === entity);
  if (found === undefined)
    throw new FieldError(`It cannot point at "${entity.slice(0, 80)}".`, `Use one of ${allowed.join(', ')}.`, 'link', '/entity');
  return { entity: found, id: readLinkId(id) };
}

/** `linkAny`: to, inverse. It compares by the id. */
export const linkAny: FieldKind = {
  kind: 'linkAny',
  valueType: 'reference',
  operators: codeOperators,
  columns: ({ column }) => [
    { name: `${column}_entity`, type: 'text' },
    { name: `${column}_id`, type: 'uuid' },
  ],
  schema: ({ document }) => ({
    type: 'object',
    required: ['entity', 'id'],
    additionalProperties: false,
    properties: {
      entity: { type: 'string', ...(document.field === 'linkAny' ? { enum: [...document.to] } : {}) },
      id: { type: 'string', format: 'uuid' },
    },
  }),
  outputSchema: () => ({
    type: 'object',
    required: ['entity', 'id'],
    properties: { entity: { type: 'string' }, id: { type: 'string', format: 'uuid' }, label: { type: ['string', 'null'] } },
  }),
  normalise: (value, field) =>
    readTarget(typeof value === 'object' && value !== null && 'entity' in value ? value.entity : undefined, value, field),
  toColumns(value) {
    const target = value as Target | null;
    return [target?.entity ?? null, target?.id ?? null];
  },
  read({ column }, reference) {
    const id = reference(`${column}_id`);
    return sql`(case when ${id} is not null then json_build_object('entity', ${reference(`${column}_entity`)}, 'id', ${id}) end)`;
  },
  comparable: ({ column }, reference) => reference(`${column}_id`),
  parts: {
    id: { valueType: 'record', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_id`) },
    entity: { valueType: 'code', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_entity`) },
  },
  literal: readLinkId,
  parseCell(text, field) {
    if (isBlank(text)) return null;
    const [, entity, id] = /^([a-z][a-z0-9.-]*)[:/\s]\s*(\S+)$/i.exec(text.trim()) ?? [];
    if (entity === undefined) throw new FieldError('One cell must say the entity and the id.', 'Write it like <entity>:<id>.', 'link');
    return readTarget(entity, id, field);
  },
  toText: linkText,
};
