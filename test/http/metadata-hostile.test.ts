/** Changes of metadata that have to be refused, each before anything is changed: told where, what and how to mend it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draftsOf, type DraftEdit, type Json } from '../support/drafts.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { refusalsOf, stateOf, type Refusal } from '../support/untouched.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { document, withField, draftOf, planOf, apply, waitFor } = draftsOf(admin);
const { refused, untouched } = refusalsOf(admin, workspace.database);

const entityPlace = '/crm/entities/tool.json/properties';
const withProperty = async (name: string, property: Json): Promise<DraftEdit[]> => [
  ['entity', 'crm.tool', await withField('crm.tool', name, property)],
];
const entity = (id: string, properties: Json): DraftEdit[] => [['entity', id, { id, title: 'X', properties }]];
const fields = (count: number, property: Json): Json => ({
  name: { field: 'text' },
  ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, property])),
});
const view = (more: Json): DraftEdit[] => [
  ['view', 'custom.v', { id: 'custom.v', title: 'V', entity: 'crm.tool', type: 'table', columns: ['name'], ...more }],
];
const template = (more: Json): DraftEdit[] => [['template', 'custom.t', { id: 'custom.t', title: 'T', subject: 'S', body: 'B', ...more }]];

/** Demands that something at this place was refused in words that fit. */
function expectRefusal(said: readonly Refusal[], pointer: string, message: RegExp): void {
  const there = said.filter((each) => each.pointer === pointer).map((each) => each.message);
  expect({ there, said: said.slice(0, 5) }).toEqual({
    there: expect.arrayContaining([expect.stringMatching(message)]) as unknown,
    said: said.slice(0, 5),
  });
}

/** Of each group, the whole database is compared before and after. */
let before: Awaited<ReturnType<typeof stateOf>>;
beforeAll(async () => {
  before = await stateOf(workspace.database);
});
afterAll(async () => {
  expect(await stateOf(workspace.database)).toEqual(before);
});

describe('a name', () => {
  test.each([
    ['of every record', 'version', /field that every record has/],
    ['of the record’s own id', 'id', /field that every record has/],
    ['that conditions use', 'and', /reserved/],
    ['that JavaScript uses', 'constructor', /reserved/],
    ['of a method', 'toString', /reserved/],
    ['of 64 letters', 'a'.repeat(64), /cannot be a name/],
    ['with an emoji', 'price💶', /cannot be a name/],
    ['that turns the direction of text', '\u202Eeman', /cannot be a name/],
    ['that looks like another one (Cyrillic а)', 'n\u0430me', /cannot be a name/],
    ['with SQL in it', 'x"; drop table crm_tool; --', /cannot be a name/],
    ['of nothing', '', /cannot be a name/],
    ['of the column of the search box', 'searchText', /in use by the search box/],
  ])('%s', async (_, name, message) => {
    expectRefusal(await refused(await withProperty(name, { field: 'text' })), `${entityPlace}/${name}`, message);
  });

  test.each([
    ['id', { id: 'x"; drop table crm_tool; --' }, '/id', /not of the right form/],
    ['id of another field', { id: 'name' }, '/id', /belongs to the field "name"/],
    ['old name', { aliases: ['x"; drop'] }, '/aliases/0', /not of the right form/],
    ['old name that every record has', { aliases: ['owner'] }, '/aliases/0', /in use/],
    ['old name that is another field’s', { aliases: ['name'] }, '/aliases/0', /in use by the field "name"/],
  ])('code in an %s', async (_, more, at, message) => {
    expectRefusal(await refused(await withProperty('xx', { field: 'text', ...more })), `${entityPlace}/xx${at}`, message);
  });

  test.each(['crm.x"; drop', '__proto__.x', '../crm.x', 'crm.', 'CRM.Tool', 'crm.t\u0254\u0254l'])('of an entity: %s', async (id) => {
    expect((await refused(entity(id, { name: { field: 'text' } })))[0]?.message).toMatch(/not of the right form/);
  });

  test('of JavaScript’s own for a pack is a name like any other, and hurts nobody', async () => {
    const { body } = await admin.call('POST', '/api/metadata/plan', {
      draft: await draftOf(entity('constructor.prototype', { name: { field: 'text' } })),
    });
    expect(body.errors ?? []).toEqual([]);
    expect(body.steps[0].summary).toEqual(expect.any(String));
  });
});

