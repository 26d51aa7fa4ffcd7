/** A workspace that began with an older version of the pack gets the present one: nothing that an admin made is lost, and no value. */
import { describe, expect, test } from 'vitest';
import { synchronise } from '../../server/packs/synchronise.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { customise } from '../support/customise.ts';
import { beginWith, packFolder, type Json, type Upgradable } from '../support/upgrades.ts';

const replacements = { 'crm.deal.stage': { demo: 'engaging' } };

/** What somebody writes into what is there, and how it is to read in the end. */
interface Filled {
  readonly deals: readonly string[];
  readonly account: string;
  readonly lead: string;
  readonly tool: string;
  readonly visit: string;
}

async function fill(at: Upgradable, version: string): Promise<Filled> {
  const first = version === '0.1.0';
  const account = await at.create('account', {
    name: 'Aurora',
    website: 'https://aurora.example',
    ...(version === '0.3.0' ? {} : { fax: '+49 30 901820' }),
  });
  const source = (text: string, code: string): Json => (version === '0.3.0' ? { leadSource: code } : { origin: first ? text : code });
  const note = version === '0.3.0' ? {} : { forecastNote: 'Likely' };
  const deals = [
    await at.create('deal', {
      name: 'Lamps',
      account,
      stage: first ? 'demo' : 'engaging',
      amount: '1250.5',
      ...source('Website', 'website'),
      ...note,
      openedOn: '2026-01-05',
      priority: 'high',
    }),
    await at.create('deal', {
      name: 'Masts',
      account,
      stage: 'proposal',
      amount: '80',
      ...source('A pigeon', 'other'),
      nextStep: 'Call them',
      priority: 'low',
    }),
  ];
  const lead = await at.create('lead', {
    name: { full: 'Ada Byron' },
    budget: '1500',
    industry: version === '0.3.0' ? 'finance' : 'Finance and insurance',
  });
  const tool = await at.create('tool', { name: 'Ledger', yearlyCost: '99.5', status: 'in-use', purpose: 'Counts' });
  await customise(at);
  deals.push(await at.create('deal', { name: 'Held', account, stage: 'on-hold', warehouse: 'North', priority: 'someday', amount: '7' }));
  const visit = await at.create('custom.visit', { name: 'First', sale: deals[2] });
  // A field that the admin takes away, and that the newer pack changes and uses.
  const form = await at.document('form', 'crm.deal-form');
  for (const section of form['sections'] as Json[])
    section['fields'] = (section['fields'] as unknown[]).filter((field) => field !== 'nextStep');
  const mine = await at.document('view', 'crm.my-deals');
  const deal = await at.document('entity', 'crm.deal');
  Reflect.deleteProperty(deal['properties'] as object, 'nextStep');
  await at.change([
    ['form', 'crm.deal-form', form],
    ['view', 'crm.my-deals', { ...mine, columns: (mine['columns'] as string[]).filter((name) => name !== 'nextStep') }],
    ['entity', 'crm.deal', deal],
  ]);
  return { deals, account, lead, tool, visit };
}

