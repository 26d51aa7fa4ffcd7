/** Cursors: page by page, in any order and of any size, every record comes once, as it does in one long page. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readRows } from '../../server/query/rows.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles, systemOf } from '../support/test-workspace.ts';
import { createRandom } from '../support/random.ts';

const workspace = await createEveryKind();
const system = systemOf(workspace);
const random = createRandom(20261128);
const oneOf = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
const records = 60;

beforeAll(async () => {
  const pick = <T>(values: readonly T[]): T | undefined => (random() < 0.25 ? undefined : values[Math.floor(random() * values.length)]);
  const places = await createAll(
    workspace,
    'test.place',
    ['Attic', 'attic', 'Ångström', 'بام', 'หลังคา', 'Zoo', undefined].map((name) => ({ name })),
  );
  const texts = ['a', 'A', 'ä', 'b', 'B', 'z', 'Z', 'ก', 'ข', 'ا', '', '1', '10', '2', 'a b', 'ab'];
  // prettier-ignore
  const made = Array.from({ length: records }, () => ({
    name: pick(texts), count: pick([-1, 0, 1, 2]), weight: pick(['-0.5', '0', '0.001', '10', '9']),
    price: pick(['1', '2', { amount: '1', currency: 'USD' }, '-3']), share: pick(['0', '50', '100']), whole: pick([true, false]),
    day: pick(['2026-01-01', '1999-12-31', '2026-01-02']), moment: pick(['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00Z', '1970-01-01T00:00:00Z']),
    span: pick(['PT1S', 'PT0S', 'P1D']), colour: pick(['green', 'amber', 'red']), stage: oneOf(['new', 'doing', 'done']),
    place: pick(places), about: pick(places.map((id) => ({ entity: 'test.place', id }))), stars: pick([1, 2, 5]), person: pick(['Ada Lovelace', 'ada lovelace', 'Bo']), link: pick(['https://a.example', 'https://b.example']),
  }));
  await createAll(workspace, 'system.exchange-rate', [{ currency: 'USD', date: '1999-01-01', rate: '2' }]);
  const things = await createAll(workspace, 'test.thing', made);
  await createAll(
    workspace,
    'test.part',
    Array.from({ length: 40 }, () => ({ weight: pick([1, 2]), made: pick(['2026-05-01', '2026-05-02']), thing: pick(things) })),
  );
});

/** All pages of a list, one after the other. */
async function walk(sort: readonly string[], size: number, context = system): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await readRows(context, 'test.thing', { sort, select: ['id'], limit: size, ...(after === undefined ? {} : { after }) });
    expect(page.rows.length).toBeLessThanOrEqual(size);
    found.push(...page.rows.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after !== undefined && found.length <= records);
  return found;
}

async function whole(sort: readonly string[], context = system): Promise<string[]> {
  const { rows } = await readRows(context, 'test.thing', { sort, select: ['id'], limit: 1000 });
  return rows.map(({ id }) => id);
}

// prettier-ignore
const sortable = [
  'id', 'name', 'count', 'weight', 'price', 'price.amount', 'price.currency', 'share', 'whole', 'day', 'moment', 'span', 'colour', 'stage', 'stage.probability', 'stage.kind',
  'place', 'place.name', 'stars', 'number', 'person', 'person.family', 'link', 'double', 'deadline', 'title', 'late', 'partCount', 'partWeight', 'lastPart', 'createdAt', 'owner', 'about.id', 'about.entity',
];

describe.each(sortable)('sorted by %s', (name) => {
  test.each([name, `-${name}`])('%s: every record comes once, whatever the size of a page', async (sort) => {
    const all = await whole([sort]);
    expect(new Set(all).size).toBe(records);
    for (const size of [1 + (sort.length % 7), 7]) expect(await walk([sort], size)).toEqual(all);
  });
});

describe('every size of a page from 1 to 7', () => {
  test.each([[['-price']], [['place', '-day']], [['-whole', 'stage', 'name', '-partCount']], [['stars', '-stars']], [[]]])(
    '%j',
    async (sort) => {
      const all = await whole(sort);
      for (let size = 1; size <= 7; size++) expect(await walk(sort, size)).toEqual(all);
    },
  );
});

test('what is empty comes last in both directions', async () => {
  for (const sort of ['day', '-day']) {
    const { rows } = await readRows(system, 'test.thing', { sort: [sort], select: ['day'], limit: 1000 });
    const days = rows.map(({ day }) => day);
    expect(days.slice(days.indexOf(null)).every((day) => day === null)).toBe(true);
  }
});

test('a cursor of one order is refused in another, and so is one of another direction', async () => {
  const { next } = await readRows(system, 'test.thing', { sort: ['name'], limit: 1 });
  const after = next ?? '';
  for (const sort of [['-name'], ['count'], []])
    await expect(readRows(system, 'test.thing', { sort, after, limit: 1 })).rejects.toMatchObject({ code: 'cursor' });
});

test('a reader who sees some places only gets every record, too', async () => {
  const reader = contextOfRoles(workspace, ['system.admin'], { language: 'fa' });
  expect(await walk(['-place'], 3, reader)).toEqual(await whole(['-place'], reader));
});
