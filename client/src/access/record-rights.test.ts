import { describe, expect, test } from 'vitest';
import type { ClientEntity, ClientModel } from '../../../metadata/client-model.ts';
import { operators } from '../../../metadata/rules/operators.ts';
import type { useModel } from '../stores/model.ts';
import { entityFor } from './record-rights.ts';

const field = (name: string, kind: string, valueType: string): object => ({
  name,
  title: name,
  kind,
  valueType,
  access: 'write',
  operators,
});
const entity = {
  id: 'test.deal',
  fields: [field('stage', 'status', 'code'), field('amount', 'decimal', 'number'), field('closed', 'boolean', 'boolean')],
  backlinks: [],
  can: { create: true, update: true, delete: false, transition: true, import: false, export: true },
  statuses: {
    'stage.won': { update: true, delete: true, transition: false, fields: { amount: 'read' } },
    'stage.lost': { update: false, delete: false, transition: false, fields: {} },
  },
  restrictions: [
    { id: 'closed', actions: ['update', 'delete'], where: { closed: true } },
    { id: 'large', actions: ['update'], where: { amount: { gt: 1000 } }, fields: ['amount'] },
  ],
} as unknown as ClientEntity;
const model = {
  model: { entities: [entity], pipelines: [], settings: {}, user: { id: 'u', teams: [] } } as unknown as ClientModel,
} as ReturnType<typeof useModel>;
const accessOf = (record: Record<string, unknown>): string | undefined =>
  entityFor(model, entity, record).fields.find((one) => one.name === 'amount')?.access;

describe('rights on one record', () => {
  test('where nothing particular holds, the entity is the very same object', () => {
    expect(entityFor(model, entity, { stage: 'open', amount: '10', closed: false })).toBe(entity);
  });

  test('a status takes the place of what holds in general, to either side', () => {
    expect(entityFor(model, entity, { stage: 'won', amount: '10', closed: false }).can).toMatchObject({
      update: true,
      delete: true,
      transition: false,
    });
    expect(accessOf({ stage: 'won', amount: '10', closed: false })).toBe('read');
    expect(entityFor(model, entity, { stage: 'lost', amount: '10', closed: false }).can.update).toBe(false);
  });

  test('a restriction takes away what a status gives, as a whole or for its fields', () => {
    expect(entityFor(model, entity, { stage: 'won', amount: '10', closed: true }).can).toMatchObject({ update: false, delete: false });
    expect(accessOf({ stage: 'open', amount: '2000', closed: false })).toBe('read');
    expect(entityFor(model, entity, { stage: 'open', amount: '2000', closed: false }).can.update).toBe(true);
  });

  test('a restriction that hangs on what is not here leaves the word to the server', () => {
    expect(entityFor(model, entity, { stage: 'open' }).can.update).toBe(true);
  });
});
