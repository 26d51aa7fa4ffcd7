/** Metadata that changes while people work: drafts, plans, versions, the trash and the way back. */
import { describe, expect, test } from 'vitest';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const other = await app.signIn(['system.admin']);
const clerk = await app.signIn(['crm.read-only']);

const { document, draftOf, apply, waitFor, withField } = draftsOf(admin);
const others = draftsOf(other);

const create = async (entity: string, values: Json): Promise<string> =>
  (await admin.call('POST', `/api/records/${entity}`, values)).body.id as string;
const read = async (entity: string, id: string): Promise<Json> => (await admin.call('GET', `/api/records/${entity}/${id}`)).body as Json;
const codes = ({ body }: Answer): unknown => [body.status, body.code];

describe('a draft', () => {
  test('that adds a field is planned, applied and in use at once, as a new version', async () => {
    const before = (await admin.call('GET', '/api/metadata/versions')).body.data[0].version as number;
    const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'shelf', { field: 'text', title: 'Shelf' })]]);
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft })).body as Json;
    expect(plan).toMatchObject({ baseVersion: before, errors: [], findings: [] });
    expect(plan['documents']).toEqual([
      expect.objectContaining({
        kind: 'entity',
        id: 'crm.tool',
        change: 'changed',
        differences: [expect.objectContaining({ pointer: '/properties/shelf' })],
      }),
    ]);
    expect(plan['steps'].map((step: Json) => [step['type'], step['class']])).toEqual([
      ['add-column', 'instant'],
      ['views', 'instant'],
      ['switch', 'instant'],
    ]);
    expect(await apply(draft)).toMatchObject({ state: 'applied', version: before + 1 });
    const id = await create('tool', { name: 'Hammer', shelf: 'A3' });
    expect(await read('tool', id)).toMatchObject({ shelf: 'A3' });
    const versions = (await admin.call('GET', '/api/metadata/versions')).body.data as Json[];
    expect(versions[0]).toMatchObject({ version: before + 1, message: 'A change', actor: admin.id });
  });

  test('can be tried as a model without touching the database', async () => {
    const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'colour', { field: 'colour' })]]);
    const model = (await admin.call('GET', `/api/metadata/drafts/${draft}/model`)).body as Json;
    const names = (from: Json): string[] =>
      from['entities'].find((entity: Json) => entity['id'] === 'crm.tool').fields.map((field: Json) => field['name'] as string);
    expect(names(model)).toContain('colour');
    expect(names((await admin.call('GET', '/api/model')).body as Json)).not.toContain('colour');
  });

  test('with wrong documents says everything that is wrong, and is not applied', async () => {
    const content = await withField('crm.tool', 'broken', { field: 'txt' });
    content['display'] = 'nme';
    const { body } = await admin.call('POST', '/api/metadata/drafts', {});
    const saved = await admin.call('PUT', `/api/metadata/documents/entity/crm.tool?draft=${body.id as string}`, content);
    expect(saved.body.errors.map((error: Json) => error['pointer'])).toEqual(['/properties/broken/field', '/display']);
    const plan = await admin.call('POST', '/api/metadata/plan', { draft: body.id });
    const refused = await admin.call('POST', '/api/metadata/apply', { draft: body.id, hash: plan.body.hash });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toHaveLength(2);
  });

  test('is applied only with the hash of the plan that was seen', async () => {
    const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'weight', { field: 'decimal' })]]);
    expect(codes(await admin.call('POST', '/api/metadata/apply', { draft, hash: 'x' }))).toEqual([409, 'stale-plan']);
    const { body } = await admin.call('POST', '/api/metadata/plan', { draft });
    await admin.call(
      'PUT',
      `/api/metadata/documents/entity/crm.tool?draft=${draft}`,
      await withField('crm.tool', 'height', { field: 'decimal' }),
    );
    expect(codes(await admin.call('POST', '/api/metadata/apply', { draft, hash: body.hash }))).toEqual([409, 'stale-plan']);
  });

  test('of somebody without the right is refused', async () => {
    expect((await clerk.call('POST', '/api/metadata/drafts', {})).status).toBe(403);
    expect((await clerk.call('GET', '/api/metadata/versions')).status).toBe(403);
    expect((await clerk.call('PUT', '/api/metadata/documents/entity/crm.tool', {})).status).toBe(403);
  });
});

