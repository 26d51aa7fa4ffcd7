/** Fields that become links, links that become something else, and the way back. */
import { expect, test } from 'vitest';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { draftOf, apply, planOf, withField } = draftsOf(admin);

const create = async (entity: string, values: Json): Promise<string> =>
  (await admin.call('POST', `/api/records/${entity}`, values)).body.id as string;
const read = async (id: string): Promise<Json> => (await admin.call('GET', `/api/records/tool/${id}`)).body as Json;
const change = (id: string, values: Json) => admin.call('PATCH', `/api/records/tool/${id}`, values);
const draftWith = async (name: string, property: Json): Promise<string> =>
  draftOf([['entity', 'crm.tool', await withField('crm.tool', name, property)]]);
const become = async (name: string, property: Json): Promise<void> => {
  expect(await apply(await draftWith(name, property))).toMatchObject({ state: 'applied', error: null });
};
const idsOf = (values: unknown): string[] => (values as { id: string }[]).map(({ id }) => id).toSorted();

const aurora = await create('account', { name: 'Aurora' });
const borealis = await create('account', { name: 'Borealis' });
await create('account', { name: 'Twin' });
await create('account', { name: 'Twin' });
const gone = await create('account', { name: 'Gone' });
await admin.call('DELETE', `/api/records/account/${gone}`);

test('names become links to the records that are called so; what nobody or several are called is listed, and stays', async () => {
  await become('keeper', { field: 'text' });
  const found = await create('tool', { name: 'Hammer', keeper: ' aurora ' });
  const twice = await create('tool', { name: 'Saw', keeper: 'Twin' });
  const unknown = await create('tool', { name: 'Plane', keeper: 'Nobody' });
  const deleted = await create('tool', { name: 'File', keeper: 'Gone' });
  const empty = await create('tool', { name: 'Vice' });
  const draft = await draftWith('keeper', { field: 'link', to: 'crm.account' });
  const [finding, ...others] = (await planOf(draft))['findings'] as Json[];
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'warns', records: 3 });
  expect((finding?.['sample'] as string[]).toSorted()).toEqual([twice, unknown, deleted].toSorted());
  expect(await apply(draft)).toMatchObject({ state: 'applied' });
  expect((await read(found))['keeper']).toMatchObject({ id: aurora });
  for (const id of [twice, unknown, deleted, empty]) expect((await read(id))['keeper']).toBeNull();
  const listed = (await admin.call('GET', `/api/metadata/drafts/${draft}/unconverted`)).body.data as Json[];
  expect(listed.map(({ record, value }) => [record, value]).toSorted()).toEqual(
    [
      [twice, 'Twin'],
      [unknown, 'Nobody'],
      [deleted, 'Gone'],
    ].toSorted(),
  );
  // The way back has what could not become a link, and the name of what was linked since.
  await change(empty, { keeper: borealis });
  await become('keeper', { field: 'text' });
  expect([(await read(found))['keeper'], (await read(twice))['keeper'], (await read(empty))['keeper']]).toEqual([
    ' aurora '.trim(),
    'Twin',
    'Borealis',
  ]);
});

test('a link becomes links of one, and links one where there is only one; more are listed and come back', async () => {
  await become('owners', { field: 'link', to: 'crm.account' });
  const one = await create('tool', { name: 'Drill', owners: aurora });
  const none = await create('tool', { name: 'Bit' });
  await become('owners', { field: 'links', to: 'crm.account' });
  expect(idsOf((await read(one))['owners'])).toEqual([aurora]);
  expect(idsOf((await read(none))['owners'])).toEqual([]);
  await change(one, { owners: [aurora, borealis] });
  await change(none, { owners: [borealis] });
  const found = (
    await admin.call('GET', `/api/records/tool?filter=${encodeURIComponent(JSON.stringify({ owners: { some: { name: 'Borealis' } } }))}`)
  ).body.data as Json[];
  expect(idsOf(found)).toEqual([one, none].toSorted());
  const draft = await draftWith('owners', { field: 'link', to: 'crm.account' });
  expect((await planOf(draft))['findings']).toEqual([expect.objectContaining({ severity: 'warns', records: 1, sample: [one] })]);
  expect(await apply(draft)).toMatchObject({ state: 'applied' });
  expect((await read(none))['owners']).toMatchObject({ id: borealis });
  await become('owners', { field: 'links', to: 'crm.account' });
  expect(idsOf((await read(one))['owners'])).toEqual([aurora, borealis].toSorted());
});

