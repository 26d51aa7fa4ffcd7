/** Currencies that change: another base, one that goes, another day whose rate counts. */
import { expect, test } from 'vitest';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { document, draftOf, apply, planOf, withField } = draftsOf(admin);

const create = async (entity: string, values: Json): Promise<string> => {
  const answer = await admin.call('POST', `/api/records/${entity}`, values);
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body.id as string;
};
const settingsWith = async (changes: Json): Promise<string> =>
  draftOf([['settings', 'system.settings', { ...(await document('settings', 'system.settings')), ...changes }]]);
const sum = async (): Promise<string> =>
  String((await admin.call('POST', '/api/records/deal/aggregate', { measures: [{ sum: 'amount' }] })).body.totals[0]);
const above = async (filter: Json): Promise<string[]> =>
  ((await admin.call('GET', `/api/records/deal?sort=name&filter=${encodeURIComponent(JSON.stringify(filter))}`)).body.data as Json[]).map(
    (row) => row['name'] as string,
  );
const deal = (name: string, amount: string, currency: string, openedOn: string): Promise<string> =>
  create('deal', { name, stage: 'prospecting', amount: { amount, currency }, openedOn, closeDate: '2026-08-01' });

test('another base currency waits for a rate; then amounts are worth it at the rate of their day, with no write lost', async () => {
  const draft = await settingsWith({ baseCurrency: 'EUR' });
  expect((await planOf(draft))['findings']).toEqual([]);
  const dollars = await deal('Dollars', '110', 'USD', '2026-02-01');
  expect((await planOf(draft))['findings']).toEqual([expect.objectContaining({ severity: 'blocks', target: 'settings', records: 1 })]);
  await create('exchange-rate', { currency: 'EUR', date: '2026-01-01', rate: '1.10' });
  await create('exchange-rate', { currency: 'THB', date: '2026-01-01', rate: '0.022' });
  await deal('Euros', '200', 'EUR', '2026-02-01');
  await deal('Baht', '5000', 'THB', '2026-02-01');
  expect(Number(await sum())).toBe(110 + 220 + 110);
  const again = await settingsWith({ baseCurrency: 'EUR' });
  expect((await planOf(again))['findings']).toEqual([]);
  expect(await apply(again)).toMatchObject({ state: 'applied', error: null });
  expect(Number(await sum())).toBe(100 + 200 + 100);
  expect(await above({ amount: { gt: 150 } })).toEqual(['Euros']);
  expect(await above({ amount: { gte: { amount: '165', currency: 'USD' } } })).toEqual(['Euros']);
  expect((await admin.call('GET', `/api/records/deal/${dollars}`)).body.amount).toMatchObject({ amount: '110', currency: 'USD' });
  await deal('Later', '55', 'USD', '2026-02-01');
  expect(Number(await sum())).toBe(450);
  expect((await create('exchange-rate', { currency: 'GBP', date: '2026-01-01', rate: '1.2' })).length).toBeGreaterThan(0);
  const rates = (await admin.call('GET', '/api/records/exchange-rate?limit=50&sort=currency')).body.data as Json[];
  expect(rates.map((row) => `${String(row['currency'])} ${String(row['base'])} ${Number(row['rate'])}`).toSorted()).toEqual([
    'EUR USD 1.1',
    'GBP EUR 1.2',
    'THB EUR 0.02',
    'THB USD 0.022',
    'USD EUR 0.9090909091',
  ]);
  const back = await settingsWith({ baseCurrency: 'USD' });
  expect(await apply(back)).toMatchObject({ state: 'applied', error: null });
  expect(Number(await sum())).toBeCloseTo(495, 3);
});

test('a currency that amounts are in cannot be taken away', async () => {
  const draft = await settingsWith({ currencies: ['USD', 'EUR', 'GBP'] });
  const findings = (await planOf(draft))['findings'] as Json[];
  expect(findings).toEqual([expect.objectContaining({ severity: 'blocks', target: 'field crm.deal.amount', records: 1 })]);
  expect(await apply(await settingsWith({ currencies: ['USD', 'EUR', 'THB'] }))).toMatchObject({ state: 'applied' });
});

test('a field that is bound to one currency says how many amounts are in another', async () => {
  const entity = await document('entity', 'crm.deal');
  const draft = await draftOf([
    ['entity', 'crm.deal', await withField('crm.deal', 'amount', { ...entity['properties'].amount, currency: 'USD' })],
  ]);
  expect((await planOf(draft))['findings']).toEqual([expect.objectContaining({ severity: 'warns', records: 2 })]);
});

test('another day whose rate counts makes amounts worth what they were that day', async () => {
  await create('exchange-rate', { currency: 'EUR', date: '2026-07-01', rate: '2' });
  await deal('At its close', '100', 'EUR', '2026-02-01');
  const before = Number(await sum());
  const entity = await document('entity', 'crm.deal');
  expect(entity['properties'].amount.rateDate).toBe('closeDate');
  const amount = { ...entity['properties'].amount, rateDate: 'openedOn' };
  expect(await apply(await draftOf([['entity', 'crm.deal', await withField('crm.deal', 'amount', amount)]]))).toMatchObject({
    state: 'applied',
    error: null,
  });
  expect(Number(await sum()) - before).toBeCloseTo(100 * (1.1 - 2), 3);
});