async function expectCustomised(at: Upgradable, fax: boolean): Promise<void> {
  const deal = await at.document('entity', 'crm.deal');
  const { properties } = deal as { properties: Json };
  expect(deal['title']).toBe('Sale');
  expect(properties).toMatchObject({
    warehouse: { field: 'text', title: 'Warehouse', maxLength: 50 },
    amount: { field: 'money', title: 'Worth' },
  });
  expect(properties).not.toHaveProperty('nextStep');
  expect((properties['priority']['options'] as Json[]).map((option) => [option['value'], option['title']])).toEqual([
    ['low', 'Low'],
    ['normal', 'Normal'],
    ['high', 'On fire'],
    ['someday', 'Some day'],
  ]);
  expect(await at.document('view', 'crm.deals')).toMatchObject({
    title: 'Our sales',
    columns: ['name', { field: 'warehouse', width: 140 }, 'account', 'stage', 'amount', 'closeDate', 'product'],
  });
  const pipeline = await at.document('pipeline', 'crm.sales');
  expect((pipeline['statuses'] as Json[]).map((status) => `${status['code']} ${status['title']} ${status['probability']}`).sort()).toEqual([
    'engaging Engaging 25',
    'lost Lost 0',
    'negotiation Negotiation 75',
    'on-hold On hold 5',
    'proposal Proposal 55',
    'prospecting Prospecting 10',
    'won Won 100',
  ]);
  expect((pipeline['transitions'] as Json[])[0]).toMatchObject({
    to: expect.arrayContaining(['prospecting', 'engaging', 'proposal', 'negotiation', 'on-hold']) as string[],
  });
  const sales = await at.document('role', 'crm.sales');
  expect(sales['entities']).toMatchObject({ 'crm.deal': { read: 'all', delete: 'own', export: true }, 'crm.consent': { create: true } });
  const call = await at.document('automation', 'crm.task-new-lead');
  expect([call['enabled'], call['actions'][0].values.dueAt]).toEqual([false, { $now: 'P1D' }]);
  const form = await at.document('form', 'crm.deal-form');
  const sections = form['sections'] as { title: string; fields: unknown[] }[];
  expect(sections.map((section) => section.title)).toEqual(['Sale', 'Times', 'Result', 'Origin', 'Profit', 'Figures', 'Notes']);
  expect(sections[0]?.fields).toContain('warehouse');
  expect(JSON.stringify(form)).not.toContain('"nextStep"');
  expect(await at.document('view', 'custom.faxes')).toMatchObject({ columns: fax ? ['name', 'fax'] : ['name'] });
  expect((await at.document('pack', 'crm'))['navigation'].at(-1)).toMatchObject({ title: 'Ours' });
  expect((await at.document('entity', 'crm.account'))['properties'].fax).toEqual(fax ? { field: 'phone', title: 'Fax' } : undefined);
}

/** An amount in the base currency: what was a plain number before. */
const dollars = (amount: string): Json => ({ amount, currency: 'USD' });

async function expectValues(at: Upgradable, { deals, account, lead, tool, visit }: Filled, version: string): Promise<void> {
  const [lamps, masts, held] = await Promise.all(deals.map((id) => at.read('deal', id)));
  expect(lamps).toMatchObject({
    name: 'Lamps',
    stage: 'engaging',
    amount: dollars('1250.5'),
    leadSource: 'website',
    openedOn: '2026-01-05',
    priority: 'high',
  });
  expect(masts).toMatchObject({
    stage: 'proposal',
    amount: dollars('80'),
    leadSource: version === '0.1.0' ? null : 'other',
    priority: 'low',
  });
  expect(held).toMatchObject({ stage: 'on-hold', warehouse: 'North', priority: 'someday', amount: dollars('7') });
  expect(await at.read('account', account)).toMatchObject({
    website: 'https://aurora.example/',
    ...(version === '0.3.0' ? {} : { fax: '+4930901820' }),
  });
  expect(await at.read('lead', lead)).toMatchObject({ budget: dollars('1500'), industry: 'finance' });
  expect(await at.read('tool', tool)).toMatchObject({ yearlyCost: dollars('99.5'), status: 'in-use', purpose: 'Counts' });
  expect(await at.read('custom.visit', visit)).toMatchObject({ name: 'First', sale: { id: deals[2] } });
}

/** What is no longer in the model comes back whole, and what could not be brought over is listed with what it was. */
async function expectKept(at: Upgradable, { deals }: Filled, version: string): Promise<void> {
  if (version === '0.1.0') {
    const drafts = (await at.call('GET', '/api/metadata/drafts')).body.data as Json[];
    const lists = await Promise.all(drafts.map((draft) => at.call('GET', `/api/metadata/drafts/${draft['id'] as string}/unconverted`)));
    const unconverted = lists.flatMap((answer) => answer.body.data as Json[]);
    expect(unconverted).toContainEqual(expect.objectContaining({ entity: 'crm.deal', record: deals[1], value: 'A pigeon' }));
  }
  for (const field of version === '0.3.0' ? ['nextStep'] : ['nextStep', 'forecastNote']) {
    const trash = (await at.call('GET', '/api/metadata/trash')).body.data as Json[];
    const item = trash.find((each) => each['kind'] === 'field' && each['field'] === field);
    const { body } = await at.call('POST', `/api/metadata/trash/${String(item?.['id'])}/restore`);
    await at.apply(body.draft as string);
  }
  expect(await at.read('deal', deals[1] ?? '')).toMatchObject({ nextStep: 'Call them' });
  if (version !== '0.3.0') expect(await at.read('deal', deals[0] ?? '')).toMatchObject({ forecastNote: 'Likely' });
}

