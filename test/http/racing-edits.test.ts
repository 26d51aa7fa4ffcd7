/** Edits that race lose none: 2 × 100 here, 2 × 1,000 with RELATA_LIFECYCLE=all. */
import { expect, test } from 'vitest';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const count = process.env['RELATA_LIFECYCLE'] === 'all' ? 1000 : 100;
const [one, two] = [await app.signIn(['system.admin']), await app.signIn(['system.admin'])];

async function madeDeal(): Promise<string> {
  const { body } = await one.call('POST', '/api/records/deal', { name: 'Raced', stage: 'prospecting', amount: 0 });
  return `/api/records/deal/${body.id as string}`;
}

async function entries(where: string): Promise<number> {
  const { rows } = await workspace.database.query<{ n: number }>({
    text: `select count(*)::int as n from "${workspace.database.schema}".relata_history where record_id::text = $1`,
    values: [where.split('/').at(-1)],
  });
  return rows[0]?.n ?? 0;
}

test('two who count up what they have read, with If-Match, count every step', async () => {
  const where = await madeDeal();
  const countUp = async ({ call }: typeof one): Promise<void> => {
    for (let step = 0; step < count;) {
      const { body, headers } = await call('GET', where);
      const answer = await call('PATCH', where, { amount: Number(body.amount.amount) + 1 }, { 'If-Match': headers.get('etag') ?? '' });
      expect([200, 412]).toContain(answer.status);
      if (answer.status === 200) step++;
    }
  };
  await Promise.all([countUp(one), countUp(two)]);
  const { body } = await one.call('GET', where);
  expect([body.amount.amount, body.version, await entries(where)]).toEqual([String(2 * count), 2 * count + 1, 2 * count + 1]);
});

test('two who write different fields, without If-Match, lose none of each other', async () => {
  const where = await madeDeal();
  const write = async ({ call }: typeof one, field: string): Promise<void> => {
    for (let step = 1; step <= count; step++) {
      const answer = await call('PATCH', where, { [field]: `${field} ${step}` });
      expect(answer.status).toBe(200);
      expect(answer.body[field]).toBe(`${field} ${step}`);
    }
  };
  await Promise.all([write(one, 'nextStep'), write(two, 'description')]);
  const { body } = await one.call('GET', where);
  expect([body.nextStep, body.description]).toEqual([`nextStep ${count}`, `description ${count}`]);
  expect([body.version, await entries(where)]).toEqual([2 * count + 1, 2 * count + 1]);
});