describe('two admins', () => {
  test('who change different places both get their way; the second is brought onto the first', async () => {
    const one = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'fromOne', { field: 'text' })]]);
    const two = await others.draftOf([['entity', 'crm.tool', await withField('crm.tool', 'fromTwo', { field: 'text' })]]);
    expect(await apply(one)).toMatchObject({ state: 'applied' });
    expect(await others.apply(two)).toMatchObject({ state: 'applied' });
    expect(Object.keys((await document('entity', 'crm.tool'))['properties'] as object)).toEqual(
      expect.arrayContaining(['fromOne', 'fromTwo']),
    );
  });

  test('who change the same place: the second is told what moved, with both sides', async () => {
    const content = await document('entity', 'crm.tool');
    const one = await draftOf([['entity', 'crm.tool', { ...content, title: 'Instrument' }]]);
    const two = await others.draftOf([['entity', 'crm.tool', { ...content, title: 'Device' }]]);
    expect(await apply(one)).toMatchObject({ state: 'applied' });
    const refused = await other.call('POST', '/api/metadata/plan', { draft: two });
    expect(codes(refused)).toEqual([409, 'moved']);
    expect(refused.body.errors).toEqual([
      expect.objectContaining({ pointer: '/entity/crm.tool/title', message: expect.stringMatching(/"Instrument".*"Device"/) as string }),
    ]);
  });
});

describe('what records have against a change', () => {
  test('a field that becomes unique over doubles blocks it, and names them', async () => {
    const ids = [await create('tool', { name: 'Twin' }), await create('tool', { name: 'TWIN' })];
    const content = await document('entity', 'crm.tool');
    content['properties']['name']['unique'] = true;
    const draft = await draftOf([['entity', 'crm.tool', content]]);
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft })).body as Json;
    expect(plan['findings']).toEqual([
      expect.objectContaining({ severity: 'blocks', records: 2, sample: expect.arrayContaining(ids) as string[] }),
    ]);
    expect((await admin.call('POST', '/api/metadata/apply', { draft, hash: plan['hash'] })).status).toBe(422);
  });

  test('an option that records still have cannot be taken away', async () => {
    const change = async (values: readonly string[]): Promise<string> =>
      draftOf([
        ['entity', 'crm.tool', await withField('crm.tool', 'state', { field: 'select', options: values.map((value) => ({ value })) })],
      ]);
    await apply(await change(['good', 'worn']));
    await create('tool', { name: 'Saw', state: 'worn' });
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft: await change(['good']) })).body as Json;
    expect(plan['findings']).toEqual([
      expect.objectContaining({ severity: 'blocks', records: 1, message: expect.stringMatching(/option.*worn/) as string }),
    ]);
  });

  test('a field that becomes required tells how many records lack it', async () => {
    const content = await withField('crm.tool', 'shelf', { field: 'text', title: 'Shelf' });
    content['required'] = [...(content['required'] as string[]), 'shelf'];
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft: await draftOf([['entity', 'crm.tool', content]]) })).body as Json;
    expect(plan['findings']).toEqual([
      expect.objectContaining({ severity: 'warns', message: expect.stringMatching(/records of .* have no Shelf/) as string }),
    ]);
  });
});