test('links become the names of what they lead to, and names separated by commas become links', async () => {
  await become('users', { field: 'links', to: 'crm.account' });
  const both = await create('tool', { name: 'Lamp', users: [aurora, borealis] });
  await become('users', { field: 'text' });
  const { users } = await read(both);
  expect((users as string).split('; ').toSorted()).toEqual(['Aurora', 'Borealis']);
  const typed = await create('tool', { name: 'Torch', users: 'Borealis, Aurora' });
  await become('users', { field: 'links', to: 'crm.account' });
  expect(idsOf((await read(typed))['users'])).toEqual([aurora, borealis].toSorted());
  expect(idsOf((await read(both))['users'])).toEqual([aurora, borealis].toSorted());
});

test('a text that becomes a unique number is blocked by texts that are the same number', async () => {
  await become('code', { field: 'text' });
  const samples = [await create('tool', { name: 'A', code: '7' }), await create('tool', { name: 'B', code: '07' })];
  const draft = await draftWith('code', { field: 'integer', unique: true });
  expect((await planOf(draft))['findings']).toEqual([
    expect.objectContaining({ severity: 'blocks', sample: expect.arrayContaining([expect.toBeOneOf(samples)]) }),
  ]);
  await change(samples[1] ?? '', { code: '8' });
  await become('code', { field: 'integer', unique: true });
  expect((await admin.call('POST', '/api/records/tool', { name: 'C', code: 8 })).status).toBe(409);
});

test('what cannot be brought over is refused, with a way round', async () => {
  await become('place', { field: 'text' });
  const draft = await draftWith('place', { field: 'linkAny', to: ['crm.account', 'crm.contact'] });
  const [finding] = (await planOf(draft))['findings'] as Json[];
  expect(finding).toMatchObject({ severity: 'blocks', target: 'field crm.tool.place' });
  expect(finding?.['fix']).toMatch(/\S/u);
});

test('links that are set while their field changes are kept', async () => {
  await become('seen', { field: 'text' });
  const operations = Array.from({ length: 3000 }, (_, index) => ({
    action: 'create',
    values: { name: `Item ${index}`, seen: index % 2 === 0 ? 'Aurora' : 'Borealis' },
  }));
  const { body } = await admin.call('POST', '/api/records/tool/bulk', { operations });
  const ids = (body.results as Json[]).map((result) => result['id'] as string);
  const written = new Map<string, string>();
  let going = true;
  const refused: number[] = [];
  const writer = (async () => {
    for (let round = 0; going; round++) {
      const id = ids[(round * 37) % ids.length] ?? '';
      const name = round % 3 === 0 ? 'Aurora' : 'Borealis';
      const asText = await change(id, { seen: name });
      // After the switch a name is no longer a link.
      const answer = asText.status === 200 ? asText : await change(id, { seen: [name === 'Aurora' ? aurora : borealis] });
      if (answer.status === 200) written.set(id, name === 'Aurora' ? aurora : borealis);
      else refused.push(answer.status);
    }
  })();
  const ended = await apply(await draftWith('seen', { field: 'links', to: 'crm.account' }));
  going = false;
  await writer;
  expect(refused).toEqual([]);
  expect(ended).toMatchObject({ state: 'applied' });
  const wrong: string[] = [];
  for (let offset = 0; offset < ids.length; offset += 1000) {
    const filter = encodeURIComponent('{"name":{"startsWith":"Item "}}');
    const page = await admin.call(
      'GET',
      `/api/records/tool?select=id,name,seen&limit=1000&offset=${offset}&sort=createdAt&filter=${filter}`,
    );
    for (const row of page.body.data as Json[]) {
      const expected = written.get(row['id'] as string) ?? (Number((row['name'] as string).slice(5)) % 2 === 0 ? aurora : borealis);
      if (idsOf(row['seen']).join() !== expected) wrong.push(row['id'] as string);
    }
  }
  expect(wrong).toEqual([]);
});
