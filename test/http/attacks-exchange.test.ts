/** Imports of what is no table, exports that a spreadsheet would run, and both at the wrong moment. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

type Bytes = string | Uint8Array<ArrayBuffer>;

function send(call: Call, entity: string, file: Bytes, map: unknown, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const form = new FormData();
  form.set('entity', entity);
  form.set('mode', 'run');
  form.set('map', typeof map === 'string' ? map : JSON.stringify(map));
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  form.set('file', new Blob([file]), 'rows.csv');
  return call('POST', '/api/imports', form);
}

/** Runs an import to its end. */
async function run(entity: string, file: Bytes, map: unknown, more: Readonly<Record<string, string>> = {}): Promise<Answer['body']> {
  const started = await send(admin.call, entity, file, map, more);
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  for (;;) {
    const { body } = await admin.call('GET', `/api/imports/${started.body.id as string}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const count = async (entity: string): Promise<number> =>
  (await admin.call('POST', `/api/records/${entity}/aggregate`, { measures: [{ count: true }] })).body.totals[0] as number;
const columns = { columns: { name: 'name' } };

describe('files that are no table', () => {
  const zip = new Uint8Array(4096).fill(0);
  zip.set([0x50, 0x4b, 0x03, 0x04]);
  const random = new Uint8Array(8192).map((_, index) => (index * 7919) % 256);
  test.each<[string, Bytes]>([
    ['an empty file', ''],
    ['nothing but line breaks', '\r\n\r\n\n'],
    ['a zip, as spreadsheets are', zip],
    ['bytes of every value', random],
    ['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0, 0x0a, 0, 0, 0])],
    ['100,000 columns', `${Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',')}\n1\n`],
    ['a header with NUL', `na\u0000me\nx\n`],
    ['a header of 6 MB', `${'x'.repeat(6 * 1024 * 1024)}\nx\n`],
    ['a quotation mark that is never closed', `"name\n${'x\n'.repeat(1000)}`],
  ])('%s is refused at once, in the preview as in the import', async (_name, file) => {
    expectProblem(await send(admin.call, 'account', file, columns), 400, 422);
    expectProblem(await send(admin.call, 'account', file, columns, { mode: 'preview' }), 400);
    expect(await count('account')).toBe(0);
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['null', 'null'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['an unknown field', { columns: { name: 'nmae' } }],
    ['a field of the system', { columns: { name: 'createdAt' } }],
    ['the id', { columns: { name: 'id' } }],
    ['a prototype', { columns: { name: '__proto__' } }],
    ['a column that is not there', { columns: { other: 'name' } }],
    ['a column that is a number', { columns: { name: 5 } }],
    ['an unknown member', { columns: { name: 'name' }, constructor: {} }],
    ['a match by what no column gives', { columns: { name: 'name' }, match: 'email' }],
    ['a link by a field that is not there', { columns: { name: { field: 'parent', by: 'constructor' } } }],
    ['a template that is an object', { columns: {}, template: { name: { type: 'Program', body: [] } } }],
    ['a template that cannot be read', { columns: {}, template: { name: '{{#if}}' } }],
    ['a template of 20,000 open blocks', { columns: {}, template: { name: '{{#if a}}'.repeat(20_000) } }],
    ['a template 5,000 blocks deep', { columns: {}, template: { name: '{{#if a}}'.repeat(5000) + '{{/if}}'.repeat(5000) } }],
  ])('a map with %s is refused with a pointer', async (_name, map) => {
    expectProblem(await send(admin.call, 'account', 'name\nx\n', map), 400, 422);
    expect(await count('account')).toBe(0);
  });

  test('an entity that is not there, and none at all, are refused', async () => {
    for (const entity of ['nothing', '__proto__', '']) expectProblem(await send(admin.call, entity, 'name\nx\n', columns), 400, 404);
  });

  test('bodies that are no multipart, hold no file, or hold two, do no harm', async () => {
    const types = ['multipart/form-data', 'multipart/form-data; boundary=x', 'text/csv', 'application/json'];
    for (const type of types) expectProblem(await admin.call('POST', '/api/imports', '{"name":"x"}', { 'Content-Type': type }), 400);
    const empty = new FormData();
    empty.set('entity', 'account');
    expectProblem(await admin.call('POST', '/api/imports', empty), 400);
  });
});

