/** What comes with a record: every level with its own fields, filter, order and bound, and with the rights of its reader. */
import { beforeAll, describe, expect, test } from 'vitest';
import { writeRecords } from '../../server/records/write.ts';
import { readRows } from '../../server/query/rows.ts';
import type { ExpandRequest } from '../../server/query/types.ts';
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
          'test.place': { read: { name: { ne: 'Attic' } }, fields: { secret: 'masked' } },
          'test.part': { read: 'all', fields: { weight: 'hidden' } },
        },
      },
    },
    {
      kind: 'role',
      content: { id: 'test.no-parts', title: 'No parts', entities: { 'test.place': { read: 'all' }, 'test.thing': { read: 'all' } } },
    },
  ],
});
const system = systemOf(workspace);
const part = contextOfRoles(workspace, ['test.part']);
type Json = any; // eslint-disable-line @typescript-eslint/no-explicit-any -- records of every shape

beforeAll(async () => {
  const [house = ''] = await createAll(workspace, 'test.place', [{ name: 'House', secret: 'key', sort: 'red' }]);
  const [attic = '', barn = '', gone = ''] = await createAll(workspace, 'test.place', [
    { name: 'Attic', secret: 'gold', within: house, sort: 'green' },
    { name: 'Barn', secret: 'hay', within: house, sort: 'amber' },
    { name: 'Gone', within: house },
  ]);
  const [one = '', two = ''] = await createAll(workspace, 'test.thing', [
    { name: 'One', count: 1, place: attic, places: [barn, attic, house, gone], about: { entity: 'test.place', id: barn } },
    { name: 'Two', count: 2, place: barn, places: [] },
  ]);
  const parts = await createAll(
    workspace,
    'test.part',
    [5, 3, 4, 1, 2].map((weight) => ({ name: `p${weight}`, weight, made: `2026-01-0${weight}`, thing: one })),
  );
  await createAll(workspace, 'test.thing', [
    { name: 'Three', about: { entity: 'test.part', id: parts[0] }, place: barn },
    { name: 'Four', about: { entity: 'test.place', id: attic } },
  ]);
  await createAll(workspace, 'test.part', [{ name: 'q', weight: 9, thing: two }]);
  await writeRecords(system, 'test.place', [{ action: 'delete', id: gone }], { atomic: true });
  await writeRecords(system, 'test.part', [{ action: 'delete', id: parts[3] ?? '' }], { atomic: true });
});

type Expand = Record<string, ExpandRequest | true>;
async function things(expand: Expand, context = system, select: readonly string[] = ['name']): Promise<Json[]> {
  const { rows } = await readRows(context, 'test.thing', { select, expand, sort: ['id'] });
  return rows.map(({ id: _, version: __, ...row }) => row);
}
const bare = (rows: Json[]): Json[] => rows.map(({ id: _, version: __, ...row }) => row);

describe('records that point here', () => {
  test('come filtered, in order, up to a bound, and the record says where there are more', async () => {
    const [one, two, three] = await things({ parts: { select: ['name'], sort: ['-weight'], limit: 2 } });
    expect(bare(one.parts)).toEqual([{ name: 'p5' }, { name: 'p4' }]);
    expect(one._more).toEqual({ parts: true });
    expect([bare(two.parts), '_more' in two]).toEqual([[{ name: 'q' }], false]);
    expect([three.parts, '_more' in three]).toEqual([[], false]);
    const [filtered] = await things({ parts: { select: ['weight'], filter: { weight: { lt: 4 } }, sort: ['weight'] } });
    // The first is in the trash.
    expect(bare(filtered.parts)).toEqual([{ weight: 2 }, { weight: 3 }]);
    expect('_more' in filtered).toBe(false);
  });

  test('just as many as asked for are not more', async () => {
    const [one] = await things({ parts: { select: ['name'], limit: 4 } });
    expect([one.parts.length, '_more' in one]).toEqual([4, false]);
  });
});

describe('a field that is called like the name of a link', () => {
  test('stands for itself, also where a relation has more', async () => {
    const rows = await things({ about: { select: ['name', 'label'] } });
    expect(rows[2].about).toMatchObject({ entity: 'test.part', name: 'p5', label: null });
    const deep = await things({
      about: { select: ['name', 'label'], expand: { thing: { select: ['name'], expand: { parts: { limit: 1 } } } } },
    });
    expect(deep[2].about).toMatchObject({ label: null, thing: { name: 'One', label: 'One', _more: { parts: true } } });
  });
});

