/**
 * Hidden and masked fields tell nothing: over two workspaces that differ in hidden values only, a role that may not see them gets the
 * same answers to every question that can be asked.
 */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

interface World {
  readonly reader: Call;
  readonly sales: Call;
  readonly admin: Call;
  readonly product: string;
}

/** The same records, but for what the roles may not see. */
async function createWorld(cost: number, taxNumber: string, birthday: string): Promise<World> {
  const workspace = await createTestWorkspace();
  const app = await startTestApp(workspace);
  const admin = await app.signIn(['system.admin']);
  const reader = await app.signIn(['crm.read-only']);
  const sales = await app.signIn(['crm.sales']);
  const create = async (entity: string, values: object): Promise<string> => {
    const { status, body } = await admin.call('POST', `/api/records/${entity}`, values);
    expect(status, JSON.stringify(body)).toBe(201);
    return body.id as string;
  };
  const account = await create('account', { name: 'Shared', taxNumber });
  await create('contact', { name: { given: 'Ada' }, account, birthday });
  const product = await create('product', { name: 'Engine', price: 1000, cost });
  await admin.call('PATCH', `/api/records/product/${product}`, { cost: cost + 1 });
  await create('product', { name: 'Second', price: 1000, cost: 500 });
  await create('deal', { name: 'Shared deal', amount: 1000, cost, account, product, owner: sales.id });
  await create('tool', { name: 'Tool', yearlyCost: cost });
  return { reader: reader.call, sales: sales.call, admin: admin.call, product };
}

const one = await createWorld(1, 'TAX-ONE', '1990-01-01');
const other = await createWorld(999, 'TAX-OTHER', '1971-12-31');

/** Ids, instants and what follows from them differ between any two workspaces. */
function bare(answer: Answer): unknown {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  return {
    status: answer.status,
    text: text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant')
      .replace(/"next":"[^"]*"/g, '"next":"…"'),
  };
}

const hidden: [string, string, string[]][] = [
  ['product', 'cost', ['cost.amount', 'cost.currency']],
  ['product', 'margin', []],
  ['deal', 'cost', ['product.cost', 'product.margin', 'cost.amount']],
  ['deal', 'margin', []],
  ['tool', 'yearlyCost', []],
  ['account', 'taxNumber', []],
  ['contact', 'birthday', ['account.taxNumber']],
];

/** Every question that names a path. */
function questions(entity: string, path: string): [string, string, object][] {
  const list = `/api/records/${entity}/query`;
  const sums = `/api/records/${entity}/aggregate`;
  const operators: object[] = [
    { eq: null },
    { empty: false },
    { gt: 1 },
    { gte: '1980-01-01' },
    { contains: 'ONE' },
    { in: [1, 'TAX-ONE'] },
  ];
  return [
    ...operators.map((value): [string, string, object] => ['POST', list, { filter: { [path]: value } }]),
    ['POST', list, { filter: { not: { [path]: { gt: 5 } } } }],
    ['POST', list, { filter: { name: { eq: { $field: path } } } }],
    ['POST', list, { filter: { createdAt: { gt: { $field: path } } } }],
    ['POST', list, { sort: [path] }],
    ['POST', list, { sort: [`-${path}`], limit: 1 }],
    ['POST', list, { select: [path] }],
    ['POST', list, { expand: { [path]: true } }],
    ...['sum', 'minimum', 'maximum', 'average', 'median', 'countDistinct'].map((measure): [string, string, object] => [
      'POST',
      sums,
      { measures: [{ [measure]: path }] },
    ]),
    ['POST', sums, { measures: [{ count: true }], groups: [{ field: path }] }],
    ['POST', sums, { measures: [{ count: true }], groups: [{ field: path, by: 'year' }] }],
    ['POST', sums, { measures: [{ count: true }], filter: { [path]: { gt: 5 } } }],
    ['POST', '/api/exports', { entity, filter: { [path]: { gt: 5 } } }],
    ['POST', '/api/exports', { entity, select: [path] }],
    ['POST', '/api/exports', { entity, sort: [path] }],
  ];
}

