/** What the description of the API (OpenAPI) tells whoever writes a program against it. */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const app = await startTestApp(await createTestWorkspace());
const admin = await app.signIn(['system.admin']);

test('says where an Idempotency-Key is taken', async () => {
  const { paths } = (await admin.call('GET', '/api/openapi.json')).body as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
  };
  const takes = (path: string, method: string): boolean =>
    paths[path]?.[method]?.parameters?.some(({ name }) => name === 'Idempotency-Key') === true;
  const one = '/records/crm.account/{id}';
  const writes: [string, string][] = [
    ['/records/crm.account', 'post'],
    ['/records/crm.account', 'put'],
    ['/records/crm.account/bulk', 'post'],
    [one, 'patch'],
    [one, 'delete'],
    [`${one}/restore`, 'post'],
    [`${one}/transition`, 'post'],
  ];
  expect(writes.filter(([path, method]) => !takes(path, method))).toEqual([]);
  expect(takes('/records/crm.account/query', 'post')).toBe(false);
});

test('says of what form computed values are, as they are sent', async () => {
  const { schemas } = (await admin.call('GET', '/api/openapi.json')).body.components as {
    schemas: Record<string, { properties: Record<string, { anyOf: object[] }> }>;
  };
  const formOf = (entity: string, field: string): object | undefined => schemas[entity]?.properties[field]?.anyOf[0];
  expect(formOf('crm.account', 'openDeals')).toEqual({ type: 'integer' });
  for (const [entity, field] of [
    ['crm.account', 'openDealValue'],
    ['crm.deal', 'expected'],
    ['crm.deal', 'lineTotal'],
  ] as const)
    expect(formOf(entity, field)).toMatchObject({ type: 'string', pattern: expect.any(String) as string });
  expect(formOf('crm.account', 'lastOrderOn')).toEqual({ type: 'string', format: 'date' });

  const { body: deal } = await admin.call('POST', '/api/records/deal', {
    name: 'Described',
    stage: 'prospecting',
    amount: '12.5',
    cost: 2,
  });
  expect(typeof deal.expected).toBe('string');
});

test('what is wrong with a filter is told by its place in the body', async () => {
  const wrong = async (filter: object): Promise<unknown> =>
    (await admin.call('POST', '/api/records/deal/query', { filter })).body.errors.map((each: { pointer: string }) => each.pointer);
  expect(await wrong({ name: { like: 'x' } })).toEqual(['/filter/name/like']);
  expect(await wrong({ or: [{ nmae: 'x' }] })).toEqual(['/filter/or/0/nmae']);
  const { body } = await admin.call('POST', '/api/records/deal/aggregate', { filter: { nmae: 1 }, measures: [{ count: true }] });
  expect(body.errors[0].pointer).toBe('/filter/nmae');
});