describe('rows that do not fit', () => {
  test('are reported one by one, while the others arrive', async () => {
    // The bad characters stand behind the first 64 KiB, by which a file is recognised.
    const filler = Array.from({ length: 6000 }, (_, index) => `Filler ${index},,`).join('\n');
    const file = `name,employees,parent\n${filler}\nNu\u0000l,1,\n${'x'.repeat(100_000)},1,\nGood,7,\nOdd,many,\nLost,1,No\u0000body\n`;
    const state = await run('account', file, {
      columns: { name: 'name', employees: 'employees', parent: { field: 'parent', by: 'name' } },
    });
    expect(state).toMatchObject({ state: 'done', created: 6001, failed: 4 });
    expect(state.errors.map((error: { row: number }) => error.row).sort()).toEqual([6002, 6003, 6005, 6006]);
    const errors = await admin.call('GET', `/api/imports/${state.id as string}/errors.csv`);
    expect(errors.body).toContain('many');
    expect(errors.headers.get('content-disposition')).toContain('attachment');
  });

  test('halves of characters in UTF-16 end nothing', async () => {
    const text = `name\n${Array.from({ length: 4 }, (_, index) => `Wide ${index}`).join('\n')}\nHalf \ud800 x\n`;
    const bytes = new Uint8Array(2 + text.length * 2);
    bytes.set([0xff, 0xfe]);
    for (let index = 0; index < text.length; index++) bytes.set([text.charCodeAt(index) & 255, text.charCodeAt(index) >> 8], 2 + index * 2);
    const state = await run('account', bytes, columns);
    expect(state.state).toBe('done');
    expect(state.created + state.failed).toBe(5);
  });

  test('a link by a number, to a text, fails that row only', async () => {
    const state = await run('contact', 'name,account\nAda,many\nBob,\n', {
      columns: { name: 'name', account: { field: 'account', by: 'employees' } },
    });
    expect(state).toMatchObject({ state: 'done', created: 1, failed: 1 });
  });

  test('columns of the same name, of prototypes and of numbers hide nothing of one another', async () => {
    const before = await count('account');
    const preview = await send(admin.call, 'account', 'a,a,a (2),__proto__,constructor,\n1,2,3,4,5,6\n', columns, { mode: 'preview' });
    expect(preview.body.columns.map((column: { samples: string[] }) => column.samples[0])).toEqual(['1', '2', '3', '4', '5', '6']);
    const state = await run('account', '__proto__,constructor\nProto,Con\n', {
      columns: { constructor: 'description' },
      template: { name: 'x{{constructor}}{{__proto__}}{{toString}}{{#with this}}{{__proto__.constructor}}{{/with}}' },
    });
    expect(state).toMatchObject({ state: 'done', created: 1 });
    const [row] = (await admin.call('GET', '/api/records/account?sort=-createdAt&limit=1')).body.data;
    expect(row.name).toMatch(/^xCon(Proto)?$/);
    expect(await count('account')).toBe(before + 1);
  });
});

describe('imports that shall leave nothing, or everything once', () => {
  test('a rehearsal makes no record, not even those that links would create', async () => {
    const [accounts, contacts] = [await count('account'), await count('contact')];
    const map = { columns: { name: 'name', account: { field: 'account', by: 'name', create: true } } };
    const state = await run('contact', 'name,account\nEve,Rehearsed Ltd\nSam,Rehearsed Ltd\n', map, { dryRun: 'true' });
    expect(state).toMatchObject({ state: 'done', created: 2, failed: 0, dryRun: true });
    expect([await count('account'), await count('contact')]).toEqual([accounts, contacts]);
  });

  test('the same file twice at the same time makes each record once', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `Twin ${index},t${index}@example.com`).join('\n');
    const before = await count('account');
    const map = { match: 'email', columns: { name: 'name', email: 'email' } };
    const states = await Promise.all([1, 2, 3].map(() => run('account', `name,email\n${rows}\n`, map)));
    expect(states.map((state) => state.failed)).toEqual([0, 0, 0]);
    expect(await count('account')).toBe(before + 300);
  });
});

describe('exports', () => {
  const risky = [
    '=1+1',
    '+cmd',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '  =1',
    '\u00a0=1',
    '＝1',
    "=cmd|' /C calc'!A0",
    '"=1',
    'plain',
    '-5',
    '+66 2 123',
  ];

  test('put an apostrophe before what a spreadsheet would run, and leave the rest as it is', async () => {
    const operations = risky.map((description, index) => ({ action: 'create', values: { name: `Cell ${index}`, country: description } }));
    const written = await admin.call('POST', '/api/records/account/bulk', { operations, atomic: true });
    expect(written.status).toBe(200);
    const filter = { name: { startsWith: 'Cell ' } };
    const { body } = await admin.call('POST', '/api/exports', { entity: 'account', filter, select: ['country'], sort: ['createdAt'] });
    const cells = (body as string)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) =>
        line
          .slice(37)
          .replace(/^"(.*)"$/s, '$1')
          .replaceAll('""', '"'),
      );
    for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+@＝]|^-[^\d]|^-\d+\+/);
    expect(cells).toContain('plain');
    expect(cells).toContain('-5');
  });

  test.each<[string, object]>([
    ['an unknown field in the filter', { filter: { nmae: 1 } }],
    ['an unknown field in the selection', { select: ['nmae'] }],
    ['SQL in the order', { sort: ['name; drop table x'] }],
    ['NUL in the search', { q: '\u0000' }],
    ['a format that is a path', { format: '../x' }],
    ['an entity that is an object', { entity: {} }],
    ['a limit', { limit: 5, nothing: 1 }],
  ])('with %s are refused before anything is sent', async (_name, body) => {
    expectProblem(await admin.call('POST', '/api/exports', { entity: 'account', ...body }), 400);
  });

  test('that nobody reads to the end give back their connection', async () => {
    for (let count = 0; count < 20; count++) {
      const stop = new AbortController();
      const headers = { Cookie: admin.cookie, 'X-Requested-With': 'relata', 'Content-Type': 'application/json' };
      const body = JSON.stringify({ entity: 'account' });
      const answer = await fetch(`${app.url}/api/exports`, { method: 'POST', headers, body, signal: stop.signal });
      expect(answer.status).toBe(200);
      stop.abort();
    }
    expect((await admin.call('POST', '/api/exports', { entity: 'account' })).body).toContain('Cell 1');
  });

  test('show columns behind links and parts of statuses by name', async () => {
    const account = (await admin.call('POST', '/api/records/account', { name: 'Behind' })).body.id as string;
    await admin.call('POST', '/api/records/deal', { name: 'Far', account });
    const { body } = await admin.call('POST', '/api/exports', { entity: 'deal', select: ['name', 'account.name', 'stage.kind'] });
    expect(body).toMatch(/Far,Behind,open/);
  });
});