const direct = { '0.1.0': await beginWith('0.1.0'), '0.2.0': await beginWith('0.2.0'), '0.3.0': await beginWith('0.3.0') };
const stepwise = await beginWith('0.1.0');
const edited = await beginWith('0.2.0');
const upgraded = new Map<string, { number: number; documents: Readonly<Record<string, unknown>>; filled: Filled }>();

describe.each(Object.entries(direct))('from %s to the present pack', (version, at) => {
  test('no customization is lost, no value, and the end is valid and without drift', async () => {
    const filled = await fill(at, version);
    const number = await at.upgrade('now', version === '0.1.0' ? replacements : undefined);
    upgraded.set(version, { number, documents: await at.documents(), filled });
    expect(await at.faults()).toEqual([]);
    await expectCustomised(at, version !== '0.3.0');
    await expectValues(at, filled, version);
    const again = await synchronise(at.workspace.database, [packFolder('now')], silentLogger);
    expect([again.changed, again.errors, again.waiting]).toEqual([false, [], []]);
  });
});

test('step by step from version to version ends with the same documents as all at once', async () => {
  const filled = await fill(stepwise, '0.1.0');
  for (const version of ['0.2.0', '0.3.0', 'now']) {
    await stepwise.upgrade(version, version === '0.2.0' ? replacements : undefined);
    expect([version, await stepwise.faults()]).toEqual([version, []]);
  }
  // To the letter: the order of properties and options is what people see.
  expect(JSON.stringify(await stepwise.documents())).toBe(JSON.stringify(upgraded.get('0.1.0')?.documents));
  await expectCustomised(stepwise, true);
  await expectValues(stepwise, filled, '0.1.0');
});

