/** The careful way to search a large table finds what the plain one finds. */
import { expect, test } from 'vitest';
import { learnLargeTables } from '../../server/query/large-tables.ts';
import { listRecords } from '../../server/query/list.ts';
import type { ListRequest } from '../../server/query/types.ts';
import { createAll, createEveryKind } from '../support/every-kind.ts';
import { contextOfRoles, systemOf } from '../support/test-workspace.ts';

const workspace = await createEveryKind({
  more: [
    {
      kind: 'role',
      content: {
        id: 'test.part',
        title: 'Part',
        entities: {
          '*': { read: 'all' },
          'test.place': { read: { name: { ne: 'Place 77' } }, fields: { secret: 'hidden' } },
        },
      },
    },
  ],
});
const { database } = workspace;
const contexts = { all: systemOf(workspace), part: contextOfRoles(workspace, ['test.part']) };

const places = Array.from({ length: 400 }, (_, n) => ({
  name: `Place ${n}${n % 9 === 0 ? ' mill' : ''}`,
  secret: n === 5 ? 'Treasure' : 'Sand',
}));
const ids = await createAll(workspace, 'test.place', places);
await createAll(
  workspace,
  'test.thing',
  ids.map((place, n) => ({ name: `Thing ${n}`, place })),
);

const requests: readonly ListRequest[] = [
  { limit: 30 },
  { sort: ['-name'], limit: 7, offset: 3 },
  { filter: { name: { contains: '1' } }, limit: 10 },
  { trash: true },
  { count: 'exact', limit: 5 },
];
const texts = ['place', 'place 1', 'thing 39', '7', 'mill', 'mill place 18', 'treasure', 'nowhere', 'สยาม', ''];

/** The request of a further page, which begins at a cursor. */
function restOf({ offset: _, ...rest }: ListRequest): ListRequest {
  return rest;
}

/** The first pages of a list, by its cursors. */
async function pagesOf(role: keyof typeof contexts, entity: string, request: ListRequest): Promise<unknown[]> {
  const pages: unknown[] = [];
  for (let after: string | undefined; pages.length < 3;) {
    const page = await listRecords(contexts[role], entity, {
      select: ['name'],
      ...(after === undefined ? request : { ...restOf(request), after }),
    });
    pages.push(page);
    if (page.next === null) break;
    after = page.next;
  }
  return pages;
}

test.each(['all', 'part'] as const)('in the same order, page by page, for whoever sees %s', async (role) => {
  const found = new Map<string, unknown[]>();
  for (const pages of [undefined, 0]) {
    await learnLargeTables(database, pages);
    for (const entity of ['test.place', 'test.thing']) {
      for (const [q, request] of texts.flatMap((text) => requests.map((each) => [text, each] as const))) {
        const key = `${entity} "${q}" ${JSON.stringify(request)}`;
        const answer = await pagesOf(role, entity, { ...request, q });
        if (pages === undefined) found.set(key, answer);
        else expect(answer, key).toEqual(found.get(key));
      }
    }
  }
  const lengths = [...found.values()].map((pages) => pages.length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 3]);
});