describe('a field that changes its kind', () => {
  test('brings its values along, lists what could not be brought, and keeps the old ones', async () => {
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'price', { field: 'text', title: 'Price' })]]));
    const good = await create('tool', { name: 'Drill', price: '1,250.50' });
    const bad = await create('tool', { name: 'Chisel', price: 'ask Bob' });
    const empty = await create('tool', { name: 'Rule' });
    const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'price', { field: 'decimal', title: 'Price' })]]);
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft })).body as Json;
    expect(plan['findings']).toEqual([expect.objectContaining({ severity: 'warns', records: 1, sample: [bad] })]);
    expect(plan['steps'].map((step: Json) => step['type'])).toEqual([
      'add-column',
      'watch',
      'convert',
      'views',
      'switch',
      'nodes',
      'settle',
    ]);
    expect(await apply(draft)).toMatchObject({ state: 'applied' });
    expect([(await read('tool', good))['price'], (await read('tool', bad))['price'], (await read('tool', empty))['price']]).toEqual([
      '1250.5',
      null,
      null,
    ]);
    const unconverted = (await admin.call('GET', `/api/metadata/drafts/${draft}/unconverted`)).body.data as Json[];
    expect(unconverted).toEqual([expect.objectContaining({ entity: 'crm.tool', field: 'price', record: bad, value: 'ask Bob' })]);
    const trash = (await admin.call('GET', '/api/metadata/trash')).body.data as Json[];
    expect(trash[0]).toMatchObject({ kind: 'values', entity: 'crm.tool', field: 'price' });
    await admin.call('PATCH', `/api/records/tool/${good}`, { price: '7' });
    expect((await read('tool', good))['price']).toBe('7');
  });

  test('loses nothing of what people write meanwhile', async () => {
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'count', { field: 'text' })]]));
    const operations = Array.from({ length: 3000 }, (_, index) => ({
      action: 'create',
      values: { name: `Part ${index}`, count: String(index) },
    }));
    const { body } = await admin.call('POST', '/api/records/tool/bulk', { operations });
    const ids = (body.results as Json[]).map((result) => result['id'] as string);
    const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'count', { field: 'integer' })]]);
    const written = new Map<string, number>();
    let going = true;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let round = 0; going; round++) {
        // Each writer has records of its own, so that the last answer is the last write.
        const id = ids[(((round * 37) % 750) * 4 + writer) % ids.length] ?? '';
        const value = 10_000 + round * 4 + writer;
        const answer = await admin.call('PATCH', `/api/records/tool/${id}`, { count: round % 2 === 0 ? String(value) : value });
        // A number is refused before the switch, a text after it may be read as one: only what was accepted counts.
        if (answer.status === 200) written.set(id, value);
        else expect(answer.status).toBe(422);
      }
    });
    const ended = await apply(draft);
    going = false;
    await Promise.all(writers);
    expect(ended).toMatchObject({ state: 'applied' });
    const rows: Json[] = [];
    for (let offset = 0; offset < ids.length; offset += 1000)
      rows.push(
        ...((
          await admin.call(
            'GET',
            `/api/records/tool?select=id,name,count&limit=1000&offset=${offset}&sort=createdAt&filter=${encodeURIComponent('{"name":{"startsWith":"Part "}}')}`,
          )
        ).body.data as Json[]),
      );
    const found = new Map(rows.map((row) => [row['id'] as string, row['count'] as unknown]));
    const wrong = ids.filter((id, index) => String(found.get(id)) !== String(written.get(id) ?? index));
    expect(written.size).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});

describe('what a change takes back', () => {
  test('a field that is no longer unique takes equal values again', async () => {
    const unique = async (value: boolean): Promise<string> => {
      const content = await withField('crm.tool', 'tag', { field: 'text', ...(value ? { unique: true } : {}) });
      return draftOf([['entity', 'crm.tool', content]]);
    };
    expect(await apply(await unique(true))).toMatchObject({ state: 'applied' });
    await create('tool', { name: 'One', tag: 'same' });
    expect((await admin.call('POST', '/api/records/tool', { name: 'Two', tag: 'SAME' })).status).toBe(409);
    expect(await apply(await unique(false))).toMatchObject({ state: 'applied' });
    expect((await admin.call('POST', '/api/records/tool', { name: 'Two', tag: 'SAME' })).status).toBe(201);
  });

  test('a link that points elsewhere keeps what it may still point at', async () => {
    const account = await create('account', { name: 'Aurora' });
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'user', { field: 'link', to: 'crm.account' })]]));
    const tool = await create('tool', { name: 'Lamp', user: account });
    const both = { field: 'linkAny', to: ['crm.account', 'crm.contact'] };
    expect(await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'user', both)]]))).toMatchObject({
      state: 'applied',
    });
    expect((await read('tool', tool))['user']).toMatchObject({ entity: 'crm.account', id: account });
    const contact = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'user', { field: 'link', to: 'crm.contact' })]]);
    const plan = (await admin.call('POST', '/api/metadata/plan', { draft: contact })).body as Json;
    expect(plan['findings']).toEqual([expect.objectContaining({ severity: 'warns', records: 1, sample: [tool] })]);
    expect(await apply(contact)).toMatchObject({ state: 'applied', error: null });
    expect((await read('tool', tool))['user']).toBeNull();
  });

  test('a status that goes leaves its records to another, with history, in the trash, too', async () => {
    const pipeline = await document('pipeline', 'crm.ticket-pipeline');
    const statuses = pipeline['statuses'] as Json[];
    await apply(
      await draftOf([
        ['pipeline', 'crm.ticket-pipeline', { ...pipeline, statuses: [...statuses, { code: 'parked', title: 'Parked', kind: 'waiting' }] }],
      ]),
    );
    const field =
      Object.entries((await document('entity', 'crm.ticket'))['properties'] as Json).find(
        ([, property]) => (property as Json)['field'] === 'status',
      )?.[0] ?? '';
    const first = statuses[0]?.['code'] as string;
    const parked = await create('ticket', { subject: 'Parked', [field]: 'parked' });
    const deleted = await create('ticket', { subject: 'Deleted', [field]: 'parked' });
    await admin.call('DELETE', `/api/records/ticket/${deleted}`);
    const draft = await draftOf([['pipeline', 'crm.ticket-pipeline', pipeline]]);
    const blocked = (await admin.call('POST', '/api/metadata/plan', { draft })).body as Json;
    expect(blocked['findings']).toEqual([expect.objectContaining({ severity: 'blocks', records: 1 })]);
    await admin.call('PUT', `/api/metadata/drafts/${draft}/replacements`, { [`crm.ticket.${field}`]: { parked: first } });
    expect(await apply(draft)).toMatchObject({ state: 'applied', error: null });
    expect((await read('ticket', parked))[field]).toBe(first);
    const history = (await admin.call('GET', `/api/records/ticket/${parked}/history`)).body.data as Json[];
    expect(history[0]?.['changes']).toContainEqual(expect.objectContaining({ field, after: first }));
    expect((await admin.call('POST', `/api/records/ticket/${deleted}/restore`)).body).toMatchObject({ [field]: first });
  });
});