describe('a property', () => {
  test.each<[string, Json, string, RegExp]>([
    ['SQL as the default of a number', { field: 'integer', default: 'now()' }, '/default', /no number/],
    ['SQL as the default of a date', { field: 'date', default: 'now(); drop table x' }, '/default', /no date/],
    ['an expression as a default', { field: 'text', default: { $sql: 'now()' } }, '/default', /text is wanted/],
    ['a default that no option has', { field: 'select', options: [{ value: 'a' }], default: 'b' }, '/default', /./],
    ['a kind that does not exist', { field: 'constructor' }, '/field', /no field "constructor"/],
    ['a kind out of a prototype', { field: '__proto__' }, '/field', /no field "__proto__"/],
    ['no kind', { title: 'X' }, '', /field/],
    ['$data for a limit', { field: 'text', maxLength: { $data: '1/minLength' } }, '/maxLength', /whole number/],
    ['$data for a pattern', { field: 'text', pattern: { $data: '/x' } }, '/pattern', /text stands here/],
    ['a pattern that cannot be read', { field: 'text', pattern: '(' }, '/pattern', /cannot be read/],
    ['a pattern that looks behind', { field: 'text', pattern: '(?<=a)b' }, '/pattern', /cannot be read/],
    ['a pattern with a back reference', { field: 'text', pattern: '(a)\\1' }, '/pattern', /cannot be read/],
    ['a pattern of a billion steps', { field: 'text', pattern: '((a{1000}){1000}){1000}' }, '/pattern', /cannot be read/],
    ['limits that leave nothing', { field: 'integer', minimum: 5, maximum: 1 }, '/minimum', /above the maximum/],
    ['a limit beyond all texts', { field: 'text', maxLength: 1e300 }, '/maxLength', /or less/],
    ['a million decimal places', { field: 'decimal', scale: 1e6 }, '/scale', /or less/],
    ['fewer than no decimal places', { field: 'decimal', scale: -1 }, '/scale', /or more/],
    ['an option twice', { field: 'select', options: [{ value: 'a' }, { value: 'a' }] }, '/options/1/value', /twice/],
    ['an option out of a prototype', { field: 'select', options: [{ value: '__proto__' }] }, '/options/0/value', /right form/],
    ['no options', { field: 'select', options: [] }, '/options', /At least 1/],
    ['a link to nowhere', { field: 'link', to: 'crm.nope' }, '/to', /no entity/],
    ['a link into a prototype', { field: 'link', to: '__proto__' }, '/to', /right form/],
    ['a rollup over no link', { field: 'rollup', of: 'crm.deal.accont', count: true }, '/of', /no field "accont"/],
    ['a JSON value that is to be unique', { field: 'json', unique: true }, '/unique', /cannot be unique/],
    ['a title of nothing', { field: 'text', title: '' }, '/title', /At least 1/],
    ['a title of a million letters', { field: 'text', title: 'x'.repeat(1e6) }, '/title', /At most 200/],
    ['an unknown member', { field: 'text', requierd: true }, '/requierd', /./],
  ])('with %s', async (_, property, at, message) => {
    expectRefusal(await refused(await withProperty('xx', property)), `${entityPlace}/xx${at}`, message);
  });

  test.each([
    ['NUL', 'a\0b'],
    ['half of a character', 'a\uD800b'],
  ])('with %s in its title', async (_, title) => {
    expectRefusal(await refused(await withProperty('xx', { field: 'text', title })), '/properties/xx/title', /cannot be stored/);
  });

  test('with a pattern that hangs other engines is taken, and answers at once', async () => {
    const plan = await planOf(await draftOf(await withProperty('xx', { field: 'text', pattern: '(a+)+$' })));
    expect(plan['hash']).toEqual(expect.any(String));
  });
});

