/** Values of every shape in every place of a request, generated from the model: whatever is sent, the server answers and stays whole. */
import { describe, expect, test } from 'vitest';
import { expectNoFault } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const model = workspace.model();

const strange: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  -1e308,
  9007199254740993,
  '',
  ' ',
  '0',
  "'; drop table x; --",
  '\u0000',
  '\ud800',
  '\u202egpj',
  'NaN',
  'Infinity',
  '1e400',
  '-0',
  '2024-02-30',
  '+275760-09-13',
  '0000-00-00',
  '99999-01-01T00:00:00Z',
  '294277-01-01',
  'P1000000Y',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(70_000),
  '%_\\',
  [],
  [null],
  [[]],
  [{}],
  {},
  { id: {} },
  { amount: '1e400', currency: 'EUR' },
  { amount: {}, currency: [] },
  { $me: 'constructor' },
  { $field: '__proto__' },
  { $param: 'constructor' },
  { $now: 'P99999999Y' },
  { $now: '\u0000' },
  { constructor: { prototype: {} } },
];
const operators = [
  'eq',
  'ne',
  'lt',
  'gte',
  'in',
  'nin',
  'between',
  'contains',
  'startsWith',
  'empty',
  'within',
  'some',
  'none',
  'every',
  '$x',
];
/** A sample runs with all tests; `RELATA_FUZZ=all` (npm run test:fuzz) sends everything. */
const share = process.env['RELATA_FUZZ'] === 'all' ? 1 : 12;
const sample = <T>(items: readonly T[]): T[] => items.filter((_, index) => (index * 7) % share === 0);

const entities = ['deal', 'contact', 'activity', 'account', 'system.user', 'tool'];

/** Sends many at once, a few side by side. */
async function each<T>(items: readonly T[], send: (item: T) => Promise<{ answer: Answer; what: string }>): Promise<void> {
  const faults: string[] = [];
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const { answer, what } = await send(item);
      try {
        expectNoFault(answer, what);
      } catch (error) {
        faults.push((error as Error).message.split('\n')[0] ?? '');
      }
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  expect(faults).toEqual([]);
}

const fieldsOf = (name: string) => [...(model.entities.get(name) ?? model.entities.get(`crm.${name}`))!.fields.values()];

describe.each(entities)('%s', (entity) => {
  test('answers every operator on every field with every kind of value', { timeout: 240_000 }, async () => {
    const filters = fieldsOf(entity).flatMap((field) => operators.map((operator) => ({ field: field.name, operator })));
    const cases = filters.flatMap(({ field, operator }) => strange.map((value) => ({ [field]: { [operator]: value } })));
    // A part of the cases, another for each entity: the whole product is long, and its parts are alike.
    const part = cases.filter((_, index) => index % 23 === entities.indexOf(entity));
    await each(sample(part), async (filter) => ({
      answer: await admin.call('POST', `/api/records/${entity}/query`, { filter, limit: 1, count: 'none' }),
      what: JSON.stringify(filter).slice(0, 100),
    }));
  });

  test('sorts, groups and measures by every field or says why not', { timeout: 120_000 }, async () => {
    const paths = fieldsOf(entity).flatMap((field) => [field.name, `${field.name}.name`, `${field.name}.id`]);
    await each(sample(paths), async (path) => ({
      answer: await admin.call('POST', `/api/records/${entity}/query`, { sort: [path], select: [path], limit: 1 }),
      what: `sort ${path}`,
    }));
    const requests = paths.flatMap((path) => [
      { groups: [{ field: path }], measures: [{ count: true }] },
      { groups: [{ field: path, by: 'month' }], measures: [{ count: true }] },
      ...['countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median', 'constructor'].map((name) => ({
        measures: [{ [name]: path }],
      })),
    ]);
    await each(sample(requests), async (request) => ({
      answer: await admin.call('POST', `/api/records/${entity}/aggregate`, request),
      what: JSON.stringify(request),
    }));
  });

  test('takes or refuses every kind of value in every field of a new record', { timeout: 240_000 }, async () => {
    const cases = fieldsOf(entity).flatMap((field) => strange.map((value) => ({ name: 'Odd', [field.name]: value })));
    const part = cases.filter((_, index) => index % 3 === entities.indexOf(entity) % 3);
    await each(sample(part), async (values) => ({
      answer: await admin.call('POST', `/api/records/${entity}`, values),
      what: JSON.stringify(values).slice(0, 100),
    }));
    // Whatever of it was taken must be readable and countable afterwards.
    expect((await admin.call('GET', `/api/records/${entity}?limit=1000`)).status).toBe(200);
    expect((await admin.call('POST', '/api/exports', { entity })).status).toBe(200);
    expect((await admin.call('GET', `/api/records/${entity}?q=odd`)).status).toBe(200);
  });
});