describe.each(hidden)('of %s', (entity, name, more) => {
  test.each([name, ...more])('%s tells nothing', async (path) => {
    for (const [method, where, body] of questions(entity, path)) {
      for (const role of ['reader', 'sales'] as const) {
        const answers = [await one[role](method, where, body), await other[role](method, where, body)];
        expect(bare(answers[0]!), `${role} ${where} ${JSON.stringify(body)}`).toEqual(bare(answers[1]!));
        expect(answers[0]!.status).toBeLessThan(500);
      }
    }
  });

  test('lists, records, history and the search are the same, whatever it holds', async () => {
    for (const role of ['reader', 'sales'] as const) {
      for (const body of [{}, { q: 'tax' }, { q: '999' }, { q: 'TAX-ONE' }, { expand: { account: { select: ['name'] } } }].filter(
        (request) => !('expand' in request) || entity === 'deal' || entity === 'contact',
      )) {
        const [a, b] = [
          await one[role]('POST', `/api/records/${entity}/query`, body),
          await other[role]('POST', `/api/records/${entity}/query`, body),
        ];
        expect(bare(a), `${role} ${JSON.stringify(body)}`).toEqual(bare(b));
        expect(JSON.stringify(a.body)).not.toMatch(/TAX-ONE|1990-01-01|"cost":[^n]|yearlyCost":[^n]/);
      }
      const id = async (world: World): Promise<string> =>
        ((await world[role]('GET', `/api/records/${entity}?limit=1&sort=createdAt`)).body.data[0] as { id: string } | undefined)?.id ??
        'none';
      const histories = [one, other].map(async (world) =>
        bare(await world[role]('GET', `/api/records/${entity}/${await id(world)}/history`)),
      );
      const [a, b] = await Promise.all(histories);
      expect(a).toEqual(b);
    }
  });
});

describe('what leads to hidden fields', () => {
  test('relations, expands and nested selects are refused in the words for what is not there', async () => {
    const bodies = [
      { expand: { product: { select: ['cost'] } } },
      { expand: { product: { select: ['margin'] } } },
      { expand: { account: { select: ['taxNumber'], expand: { contacts: { select: ['birthday'] } } } } },
      { filter: { 'account.taxNumber': { startsWith: 'TAX-O' } } },
      { filter: { 'product.cost': { lt: 5 } } },
      { sort: ['product.cost'] },
    ];
    for (const body of bodies) {
      for (const role of ['reader', 'sales'] as const) {
        const [a, b] = [
          await one[role]('POST', '/api/records/deal/query', body),
          await other[role]('POST', '/api/records/deal/query', body),
        ];
        expect(bare(a), JSON.stringify(body)).toEqual(bare(b));
        if (a.status !== 200) expectProblem(a, 400);
      }
    }
    const some = { filter: { deals: { some: { cost: { gt: 5 } } } } };
    expectProblem(await one.reader('POST', '/api/records/account/query', some), 400);
    expectProblem(await one.reader('POST', '/api/records/account/query', { expand: { deals: { filter: { cost: { gt: 5 } } } } }), 400);
    expectProblem(await one.reader('POST', '/api/records/account/query', { expand: { deals: { sort: ['cost'] } } }), 400);
  });

  test('the model, the OpenAPI document and the errors do not name them', async () => {
    const model = JSON.stringify(
      (await one.reader('GET', '/api/model')).body.entities.find((entity: { id: string }) => entity.id === 'crm.product'),
    );
    expect(model).not.toMatch(/"cost"|"margin"/);
    const api = (await one.reader('GET', '/api/openapi.json')).body;
    expect(JSON.stringify(api.components?.schemas ?? {})).not.toMatch(/"yearlyCost"/);
    const near = await one.reader('POST', '/api/records/product/query', { filter: { cots: 1 } });
    expectProblem(near, 400);
    expect(JSON.stringify(near.body)).not.toContain('"cost"');
    const write = await one.sales('POST', '/api/records/deal', { name: 'x', cots: 1 });
    expect(JSON.stringify(write.body)).not.toContain('"cost"');
  });

  test('a draft of the metadata and the audit of it are not for them', async () => {
    expectProblem(await one.reader('GET', '/api/metadata/documents/entity/crm.product'), 403);
  });
});
