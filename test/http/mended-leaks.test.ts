/** Ways in which something that is hidden was once told, each by its name: they stay closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemContext } from '../../server/access/workspace.ts';
import { runAudit } from '../../server/audits/runner.ts';
import { ensureViews } from '../../server/changes/analysts/install.ts';
import { writeRecords } from '../../server/records/write.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const all = { create: true, read: 'all', update: 'all', delete: 'all', export: true };
const documents = testPack([
  {
    kind: 'pipeline',
    content: {
      id: 'test.flow',
      title: 'Flow',
      initial: 'open',
      statuses: ['open', 'won', 'lost'].map((code) => ({ code, title: code, kind: code })),
    },
  },
  {
    kind: 'entity',
    content: {
      id: 'test.job',
      title: 'Job',
      display: 'name',
      properties: {
        name: { field: 'text' },
        kind: { field: 'text' },
        firm: { field: 'link', to: 'test.firm', inverse: 'jobs' },
        firms: { field: 'links', to: 'test.firm', inverse: 'namedIn' },
        about: { field: 'linkAny', to: ['test.firm', 'test.call'] },
        phase: { field: 'status', pipelines: ['test.flow'], aliases: ['state'] },
        cost: { field: 'decimal', aliases: ['price'] },
        fee: { field: 'decimal', aliases: ['charge'] },
        bonus: { field: 'decimal' },
        doubled: { field: 'formula', formula: 'cost * 2' },
        paid: { field: 'decimal' },
      },
      search: ['name'],
      restrictions: [
        { id: 'held', actions: ['read'], where: { kind: 'held' }, message: 'It is held.' },
        { id: 'bonus-of-lost', actions: ['read'], where: { phase: 'lost' }, fields: ['bonus'], message: 'It was lost.' },
      ],
    },
  },
  {
    kind: 'entity',
    content: {
      id: 'test.firm',
      title: 'Firm',
      display: 'name',
      properties: {
        name: { field: 'text' },
        jobCount: { field: 'rollup', of: 'test.job.firm', count: true, index: true },
        bonusSum: { field: 'rollup', of: 'test.job.firm', sum: 'bonus', index: true },
        paidSum: { field: 'rollup', of: 'test.job.firm', sum: 'paid', index: true },
        callSum: { field: 'rollup', of: 'test.call.firm', sum: 'worth', index: true },
      },
    },
  },
  {
    kind: 'entity',
    content: {
      id: 'test.call',
      title: 'Call',
      display: 'name',
      properties: {
        name: { field: 'text' },
        firm: { field: 'link', to: 'test.firm', inverse: 'calls' },
        worth: { field: 'decimal' },
        locked: { field: 'boolean' },
      },
      restrictions: [{ id: 'locked', actions: ['read'], where: { locked: true }, fields: ['worth'], message: 'It is locked.' }],
    },
  },
  {
    kind: 'audit',
    content: {
      id: 'test.all',
      title: 'All',
      version: '1.0.0',
      steps: [{ id: 'all', title: 'All', area: 'data', checks: ['filled', 'spread', 'twice', 'known'] }],
      checks: [
        {
          id: 'filled',
          kind: 'completeness',
          title: 'Filled',
          entity: 'test.job',
          fields: ['firm', 'cost', 'paid'],
          evidence: { fields: ['name'] },
        },
        { id: 'spread', kind: 'distribution', title: 'Spread', entity: 'test.job', field: 'kind', thresholds: { warn: 0.1, fail: 0.2 } },
        { id: 'known', kind: 'coverage', title: 'Known', entity: 'test.call', covered: { 'firm.name': 'Known' } },
        { id: 'twice', kind: 'duplicate', title: 'Twice', entity: 'test.job', match: [[{ field: 'name', as: 'folded' }]] },
      ],
    },
  },
  {
    kind: 'role',
    content: {
      id: 'test.renamed',
      title: 'By names of old',
      entities: {
        'test.job': { ...all, fields: { price: 'hidden' }, statuses: { 'state.won': { fields: { charge: 'masked' } } } },
        'test.firm': all,
        'test.call': all,
      },
    },
  },
  {
    kind: 'role',
    content: {
      id: 'test.some',
      title: 'Some',
      audits: 'run',
      entities: {
        'test.job': { read: { kind: 'plain' }, export: true, fields: { cost: 'hidden', fee: 'masked' } },
        'test.firm': all,
        'test.call': all,
      },
    },
  },
  {
    kind: 'role',
    content: {
      id: 'test.blind',
      title: 'Sees no firm but one',
      audits: 'read',
      entities: { 'test.job': all, 'test.call': all, 'test.firm': { read: { name: 'Known' } } },
    },
  },
]).map((document) =>
  document.kind === 'settings'
    ? { ...document, content: { ...(document.content as object), analysts: { role: 'test.renamed' } } }
    : document,
);
const workspace = await createWorkspaceOf(documents);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const renamed = await app.signIn(['test.renamed']);
const some = await app.signIn(['test.some']);

const create = async (entity: string, values: object): Promise<string> => {
  const [result] = await writeRecords(systemContext(workspace, 'api'), entity, [{ action: 'create', values: { ...values } }], {
    atomic: true,
  });
  if (!result?.ok) throw new Error('Not written.');
  return result.id;
};
const firm = await create('test.firm', { name: 'Firm' });
const plain = await create('test.job', {
  name: 'Seen',
  kind: 'plain',
  firm,
  phase: 'won',
  cost: 471100011,
  fee: 81510005,
  bonus: 1,
  paid: 10,
});
await create('test.job', { name: 'Zebra', kind: 'other', firm, phase: 'lost', cost: 471100012, fee: 81510006, bonus: 20, paid: 300 });
await create('test.job', { name: 'Zebra', kind: 'held', firm, phase: 'open', cost: 471100013, fee: 81510007, bonus: 400, paid: 5000 });
await create('test.call', { name: 'Open', firm, worth: 7 });
await create('test.call', { name: 'Locked', firm, worth: 40, locked: true });
const query = async (call: Call, entity: string, body: object): Promise<Answer['body']> =>
  (await call('POST', `/api/records/${entity}/query`, body)).body;

describe('a role that speaks of a field by a name that it had once', () => {
  test('hides it, and what is computed of it, in lists, records, exports, filters, measures, history and the model', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/records/test.job', undefined],
      ['GET', `/api/records/test.job/${plain}`, undefined],
      ['GET', `/api/records/test.job/${plain}/history`, undefined],
      ['GET', `/api/records/test.job/${plain}?at=${new Date().toISOString()}`, undefined],
      ['POST', '/api/exports', { entity: 'test.job', format: 'jsonl' }],
      ['POST', '/api/exports', { entity: 'test.job', format: 'csv' }],
    ] as const) {
      const answer = await renamed.call(method, path, body);
      expect(answer.status, path).toBe(200);
      expect(JSON.stringify(answer.body), path).not.toMatch(/47110001\d|94220002\d/);
      expect(JSON.stringify(answer.body), path).toContain('Seen');
    }
    const { entities } = (await renamed.call('GET', '/api/model')).body;
    expect(JSON.stringify(entities.find((each: { id: string }) => each.id === 'test.job'))).not.toMatch(/"cost"|"price"|"doubled"/);
    for (const name of ['cost', 'price', 'doubled']) {
      expectProblem(await renamed.call('POST', '/api/records/test.job/query', { filter: { [name]: { gt: 1 } } }), 400);
      expectProblem(await renamed.call('POST', '/api/records/test.job/query', { select: [name] }), 400);
      expectProblem(await renamed.call('POST', '/api/records/test.job/aggregate', { measures: [{ sum: name }] }), 400);
    }
    expect((await renamed.call('PATCH', `/api/records/test.job/${plain}`, { price: 1 })).status).toBeGreaterThanOrEqual(400);
  });

  test('masks it in a status that it calls by its old name, too', async () => {
    const { data } = await query(renamed.call, 'test.job', { sort: ['name'] });
    expect(data.map((row: { fee: string; _masked: string[] }) => [row.fee, row._masked])).toEqual([
      [null, ['fee']],
      ['81510006', ['bonus']],
    ]);
    expect((await query(renamed.call, 'test.job', { filter: { fee: { lt: 81510006 } } })).data).toEqual([]);
  });
});

test('an export holds the records that the role sees, without the fields that it does not, however it is asked for', async () => {
  for (const format of ['csv', 'jsonl']) {
    const { status, body } = await some.call('POST', '/api/exports', { entity: 'test.job', format });
    expect(status).toBe(200);
    expect(body).toContain('Seen');
    expect(body).not.toMatch(/Zebra|47110001\d|8151000\d/);
    expectProblem(await some.call('POST', '/api/exports', { entity: 'test.job', format, select: ['name', 'cost'] }), 400);
    expectProblem(await some.call('POST', '/api/exports', { entity: 'test.job', format, select: ['name', 'price'] }), 400);
    expectProblem(await some.call('POST', '/api/exports', { entity: 'test.job', format, sort: ['-doubled'] }), 400);
    expectProblem(await some.call('POST', '/api/exports', { entity: 'test.job', format, filter: { cost: 471100011 } }), 400);
    const none = await some.call('POST', '/api/exports', { entity: 'test.job', format: 'jsonl', filter: { name: 'Zebra' } });
    expect([none.status, none.body]).toEqual([200, '']);
  }
});

test('an export computes rollups over what the role sees', async () => {
  const select = ['jobCount', 'bonusSum', 'paidSum', 'callSum'];
  const { body } = await some.call('POST', '/api/exports', { entity: 'test.firm', format: 'jsonl', select });
  const row = JSON.parse(body as string) as Record<string, unknown>;
  expect(select.map((name) => Number(row[name]))).toEqual([1, 1, 10, 7]);
});

test('views of analysts hold no field that the role hides, nothing of it where a status masks it, and no record that a restriction keeps', async () => {
  await ensureViews(systemContext(workspace));
  const view = async (name: string): Promise<Record<string, unknown>[]> =>
    (
      await workspace.database.query({
        text: `select * from "${workspace.database.schema}_views".${name}`,
        values: [],
      })
    ).rows;
  const jobs = await view('job');
  expect(jobs.map((row) => row['name']).sort()).toEqual(['Seen', 'Zebra']);
  expect(Object.keys(jobs[0] ?? {})).not.toEqual(expect.arrayContaining(['cost']));
  expect(Object.keys(jobs[0] ?? {}).filter((name) => /cost|price|doubled/.test(name))).toEqual([]);
  const of = (name: string): unknown[] =>
    jobs.filter((row) => row['name'] === name).map((row) => [row['fee'], row['bonus']].map((value) => value && Number(value)));
  expect([of('Seen'), of('Zebra')]).toEqual([[[null, 1]], [[81510006, null]]]);
  const [sums] = await view('firm');
  expect([sums?.['jobCount'], sums?.['bonusSum'], sums?.['paidSum']].map(Number)).toEqual([2, 1, 310]);
});

test('kept rollups are computed anew over the children that are seen, and the amounts that are seen of each', async () => {
  const [row] = (await query(some.call, 'test.firm', {})).data;
  expect([row.jobCount, row.bonusSum, row.paidSum, row.callSum].map(Number)).toEqual([1, 1, 10, 7]);
  const [whole] = (await query(admin.call, 'test.firm', {})).data;
  // Nobody sees what is held, nor the bonus of what was lost.
  expect([whole.jobCount, whole.bonusSum, whole.paidSum, whole.callSum].map(Number)).toEqual([2, 1, 310, 7]);
  for (const filter of [{ jobCount: { gt: 1 } }, { paidSum: { gt: 10 } }, { bonusSum: { gt: 1 } }])
    expect((await query(some.call, 'test.firm', { filter, count: 'exact' })).page.count).toBe(0);
  const sums = await some.call('POST', '/api/records/test.firm/aggregate', {
    measures: [{ sum: 'jobCount' }, { maximum: 'paidSum' }],
    groups: [{ field: 'bonusSum' }],
  });
  expect(sums.body.totals.map(Number)).toEqual([1, 10]);
  const { page } = await query(some.call, 'test.firm', { sort: ['-paidSum'], limit: 1, expand: { jobs: true } });
  expect(page.next ?? '').toBe('');
});

describe('an audit', () => {
  const ended = async (call: Call, id: string): Promise<Answer['body']> => {
    for (;;) {
      const { body } = await call('GET', `/api/audit-runs/${id}`);
      if (body.state !== 'running') return body;
      await sleep(20);
    }
  };

  test('that a limited user runs counts and cites only what this user sees', async () => {
    const { body } = await some.call('POST', '/api/audits/test.all/runs', {});
    const run = await ended(some.call, body.id as string);
    expect(run.state).toBe('done');
    expect(JSON.stringify(run)).not.toMatch(/Zebra|47110001\d|other|held/);
    const [filled, spread, , twice] = run.result.checks;
    expect([spread.population, twice.population]).toEqual([1, 1]);
    // A hidden field is no field that could be counted.
    expect(JSON.stringify(filled)).not.toContain('"field":"cost"');
    const report = await some.call('GET', `/api/audit-runs/${String(body.id)}/report.html`);
    expect(report.status).toBe(200);
    expect(report.body).not.toMatch(/Zebra|47110001\d/);
  });

  test('that the server ran shows a limited user no record, in no form, and no digest by which it could be guessed', async () => {
    const { id } = await runAudit(systemContext(workspace), 'test.all');
    const own = await workspace.database.query<{ result: string }>({
      text: `select result::text as result from ${workspace.database.schema}.relata_audit_runs where id = $1`,
      values: [id],
    });
    expect(own.rows[0]?.result).toContain('Zebra');
    for (const { call } of [some, admin]) {
      for (const path of [
        `/api/audit-runs/${id}`,
        `/api/audit-runs/${id}/report.json`,
        `/api/audit-runs/${id}/report.html`,
        '/api/audits/test.all/runs',
        '/api/audits',
      ]) {
        const answer = await call('GET', path);
        expect(answer.status).toBe(200);
        // Restrictions bind administrators, too.
        expect(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body), path).not.toMatch(
          /Zebra|47110001\d|"digest":"|SHA-256/,
        );
      }
    }
    const mine = (await admin.call('POST', '/api/audits/test.all/runs', {})).body.id as string;
    await ended(admin.call, mine);
    expect((await admin.call('GET', `/api/audit-runs/${mine}`)).body.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await some.call('GET', `/api/audit-runs/${mine}`)).body.digest).toBe(null);
  });

  test('shows no record to whoever does not see those behind links that decided of it', async () => {
    const blind = await app.signIn(['test.blind']);
    const { id } = (await admin.call('POST', '/api/audits/test.all/runs', {})).body;
    await ended(admin.call, id as string);
    const { body } = await blind.call('GET', `/api/audit-runs/${String(id)}`);
    const known = body.result.checks.find((check: { id: string }) => check.id === 'known');
    // Which call is not that of the known firm would tell of the firm's name.
    expect([known.failing, known.evidence, body.digest]).toEqual([2, [], null]);
  });
});

test('a link to what its writer does not see is refused in the same words, whether or not the record holds it', async () => {
  const blind = await app.signIn(['test.blind']);
  const known = await create('test.firm', { name: 'Known' });
  const other = await create('test.firm', { name: 'Other' });
  const about = (id: string): object => ({ entity: 'test.firm', id });
  const job = await create('test.job', { name: 'Linked', firm, firms: [firm], about: about(firm), owner: blind.id });
  const patch = (values: object): ReturnType<Call> => blind.call('PATCH', `/api/records/test.job/${job}`, values);
  for (const [name, value] of [
    ['firm', (id: string) => id],
    ['firms', (id: string) => [id]],
    ['about', about],
  ] as const) {
    const [held, free] = [await patch({ [name]: value(firm) }), await patch({ [name]: value(other) })];
    expectProblem(held, 422);
    expect(held.body).toEqual(free.body);
    expect((await patch({ [name]: value(known) })).status, name).toBe(200);
    // What is seen may be sent as it stands.
    expect((await patch({ [name]: value(known), owner: blind.id })).status, name).toBe(200);
  }
});

test('a stream of events does not move on with writes that its reader does not see', async () => {
  const ending = new AbortController();
  const response = await fetch(`${app.url}/api/events`, { headers: { Cookie: some.cookie }, signal: ending.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) text += chunk;
  })().catch(() => undefined);
  const until = async (pattern: RegExp): Promise<void> => {
    for (let tries = 0; tries < 500 && !pattern.test(text); tries++) await sleep(10);
    expect(text).toMatch(pattern);
  };
  const hear = async (name: string): Promise<void> => {
    const seen = await create('test.job', { name, kind: 'plain' });
    await until(new RegExp(`"id":"${seen}"[^\\n]*\\n\\nid: [^\\n]*\\n\\n$`));
  };
  // What was written before is told by then, however late it settles.
  await hear('Heard first');
  const before = text;
  for (let n = 0; n < 3; n++) {
    await create('test.job', { name: `Hidden ${n}`, kind: 'other' });
    // Each is settled before the next one comes.
    await sleep(600);
  }
  expect(text).toBe(before);
  await hear('Heard');
  expect(text.slice(before.length).match(/^id: /gm)).toHaveLength(1);
  ending.abort();
  await reading;
});