describe('links in a list', () => {
  test('come whole in their own order, without those in the trash', async () => {
    const [one, two] = await things({}, system, ['places']);
    expect(one.places.map(({ label }: Json) => label)).toEqual(['Barn', 'Attic', 'House']);
    expect(two.places).toEqual([]);
  });

  test('take fields, filter, order and bound', async () => {
    const [one] = await things({ places: { select: ['sort'], filter: { sort: { ne: 'amber' } }, sort: ['-name'] } });
    expect(bare(one.places)).toEqual([
      { label: 'House', sort: 'red' },
      { label: 'Attic', sort: 'green' },
    ]);
    const [cut] = await things({ places: { limit: 1, sort: ['name'] } });
    expect([cut.places[0].label, cut.places.length, cut._more]).toEqual(['Attic', 1, { places: true }]);
    const [seen] = await things({ places: { limit: 2 } }, part);
    expect([seen.places.map(({ label }: Json) => label), '_more' in seen]).toEqual([['Barn', 'House'], false]);
  });
});

describe('a link to any entity', () => {
  test('brings of each target what it has of the fields', async () => {
    const rows = await things({
      about: { select: ['name', 'sort', 'weight', 'within.name'], expand: { within: { select: ['name'] }, thing: { select: ['count'] } } },
    });
    const [one, two, three] = rows.map(({ about }) => about);
    expect(one).toMatchObject({
      entity: 'test.place',
      label: 'Barn',
      name: 'Barn',
      sort: 'amber',
      'within.name': 'House',
      within: { label: 'House', name: 'House' },
    });
    expect('weight' in one).toBe(false);
    expect(two).toBeNull();
    expect(three).toMatchObject({ entity: 'test.part', label: 'p5', weight: 5, thing: { count: 1 } });
    expect('sort' in three).toBe(false);
  });

  test('does not bring what the reader may not see', async () => {
    const rows = await things({ about: true }, part);
    expect(rows[0].about).toMatchObject({ label: 'Barn', secret: null, _masked: ['secret'] });
    expect('weight' in rows[2].about).toBe(false);
    expect(rows[3].about).toBeNull();
    await expect(things({ about: { select: ['weight'] } }, part)).rejects.toMatchObject({ errors: [{ pointer: '/expand/about/select' }] });
    await expect(things({ about: { select: ['nothing'] } })).rejects.toMatchObject({ errors: [{ pointer: '/expand/about/select' }] });
    await expect(things({ about: { expand: { nothing: true } } })).rejects.toMatchObject({
      errors: [{ pointer: '/expand/about/expand/nothing' }],
    });
  });
});

describe('four levels', () => {
  const expand: Expand = {
    place: {
      select: ['name'],
      expand: {
        within: {
          select: ['name', 'secret'],
          expand: {
            inner: { select: ['name'], sort: ['name'], limit: 1, expand: { things: { select: ['name'], sort: ['name'], limit: 1 } } },
          },
        },
      },
    },
  };

  test('come nested, each bounded by itself', async () => {
    const [one] = await things(expand);
    expect(one.place.within).toMatchObject({
      name: 'House',
      secret: 'key',
      inner: [{ name: 'Attic', things: [{ name: 'One' }] }],
      _more: { inner: true },
    });
  });

  test('hold to the rights of the reader on each', async () => {
    const [one, two] = await things(expand, part);
    expect(one.place).toBeNull();
    expect(two.place.within).toMatchObject({
      secret: null,
      _masked: ['secret'],
      inner: [{ name: 'Barn', things: [{ name: 'Three' }], _more: { things: true } }],
    });
    expect('_more' in two.place.within).toBe(false);
  });

  test('are the most', async () => {
    const five: Expand = { place: { expand: { within: { expand: { within: { expand: { within: { expand: { within: true } } } } } } } } };
    await expect(things(five)).rejects.toMatchObject({
      status: 400,
      errors: [{ pointer: '/expand/place/expand/within/expand/within/expand/within/expand' }],
    });
  });
});

describe('what cannot be done is refused with its place', () => {
  test.each<readonly [Expand, string]>([
    [{ parts: { limit: 201 } }, '/expand/parts/limit'],
    [{ places: { limit: 0 } }, '/expand/places/limit'],
    [{ place: { limit: 1 } }, '/expand/place/limit'],
    [{ place: { sort: ['name'] } }, '/expand/place/sort'],
    [{ about: { filter: {} } }, '/expand/about/filter'],
    [{ parts: { sort: ['nothing'] } }, '/expand/parts/sort'],
    [{ parts: { select: ['nothing'] } }, '/expand/parts/select'],
    [{ parts: { filter: { nothing: 1 } } }, '/expand/parts/filter/nothing'],
    [{ parts: { expand: { 'a/b': true } } }, '/expand/parts/expand/a~1b'],
    [{ name: true }, '/expand/name'],
    [{ nothing: true }, '/expand/nothing'],
  ])('%j', async (expand, pointer) => {
    await expect(things(expand)).rejects.toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  test('a relation to what the reader may not read at all is as if it were not there', async () => {
    const reader = contextOfRoles(workspace, ['test.no-parts']);
    await expect(things({ parts: true }, reader)).rejects.toThrow('Thing has no relation "parts".');
    await expect(things({ nothing: true }, reader)).rejects.toThrow('Thing has no relation "nothing".');
  });
});