describe('the way back', () => {
  test('a field that was dropped comes back with its values', async () => {
    const id = await create('tool', { name: 'Plane', shelf: 'B7' });
    const before = (await admin.call('GET', '/api/metadata/versions')).body.data[0].version as number;
    expect(await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'shelf', undefined)]]))).toMatchObject({
      state: 'applied',
    });
    expect(await read('tool', id)).not.toHaveProperty('shelf');
    expect((await admin.call('GET', '/api/metadata/trash')).body.data[0]).toMatchObject({ kind: 'field', field: 'shelf' });
    const back = (await admin.call('POST', '/api/metadata/rollback', { version: before })).body as Json;
    expect(back['plan'].findings).toEqual([]);
    await admin.call('POST', '/api/metadata/apply', { draft: back['draft'], hash: back['plan'].hash });
    expect(await waitFor(back['draft'] as string)).toMatchObject({ state: 'applied' });
    expect(await read('tool', id)).toMatchObject({ shelf: 'B7' });
    expect((await admin.call('GET', '/api/metadata/trash')).body.data.filter((item: Json) => item['kind'] === 'field')).toEqual([]);
  });

  test('a field that had changed its kind when it was dropped comes back with its last values, under its last name', async () => {
    const change = async (name: string, property: Json | undefined): Promise<void> => {
      const content = await withField('crm.tool', name, property);
      expect(await apply(await draftOf([['entity', 'crm.tool', content]]))).toMatchObject({ state: 'applied' });
    };
    await change('grip', { field: 'text' });
    const id = await create('tool', { name: 'Clamp', grip: '12' });
    await change('grip', { field: 'integer' });
    await admin.call('PATCH', `/api/records/tool/${id}`, { grip: 13 });
    const content = await withField('crm.tool', 'grip', undefined);
    content['properties'].hold = { field: 'integer', id: 'grip', title: 'Hold' };
    expect(await apply(await draftOf([['entity', 'crm.tool', content]]))).toMatchObject({ state: 'applied' });
    await change('hold', undefined);
    const trash = (await admin.call('GET', '/api/metadata/trash')).body.data as Json[];
    const item = trash.find(({ kind, field }) => kind === 'field' && field === 'grip')?.['id'] as string;
    const back = (await admin.call('POST', `/api/metadata/trash/${item}/restore`)).body as Json;
    await admin.call('POST', '/api/metadata/apply', { draft: back['draft'], hash: back['plan'].hash });
    expect(await waitFor(back['draft'] as string)).toMatchObject({ state: 'applied' });
    expect(await read('tool', id)).toMatchObject({ hold: 13 });
  });

  test('what comes back as unique over doubles of an earlier time is refused before anything is done', async () => {
    const change = async (property: Json | undefined): Promise<Json> =>
      draftOf([['entity', 'crm.tool', await withField('crm.tool', 'seat', property)]]).then(apply);
    await change({ field: 'text', unique: true });
    const { version } = (await admin.call('GET', '/api/metadata/versions')).body.data[0] as { version: number };
    await change({ field: 'text' });
    await create('tool', { name: 'One', seat: 'same' });
    await create('tool', { name: 'Other', seat: 'same' });
    await change(undefined);
    const back = (await admin.call('POST', '/api/metadata/rollback', { version })).body as Json;
    expect(back['plan'].findings).toEqual([
      expect.objectContaining({ severity: 'blocks', message: expect.stringMatching(/2 records.*same/) as string }),
    ]);
  });

  test('what lies in the trash comes back by a draft, or goes for good when its title is typed', async () => {
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'drawer', { field: 'text', title: 'Drawer' })]]));
    const id = await create('tool', { name: 'Pliers', drawer: 'top' });
    const drop = async (): Promise<string> => {
      await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'drawer', undefined)]]));
      return (await admin.call('GET', '/api/metadata/trash')).body.data[0].id as string;
    };
    const back = (await admin.call('POST', `/api/metadata/trash/${await drop()}/restore`)).body as Json;
    await admin.call('POST', '/api/metadata/apply', { draft: back['draft'], hash: back['plan'].hash });
    await waitFor(back['draft'] as string);
    expect(await read('tool', id)).toMatchObject({ drawer: 'top' });
    const item = await drop();
    const purge = (body: Json): Promise<Answer> => admin.call('POST', `/api/metadata/trash/${item}/purge`, body);
    expect((await purge({ confirm: 'yes' })).status).toBe(422);
    expect(codes(await purge({ confirm: 'Drawer' }))).toEqual([409, 'early']);
    expect((await clerk.call('POST', `/api/metadata/trash/${item}/purge`, { confirm: 'Drawer', early: true })).status).toBe(403);
    expect((await purge({ confirm: 'Drawer', early: true })).status).toBe(204);
    expect((await purge({ confirm: 'Drawer', early: true })).status).toBe(404);
    const { rows } = await workspace.database.query({
      text: `select attname from pg_attribute where attrelid = '"${workspace.database.schema}".crm_tool'::regclass and attname = 'drawer' and not attisdropped`,
      values: [],
    });
    expect(rows).toEqual([]);
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'drawer', { field: 'text', title: 'Drawer' })]]));
    expect(await read('tool', id)).toMatchObject({ drawer: null });
  });

  test('a field that changed its kind comes back with its old values, but for those that were changed since', async () => {
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'size', { field: 'text' })]]));
    const before = (await admin.call('GET', '/api/metadata/versions')).body.data[0].version as number;
    const ids = [
      await create('tool', { name: 'A', size: 'about 12' }),
      await create('tool', { name: 'B', size: '0013' }),
      await create('tool', { name: 'C', size: '14' }),
    ];
    await apply(await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'size', { field: 'integer' })]]));
    await admin.call('PATCH', `/api/records/tool/${ids[2] ?? ''}`, { size: 15 });
    ids.push(await create('tool', { name: 'D', size: 16 }));
    const sizes = async (): Promise<unknown[]> => Promise.all(ids.map(async (id) => (await read('tool', id))['size'] as unknown));
    expect(await sizes()).toEqual([null, 13, 15, 16]);
    const back = (await admin.call('POST', '/api/metadata/rollback', { version: before })).body as Json;
    await admin.call('POST', '/api/metadata/apply', { draft: back['draft'], hash: back['plan'].hash });
    expect(await waitFor(back['draft'] as string)).toMatchObject({ state: 'applied' });
    expect(await sizes()).toEqual(['about 12', '0013', '15', '16']);
  });

  test('a search that is to look in another field finds the records that were there before', async () => {
    const id = await create('tool', { name: 'Vice', shelf: 'Zanzibar' });
    const find = async (): Promise<string[]> =>
      ((await admin.call('GET', '/api/records/tool?q=zanzi')).body.data as Json[]).map((row) => row['id'] as string);
    expect(await find()).toEqual([]);
    const content = await document('entity', 'crm.tool');
    content['search'] = [...(content['search'] as string[]), 'shelf'];
    expect(await apply(await draftOf([['entity', 'crm.tool', content]]))).toMatchObject({ state: 'applied' });
    expect(await find()).toEqual([id]);
  });

  test('two versions can be compared', async () => {
    const [{ version }] = (await admin.call('GET', '/api/metadata/versions')).body.data as [{ version: number }];
    const { body } = await admin.call('GET', `/api/metadata/versions/${version - 1}/compare/${version}`);
    expect(body.changes).toEqual([
      expect.objectContaining({ id: 'crm.tool', differences: [expect.objectContaining({ pointer: '/search/shelf', after: 'shelf' })] }),
    ]);
  });
});
