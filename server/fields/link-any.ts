/** A link to a record of any of several entities. */
import { sql } from '../database/sql.ts';
import { linkText, readLinkId } from './link.ts';
import { codeOperators } from './operator-sets.ts';
import { FieldError, type FieldKind } from './types.ts';

/** `linkAny`: to. It compares by the id. */
export const linkAny: FieldKind = {
  kind: 'linkAny',
  valueType: 'reference',
  operators: codeOperators,
  columns: ({ column }) => [{ name: `${column}_entity`, type: 'text' }, { name: `${column}_id`, type: 'uuid' }],
  schema: ({ document }) => ({
    type: 'object', required: ['entity', 'id'], additionalProperties: false,
    properties: { entity: { type: 'string', ...(document.field === 'linkAny' ? { enum: document.to } : {}) }, id: { type: 'string', format: 'uuid' } },
  }),
  outputSchema: () => ({ type: 'object', required: ['entity', 'id'], properties: { entity: { type: 'string' }, id: { type: 'string', format: 'uuid' }, label: { type: ['string', 'null'] } } }),
  normalise(value, { document }) {
    const given: unknown = typeof value === 'object' && value !== null && 'entity' in value ? value.entity : undefined;
    const allowed: readonly string[] = document.field === 'linkAny' ? document.to : [];
    if (typeof given !== 'string') throw new FieldError('Say to what: { "entity": …, "id": … }.', undefined, 'link');
    const entity = allowed.find((name) => name === given || name.split('.')[1] === given);
    if (entity === undefined) throw new FieldError(`It cannot point at "${given}".`, `Use one of ${allowed.join(', ')}.`, 'link', '/entity');
    return { entity, id: readLinkId(value) };
  },
  toColumns(value) {
    const target = value as { entity: string; id: string } | null;
    return [target?.entity ?? null, target?.id ?? null];
  },
  read: ({ column }, reference) => sql`(case when ${reference(`${column}_id`)} is not null then json_build_object('entity', ${reference(`${column}_entity`)}, 'id', ${reference(`${column}_id`)}) end)`,
  comparable: ({ column }, reference) => reference(`${column}_id`),
  parts: {
    id: { valueType: 'record', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_id`) },
    entity: { valueType: 'code', operators: codeOperators, sql: ({ column }, reference) => reference(`${column}_entity`) },
  },
  literal: readLinkId,
  parseCell() {
    throw new FieldError('A link to any of several entities cannot be imported from one cell.');
  },
  toText: linkText,
};
