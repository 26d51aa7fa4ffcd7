import { describe, expect, it } from 'vitest';
import type { ClientValueType } from '../client-model.ts';
import { caseEntities, caseEnvironment, caseRecords, conditionCases } from './condition-cases.ts';
import { parseCondition } from './condition.ts';
import { Exact } from './decimal.ts';
import { evaluateCondition, type ConditionEnvironment } from './evaluate.ts';
import { recordSource, type SourceEntity, type SourceRecord } from './record-source.ts';

const environment: ConditionEnvironment = {
  ...caseEnvironment,
  now: new Date(caseEnvironment.now),
  toBase: (amount, currency) =>
    currency === 'EUR' ? amount : currency === 'USD' ? new Exact(amount).times(caseEnvironment.rates.USD).toFixed() : undefined,
};

const valueTypes: Readonly<Record<string, ClientValueType>> = {
  text: 'text',
  longText: 'text',
  integer: 'number',
  decimal: 'number',
  percent: 'number',
  money: 'money',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'instant',
  duration: 'duration',
  select: 'code',
  multiSelect: 'codes',
  link: 'record',
  address: 'none',
  status: 'code',
};

function entity(id: string): SourceEntity {
  const properties: Readonly<Record<string, { readonly field: string; readonly to?: string }>> =
    caseEntities.find((candidate) => candidate.id === id)?.properties ?? {};
  return {
    field(name) {
      const property = properties[name];
      if (!property) return name === 'id' ? { kind: 'id', valueType: 'record' } : undefined;
      return {
        kind: property.field,
        valueType: valueTypes[property.field] ?? 'none',
        get target() {
          return property.to === undefined ? undefined : entity(property.to);
        },
      };
    },
    backlink: (name) => (id === 'test.thing' && name === 'parts' ? entity('test.part') : undefined),
  };
}

const things: readonly SourceRecord[] = caseRecords['test.thing'].map((thing) => ({
  ...thing,
  keeper: caseRecords['test.owner'].find((owner) => owner.id === thing.keeper) ?? null,
  parts: caseRecords['test.part'].filter((part) => part.thing === thing.id),
}));

function ask(condition: unknown, record: SourceRecord, complete = false): unknown {
  return evaluateCondition(parseCondition(condition), recordSource(record, entity('test.thing'), complete), environment);
}

describe('a condition in memory means what the table of cases says', () => {
  it.each(conditionCases)('$condition', ({ condition, holds }) => {
    const found = things.flatMap((thing, index) => {
      const verdict = ask(condition, thing);
      expect(verdict).not.toBe('unknown');
      return verdict === true ? [index + 1] : [];
    });
    expect(found).toEqual(holds);
  });
});

describe('what is not there', () => {
  it('makes a comparison unknown, not false', () => {
    expect(ask({ name: 'a' }, {})).toBe('unknown');
    expect(ask({ name: { ne: 'a' } }, {})).toBe('unknown');
    expect(ask({ not: { name: { empty: true } } }, {})).toBe('unknown');
    expect(ask({ 'keeper.name': 'Ada' }, { keeper: { id: 'x', label: 'Ada' } })).toBe('unknown');
    expect(ask({ parts: { some: {} } }, {})).toBe('unknown');
    expect(ask({ count: { gt: { $field: 'size' } } }, { count: 1 })).toBe('unknown');
    expect(ask({ count: { $param: 'absent' } }, { count: 1 })).toBe('unknown');
  });
  it('does not matter where the rest decides', () => {
    expect(ask({ name: 'a', count: 1 }, { count: 2 })).toBe(false);
    expect(ask({ name: 'a', count: 1 }, { count: 1 })).toBe('unknown');
    expect(ask({ or: [{ name: 'a' }, { count: 1 }] }, { count: 1 })).toBe(true);
    expect(ask({ or: [{ name: 'a' }, { count: 1 }] }, { count: 2 })).toBe('unknown');
  });
  it('is empty in a record that is complete', () => {
    expect(ask({ name: null }, {}, true)).toBe(true);
    expect(ask({ 'keeper.name': null }, {}, true)).toBe(true);
  });
  it('includes fields that are masked and money without a rate', () => {
    expect(ask({ name: null }, { name: null, _masked: ['name'] })).toBe('unknown');
    expect(ask({ price: { gt: 5 } }, { price: { amount: '1', currency: 'JPY' } })).toBe('unknown');
    expect(ask({ price: { gt: 5 } }, { price: { amount: '1', currency: 'JPY', base: '6' } })).toBe(true);
  });
});

it('a name that every object has is no value of a record', () => {
  expect(ask({ name: null, toString: 'x' }, { name: 'b' })).toBe(false);
  expect(
    recordSource({}, { field: () => ({ kind: 'text', valueType: 'text' }), backlink: () => undefined }).get('hasOwnProperty'),
  ).toBeUndefined();
});

it('a status knows its kind and probability', () => {
  const source = recordSource(
    { state: 'b' },
    {
      field: () => ({
        kind: 'status',
        valueType: 'code',
        statuses: [
          { code: 'a', kind: 'open', title: 'A' },
          { code: 'b', kind: 'won', title: 'B', probability: 100 },
        ],
      }),
      backlink: () => undefined,
    },
  );
  expect(
    evaluateCondition(parseCondition({ 'state.kind': 'won', 'state.probability': { gte: 100 }, 'state.position': 1 }), source, environment),
  ).toBe(true);
});