describe('a formula', () => {
  test.each([
    ['of itself', 'ff + 1', /depends on itself/, ''],
    ['ten thousand brackets deep', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`, /At most 2000/, '/formula'],
    ['nine hundred brackets deep', `${'('.repeat(900)}1${')'.repeat(900)}`, /maxDepth|deep/, '/formula'],
    ['of nine hundred sums', `1${'+1'.repeat(900)}`, /nested more than 50 deep/, '/formula'],
    ['of nearly two thousand negations', `${'!'.repeat(1900)}true`, /nested more than 50 deep/, '/formula'],
    ['that calls a constructor', 'constructor.constructor("return process")()', /Unexpected|not part/, '/formula'],
    ['that reaches for a prototype', '__proto__', /Reserved/, '/formula'],
    ['that reaches into a value', 'name["x"]', /not part of the language/, '/formula'],
    ['of nothing', '', /At least 1/, '/formula'],
    ['of a field that is not there', 'nmae', /./, '/formula'],
  ])('%s', async (_, formula, message, at) => {
    expectRefusal(await refused(await withProperty('ff', { field: 'formula', formula })), `${entityPlace}/ff${at}`, message);
  });

  test('and a rollup that lead to one another', async () => {
    const said = await refused([
      ['entity', 'crm.account', await withField('crm.account', 'aa', { field: 'rollup', of: 'crm.deal.account', sum: 'bb' })],
      ['entity', 'crm.deal', await withField('crm.deal', 'bb', { field: 'formula', formula: 'account.aa + 1' })],
    ]);
    expectRefusal(said, '/crm/entities/account.json/properties/aa', /depends on itself: crm.account.aa → crm.deal.bb → crm.account.aa/);
  });
});

describe('an entity', () => {
  test.each([
    ['of two thousand fields', 2000, 'text', '/custom/entities/wide.json/properties', /At most 1000/],
    ['of more columns than a table holds', 600, 'money', '/custom/entities/wide.json/properties', /need \d+ columns/],
  ])('%s', async (_, count, kind, pointer, message) => {
    expectRefusal(await refused(entity('custom.wide', fields(count, { field: kind }))), pointer, message);
  });

  test('under the id of another one', async () => {
    const said = await refused([['entity', 'crm.tool', await document('entity', 'crm.account')]]);
    expectRefusal(said, '/crm/entities/tool.json/id', /is also in/);
  });

  test('that is empty', async () => {
    expectRefusal(await refused([['entity', 'crm.tool', {}]]), '/crm/entities/tool.json', /"title" is missing/);
  });

  test('that shows, demands and searches what it does not have', async () => {
    const said = await refused([
      ['entity', 'crm.tool', { ...(await document('entity', 'crm.tool')), required: ['nmae'], search: ['nmae'], display: 'nmae' }],
    ]);
    for (const at of ['display', 'required/0', 'search/0']) expectRefusal(said, `/crm/entities/tool.json/${at}`, /no field "nmae"/);
  });
});

describe('what is in use cannot be taken away:', () => {
  test.each<[string, () => Promise<DraftEdit[]>, string, RegExp]>([
    [
      'a field that views show',
      async () => [['entity', 'crm.tool', await withField('crm.tool', 'name', undefined)]],
      '/crm/views/tools.json/columns/0',
      /no field "name"/,
    ],
    [
      'a field that formulas read',
      async () => [['entity', 'crm.deal', await withField('crm.deal', 'amount', undefined)]],
      '/crm/entities/deal.json/properties/expected/formula',
      /no field "amount"/,
    ],
    ['an entity', async () => [['entity', 'crm.account', null]], '/crm/entities/contact.json/properties/account/to', /no entity/],
    ['the entity of users', async () => [['entity', 'system.user', null]], '/crm/roles/manager.json/entities/system.user', /no entity/],
    ['a pack', async () => [['pack', 'crm', null]], '/crm-audit/pack.json/requires/crm', /not there/],
    ['the settings', async () => [['settings', 'system.settings', null]], '/system/settings.json', /no settings/],
    ['a role', async () => [['role', 'crm.sales', null]], '/crm/pipelines/lead-pipeline.json/transitions/3/roles/1', /no role/],
    ['a pipeline', async () => [['pipeline', 'crm.sales', null]], '/crm/entities/deal.json/properties/stage/pipelines/0', /no pipeline/],
  ])('%s', async (_, edits, pointer, message) => {
    expectRefusal(await refused(await edits()), pointer, message);
  });
});

describe('a view', () => {
  test.each<[string, Json, string, RegExp]>([
    ['of no entity', { entity: 'crm.nope' }, '/entity', /no entity/],
    ['with a column out of a prototype', { columns: ['name', '__proto__'] }, '/columns/1', /right form/],
    ['with a column that is not there', { columns: ['nmae'] }, '/columns/0', /no field "nmae"/],
    ['with SQL in its sort', { sort: ['name; drop table x'] }, '/sort/0', /right form/],
    ['with SQL in its filter', { filter: { 'name" or 1=1': 1 } }, '/filter/name" or 1=1', /cannot be a name/],
    ['with an operator that does not exist', { filter: { name: { regex: '(a+)+$' } } }, '/filter/name/regex', /no operator "regex"/],
    [
      'with a condition sixty deep',
      { filter: Array.from({ length: 60 }).reduce<Json>((inner) => ({ not: inner }), { name: 'x' }) },
      `/filter${'/not'.repeat(20)}`,
      /more than 20 deep/,
    ],
  ])('%s', async (_, more, at, message) => {
    expectRefusal(await refused(view(more)), `/custom/views/v.json${at}`, message);
  });
});

describe('a template', () => {
  test.each<[string, Json, string, RegExp]>([
    ['that is a parsed program', { subject: { type: 'Program', body: [] } }, '/subject', /text stands here/],
    ['that is left open', { subject: '{{record.name' }, '/subject', /cannot be read/],
    ['that calls what is not there', { subject: '{{exec "rm"}}' }, '/subject', /unknown helper exec/],
    ['that reaches for a constructor', { body: '{{constructor.constructor}}' }, '/body', /inside the server/],
    ['that reaches for one at the root', { body: '{{@root.constructor}}' }, '/body', /inside the server/],
    ['that reaches for a prototype', { body: '{{#with record.__proto__}}x{{/with}}' }, '/body', /inside the server/],
    ['that looks something up', { body: '{{lookup record "constructor"}}' }, '/body', /unknown helper lookup/],
    ['that takes in another one', { body: '{{> x}}' }, '/body', /Partials/],
    ['that takes in itself', { body: '{{#> x}}{{> x}}{{/x}}' }, '/body', /Partials/],
    ['that decorates', { body: '{{* x}}' }, '/body', /Decorators/],
    ['of a thousand blocks', { body: '{{#if record}}'.repeat(1000) + '{{/if}}'.repeat(1000) }, '/body', /500 blocks/],
  ])('%s', async (_, more, at, message) => {
    expectRefusal(await refused(template(more)), `/custom/templates/t.json${at}`, message);
  });
});

describe('a document of another kind', () => {
  test('an automation over what is not there', async () => {
    const said = await refused([
      [
        'automation',
        'custom.a',
        {
          id: 'custom.a',
          title: 'A',
          entity: 'crm.tool',
          trigger: { on: 'update', fields: ['nmae'] },
          actions: [
            { type: 'email', template: 'crm.nope', to: [{ $record: 'owner.emial' }] },
            { type: 'create', entity: 'crm.nope', values: {} },
          ],
        },
      ],
    ]);
    expectRefusal(said, '/custom/automations/a.json/trigger/fields/0', /no field "nmae"/);
    expectRefusal(said, '/custom/automations/a.json/actions/0/template', /no template/);
    expectRefusal(said, '/custom/automations/a.json/actions/0/to/0/$record', /no field "emial"/);
    expectRefusal(said, '/custom/automations/a.json/actions/1/entity', /no entity/);
  });

  test('a role over what is not there', async () => {
    const said = await refused([
      [
        'role',
        'custom.r',
        { id: 'custom.r', title: 'R', entities: { 'crm.nope': { read: 'all' }, 'crm.tool': { read: 'all', fields: { nmae: 'hidden' } } } },
      ],
    ]);
    expectRefusal(said, '/custom/roles/r.json/entities/crm.nope', /no entity/);
    expectRefusal(said, '/custom/roles/r.json/entities/crm.tool/fields/nmae', /no field/);
  });

  test('a language and keys that lead out of their folder', async () => {
    const said = await refused([
      ['locale', 'custom.th', { id: 'custom.th', language: '../../etc/passwd', texts: { '../../x': { title: 'y' } } }],
    ]);
    expectRefusal(said, '/custom/locales/th.json/language', /right form/);
    expectRefusal(said, '/custom/locales/th.json/texts/..~1..~1x', /cannot be a name/);
  });

  test.each<[string, Json, RegExp]>([
    ['timeZone', { timeZone: "UTC'; drop table x" }, /no time zone/],
    ['baseCurrency', { baseCurrency: 'ZZZ' }, /not among the currencies/],
    ['baseCurrency', { baseCurrency: 'XXXX' }, /right form/],
    ['language', { language: '../en' }, /right form/],
  ])('settings with a wrong %s', async (name, more, message) => {
    const said = await refused([['settings', 'system.settings', { ...(await document('settings', 'system.settings')), ...more }]]);
    expectRefusal(said, `/system/settings.json/${name}`, message);
  });

  test.each(['nope', 'constructor', '__proto__', '..%2Fentity'])('a kind that does not exist: %s', async (kind) => {
    expectProblem(await admin.call('PUT', `/api/metadata/documents/${kind}/x`, {}), 404);
  });
});

describe('a body', () => {
  /** Sends bytes as they are. */
  async function send(bytes: string): Promise<{ status: number; body: string; headers: Headers }> {
    const response = await fetch(`${app.url}/api/metadata/documents/entity/crm.tool`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', Cookie: admin.cookie, 'X-Requested-With': 'relata' },
      body: bytes,
    });
    return { status: response.status, body: await response.text(), headers: response.headers };
  }
  const tool = async (): Promise<string> => JSON.stringify(await withField('crm.tool', 'xx', { field: 'text' }));

  test.each<[string, () => Promise<string>, number]>([
    ['that reaches for a prototype', async () => (await tool()).replace('"xx"', '"__proto__"'), 400],
    ['that reaches for one in a list', async () => (await tool()).replace('"xx":{', '"xx":{"__proto__":{"admin":true},'), 400],
    ['that is cut off', async () => (await tool()).slice(0, 100), 400],
    ['that is no object', () => Promise.resolve('[1,2]'), 400],
    ['that is nothing but a number', () => Promise.resolve('1'), 400],
    ['of fifty megabytes', () => Promise.resolve(`{"title":"${'x'.repeat(50_000_000)}"}`), 413],
    ['a hundred thousand levels deep', () => Promise.resolve(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 400],
  ])('%s', async (_, bytes, status) => {
    const answer = await send(await bytes());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(answer.body).not.toMatch(/node_modules|\.ts:\d/);
  });
});

describe('applying', () => {
  const anOption = async (): Promise<string> => draftOf(await withProperty('later', { field: 'text' }));

  test.each<[string, (draft: string) => Json, number[]]>([
    ['without a plan that was seen', (draft) => ({ draft }), [400, 409, 422]],
    ['with the hash of nothing', (draft) => ({ draft, hash: '0'.repeat(64) }), [409]],
    ['with an object for a hash', (draft) => ({ draft, hash: { $ne: null } }), [400, 422]],
    ['with a draft that is not there', () => ({ draft: '00000000-0000-7000-8000-000000000000', hash: 'x' }), [404, 409]],
    ['with a draft that is no id', () => ({ draft: "' or 1=1", hash: 'x' }), [400, 404, 422]],
    ['with more than it takes', (draft) => ({ draft, hash: 'x', force: true }), [400]],
  ])('%s', async (_, body, statuses) => {
    expectProblem(await admin.call('POST', '/api/metadata/apply', body(await anOption())), ...statuses);
  });

  test('by whoever may not', async () => {
    const { call } = await app.signIn(['crm.sales']);
    const draft = await anOption();
    for (const [method, path, body] of [
      ['POST', '/api/metadata/apply', { draft, hash: 'x' }],
      ['POST', '/api/metadata/plan', { draft }],
      ['POST', '/api/metadata/drafts', { title: 'X' }],
      ['PUT', '/api/metadata/documents/entity/crm.tool', {}],
      ['DELETE', '/api/metadata/documents/entity/crm.tool', undefined],
      ['GET', '/api/metadata/drafts', undefined],
      ['GET', '/api/metadata/versions', undefined],
    ] as const)
      expectProblem(await call(method, path, body), 403);
  });
});

test('a hundred refusals later the server still takes what is right, and two admins who apply at once both get their way', async () => {
  await untouched(() => Promise.resolve());
  const second = await app.signIn(['system.admin']);
  const other = draftsOf(second);
  const drafts = [
    await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'hers', { field: 'text' })]]),
    await other.draftOf([['entity', 'crm.goal', await other.withField('crm.goal', 'his', { field: 'text' })]]),
  ] as const;
  const hashes = [(await planOf(drafts[0]))['hash'], (await other.planOf(drafts[1]))['hash']];
  const answers = await Promise.all([
    admin.call('POST', '/api/metadata/apply', { draft: drafts[0], hash: hashes[0] }),
    second.call('POST', '/api/metadata/apply', { draft: drafts[1], hash: hashes[1] }),
    admin.call('POST', '/api/metadata/apply', { draft: drafts[0], hash: hashes[0] }),
  ]);
  for (const answer of answers) if (answer.status !== 202) expectProblem(answer, 409);
  const states = [await waitFor(drafts[0]), await other.waitFor(drafts[1])];
  expect(states.filter(({ state }) => state === 'applied').length).toBeGreaterThanOrEqual(1);
  // Whoever came second is told so, and plans anew on what is there now.
  for (const [index, { state }] of states.entries()) {
    if (state === 'applied') continue;
    expect(await apply(drafts[index] ?? '')).toMatchObject({ state: 'applied' });
  }
  expect((await document('entity', 'crm.tool'))['properties']).toHaveProperty('hers');
  expect((await document('entity', 'crm.goal'))['properties']).toHaveProperty('his');
  before = await stateOf(workspace.database);
});
