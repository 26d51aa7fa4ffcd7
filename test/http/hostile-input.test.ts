/** Every address of the API gets what no page of ours sends: broken, too deep, too large, poisoned. */
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { expectNoFault, expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const none = '00000000-0000-7000-8000-000000000001';
const { body: account } = await admin.call('POST', '/api/records/account', { name: 'Target' });
const { body: deal } = await admin.call('POST', '/api/records/deal', { name: 'Target' });
const { body: draft } = await admin.call('POST', '/api/metadata/drafts', { title: 'Target' });

const state = async (): Promise<string> => {
  const lists = ['account', 'deal', 'system.user'].map(async (entity) => {
    const answer = await admin.call('GET', `/api/records/${entity}?limit=1000&sort=createdAt`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.data as unknown;
  });
  const versions = (await admin.call('GET', '/api/metadata/versions')).body as unknown;
  const drafts = (await admin.call('GET', '/api/metadata/drafts')).body as unknown;
  return JSON.stringify([await Promise.all(lists), versions, drafts]);
};

/** Every route that takes a JSON body. */
const routes: [string, string][] = [
  ['POST', '/api/session'],
  ['PUT', '/api/session/password'],
  ['POST', '/api/records/account'],
  ['POST', '/api/records/account/query'],
  ['POST', '/api/records/account/aggregate'],
  ['POST', '/api/records/account/bulk'],
  ['PATCH', `/api/records/account/${account.id as string}`],
  ['POST', `/api/records/deal/${deal.id as string}/transition`],
  ['POST', '/api/exports'],
  ['POST', '/api/audits/crm.year-end/runs'],
  ['PUT', '/api/audits/crm.year-end/answers'],
  ['PUT', '/api/metadata/documents/entity/crm.account'],
  ['POST', '/api/metadata/drafts'],
  ['PUT', `/api/metadata/drafts/${draft.id as string}/replacements`],
  ['POST', '/api/metadata/plan'],
  ['POST', '/api/metadata/apply'],
  ['POST', '/api/metadata/cancel'],
  ['POST', '/api/metadata/rollback'],
  ['POST', `/api/metadata/trash/${none}/purge`],
];
/** A sample runs with all tests; `RELATA_FUZZ=all` (npm run test:fuzz) sends everything. */
const share = process.env['RELATA_FUZZ'] === 'all' ? 1 : 5;
const nested = (levels: number, open: string, close: string): string => open.repeat(levels) + '1' + close.repeat(levels);

describe('every route that takes JSON', () => {
  test.each(routes)('%s %s refuses what is broken, too deep, poisoned or of another type, and changes nothing', async (method, path) => {
    const before = await state();
    const bodies: [string, string, string?][] = [
      ['cut off', '{"name":"x"'],
      ['two values', '{} {}'],
      ['a list', '[]'],
      ['a text', '"x"'],
      ['100,000 lists deep', `{"name":${nested(100_000, '[', ']')}}`],
      ['100,000 objects deep', nested(100_000, '{"filter":', '}')],
      ['102 levels deep', nested(102, '{"not":', '}')],
      ['__proto__', '{"__proto__":{"admin":true}}'],
      ['as text', '{"name":"x"}', 'text/plain'],
      ['as a form', 'name=x', 'application/x-www-form-urlencoded'],
      ['as multipart without a boundary', '{"name":"x"}', 'multipart/form-data'],
    ];
    for (const [what, body, type = 'application/json'] of bodies) {
      const answer = await admin.call(method, path, body, { 'Content-Type': type });
      expect(answer.status, `${what}: ${JSON.stringify(answer.body).slice(0, 200)}`).toBeGreaterThanOrEqual(400);
      expectProblem(answer);
    }
    expect(await state()).toBe(before);
  });

  test.each(routes)('%s %s answers every member of every kind with no fault', async (method, path) => {
    const texts = ['', '\u0000', '\ud800', 'x'.repeat(100_000)];
    const kinds: unknown[] = [...texts, null, true, -1, 1e308, [], {}, [null], { constructor: { prototype: {} } }];
    const names = ['email', 'password', 'token', 'filter', 'select', 'q', 'measures', 'groups', 'operations', 'to', 'entity', 'format'];
    const more = ['params', 'check', 'item', 'answer', 'note', 'title', 'draft', 'hash', 'version', 'confirm', 'early', 'toString'];
    for (const name of [...names, ...more, 'crm.deal.stage'].filter((_, at) => (at + path.length) % share === 0)) {
      for (const kind of kinds) {
        if (path === '/api/session' && name !== 'token' && name !== 'email') continue;
        if (/year-end\/runs|metadata\/(drafts|documents)/.test(path) && typeof kind !== 'string') continue;
        expectNoFault(await admin.call(method, path, { [name]: kind }), `${name} ${JSON.stringify(kind).slice(0, 60)}`);
      }
    }
  });
});

describe('bodies beyond every limit', () => {
  test.each(routes)('%s %s does not take in 60 MB whose length nobody told', { timeout: 60_000 }, async (method, path) => {
    const { port } = new URL(app.url);
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${admin.cookie}\r\nX-Requested-With: relata\r\nContent-Type: application/json\r\n`;
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const chunk = `100000\r\n${'x'.repeat(0x10_0000)}\r\n`;
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
        let sent = 0;
        const more = (): void => {
          while (sent++ < 60 && !socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', more);
          if (!socket.destroyed) socket.end('0\r\n\r\n');
        };
        more();
      });
      socket.on('data', (data) => {
        text += data.toString('latin1');
        socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    // A connection that is cut while the sender still sends is a refusal, too.
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 (413|400)/);
    expect((await admin.call('POST', '/api/records/account/query', {})).status).toBe(200);
  });
});

describe('lists of unusual size', () => {
  const query = (entity: string, body: object) => admin.call('POST', `/api/records/${entity}/query`, body);

  test.each<[string, string, unknown]>([
    ['texts', 'name', 'n'],
    ['links', 'account', none],
    ['statuses', 'stage', 'won'],
    ['ids', 'id', none],
    ['numbers', 'probability', 1],
    ['dates', 'closeDate', '2030-01-01'],
  ])('100,000 %s in a list of a filter, of an aggregate and of an export do no harm', async (_name, field, value) => {
    const filter = { [field]: { in: Array.from({ length: 100_000 }, () => value) } };
    expectNoFault(await query('deal', { filter }), field);
    expectNoFault(await query('deal', { filter: { not: filter }, sort: ['name'], limit: 1 }), field);
    expectNoFault(await admin.call('POST', '/api/records/deal/aggregate', { filter, measures: [{ count: true }] }), field);
    expectNoFault(await admin.call('POST', '/api/exports', { entity: 'deal', filter }), field);
  });

  test.each<[string, object]>([
    ['a search of 20,000 words', { q: 'ab '.repeat(20_000) }],
    ['a search of a megabyte without a blank', { q: 'x'.repeat(1_000_000) }],
    ['a search of 100,000 percent signs', { q: '%'.repeat(100_000) }],
    ['a pattern of a thousand wildcards', { filter: { name: { contains: '%_\\'.repeat(1000) } } }],
    ['500 selects through links', { select: Array.from({ length: 500 }, (_, at) => `${'parent.'.repeat(at % 4)}name`) }],
    ['the same select 500 times', { select: Array.from({ length: 500 }, () => 'name') }],
    ['a number of 400 digits', { filter: { employees: { gt: `1${'0'.repeat(400)}` } } }],
    ['a date of the year 300,000', { filter: { createdAt: { gt: '300000-01-01T00:00:00Z' } } }],
    ['a negative offset', { offset: -1 }],
    ['a limit of zero', { limit: 0 }],
    ['a limit beyond integers', { limit: 1e300 }],
    ['a cursor of a megabyte', { after: 'A'.repeat(1_000_000) }],
    ['a cursor of 50,000 lists', { after: Buffer.from(nested(50_000, '[', ']')).toString('base64url') }],
  ])('%s ends in an answer or a refusal', async (_name, body) => {
    expectNoFault(await query('account', body), JSON.stringify(body).slice(0, 80));
  });
});