describe('conflicts', () => {
  const of = async (at: Upgradable, number: number): Promise<Json[]> =>
    (await at.call('GET', `/api/metadata/versions/${number}/conflicts`)).body.data as Json[];
  const placed = (conflicts: readonly Json[]): string[] =>
    conflicts
      .map((each) => `${each['kind'] as string} ${each['id'] as string}${each['pointer'] as string} ${each['taken'] as string}`)
      .sort();

  test('are told with both sides and the base, and with whose word stands', async () => {
    const { number = 0 } = upgraded.get('0.1.0') ?? {};
    const conflicts = await of(direct['0.1.0'], number);
    expect(placed(conflicts)).toMatchInlineSnapshot(`
      [
        "entity crm.account/properties/fax ours",
        "entity crm.deal/properties/leadSource/maxLength theirs",
        "entity crm.deal/properties/nextStep ours",
        "entity crm.deal/properties/priority/options/high/title ours",
        "entity crm.deal/title ours",
        "pipeline crm.sales/statuses/proposal/probability ours",
        "role crm.sales/entities/crm.deal/read ours",
        "view crm.deals/title ours",
        "view crm.my-deals/columns/nextStep ours",
      ]
    `);
    expect(conflicts).toContainEqual({
      kind: 'entity',
      id: 'crm.deal',
      pointer: '/properties/priority/options/high/title',
      base: 'Hot',
      ours: 'On fire',
      theirs: 'High',
      taken: 'ours',
      present: 'On fire',
    });
    const removed = conflicts.find((each) => each['pointer'] === '/properties/nextStep');
    expect(removed).toMatchObject({ base: { field: 'longText' }, theirs: { field: 'text', maxLength: 200 } });
    expect(removed).not.toHaveProperty('ours');
    expect(conflicts.find((each) => each['pointer'] === '/properties/fax')).not.toHaveProperty('theirs');
  });

  test('can be seen in the draft before anything is applied, and by nobody without the right', async () => {
    const at = direct['0.1.0'];
    const drafts = (await at.call('GET', '/api/metadata/drafts')).body.data as Json[];
    const draft = drafts.find((each) => each['version'] === upgraded.get('0.1.0')?.number);
    const { body } = await at.call('GET', `/api/metadata/drafts/${draft?.['id'] as string}`);
    expect(placed(body.conflicts as Json[])).toContain('view crm.deals/title ours');
    const clerk = await at.signIn(['crm.read-only']);
    expect((await clerk('GET', '/api/metadata/versions/1/conflicts')).status).toBe(403);
    expect((await clerk('POST', '/api/metadata/versions/1/conflicts/resolve', {})).status).toBe(403);
  });

  test("give way to the pack's word by a draft like any other", async () => {
    const at = direct['0.1.0'];
    const where = `/api/metadata/versions/${upgraded.get('0.1.0')?.number ?? 0}/conflicts/resolve`;
    const places = [
      { kind: 'entity', id: 'crm.deal', pointer: '/properties/priority/options/high/title' },
      { kind: 'view', id: 'crm.deals', pointer: '/title' },
    ];
    const { status, body } = await at.call('POST', where, { take: 'theirs', places });
    expect([status, body.plan.findings, body.plan.documents.map((each: Json) => each['id'] as string)]).toEqual([
      201,
      [],
      ['crm.deal', 'crm.deals'],
    ]);
    await at.apply(body.draft as string);
    expect((await at.document('view', 'crm.deals'))['title']).toBe('All deals');
    const deal = await at.document('entity', 'crm.deal');
    expect([deal['title'], deal['properties'].priority.options[2].title]).toEqual(['Sale', 'High']);
    expect((await at.call('POST', where, { places })).status).toBe(400);
    const back = await at.call('POST', where, { take: 'ours', places });
    await at.apply(back.body.draft as string);
    expect((await at.document('view', 'crm.deals'))['title']).toBe('Our sales');
  });

  test.each([
    [{ take: 'mine' }, '/take'],
    [{ places: 'all' }, '/places'],
    [{ places: [{ kind: 'view' }] }, '/places'],
    [{ places: [{ kind: 'view', id: 'crm.deals', pointer: '/columns' }] }, '/places/0'],
    [{ take: 'theirs', more: 1 }, '/more'],
  ])('that are wrongly asked for are refused: %j', async (body, pointer) => {
    const where = `/api/metadata/versions/${upgraded.get('0.1.0')?.number ?? 0}/conflicts/resolve`;
    const answer = await direct['0.1.0'].call('POST', where, body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  test('of a version that is not there are not found', async () => {
    const { call } = direct['0.1.0'];
    expect((await call('GET', '/api/metadata/versions/999/conflicts')).status).toBe(404);
    expect((await call('GET', '/api/metadata/versions/x/conflicts')).status).toBe(404);
    expect((await call('POST', '/api/metadata/versions/999/conflicts/resolve', {})).status).toBe(404);
  });
});

test("a draft of files that an admin edits is the admin's: the next start leaves it alone, and it still brings the files along", async () => {
  const { database } = edited.workspace;
  const start = (): Promise<{ changed: boolean; waiting: readonly string[] }> => synchronise(database, [packFolder('now')], silentLogger);
  const list = async (): Promise<Json[]> => (await edited.call('GET', '/api/metadata/drafts')).body.data as Json[];
  expect((await start()).changed).toBe(false);
  const id = (await list())[0]?.['id'] as string;
  const where = `/api/metadata/documents/view/crm.deals?draft=${id}`;
  const { body } = await edited.call('GET', where);
  await edited.call('PUT', where, { ...body.content, title: 'Looked over' });
  expect((await start()).changed).toBe(false);
  expect(
    (await list()).filter((draft) => draft['state'] === 'draft').map((draft) => [draft['id'] === id, draft['author'] === null]),
  ).toEqual(
    expect.arrayContaining([
      [true, false],
      [false, true],
    ]),
  );
  await edited.apply(id);
  expect((await edited.document('view', 'crm.deals'))['title']).toBe('Looked over');
  const last = await start();
  expect([last.changed, last.waiting]).toEqual([false, []]);
});

test('what lies in the trash since an upgrade comes back with its values', async () => {
  for (const [version, at] of Object.entries(direct)) {
    const { filled } = upgraded.get(version) ?? {};
    if (filled) await expectKept(at, filled, version);
  }
});
