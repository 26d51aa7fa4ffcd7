import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeRoot } from '../../kernel/config.ts';
import { loadPackFolders } from '../../model/load.ts';
import { applyChanges, changesBetween } from './patch.ts';

const before = {
  title: 'Deal',
  properties: { name: { field: 'text' }, size: { field: 'integer' }, day: { field: 'date' } },
  columns: ['name', 'size', 'day'],
  filter: { and: [{ size: 1 }, { size: 2 }] },
};

describe('changes', () => {
  test('name places by identity, with what was there and what shall be, and say where new things stand', () => {
    const after = {
      title: 'Sale',
      properties: { name: { field: 'text' }, shop: { field: 'text' }, width: { field: 'integer', id: 'size', title: 'Width' } },
      columns: [{ field: 'day', width: 10 }, 'name', 'shop'],
      filter: { and: [{ size: 1 }] },
    };
    expect(changesBetween(before, after)).toEqual([
      { pointer: '/title', base: 'Deal', value: 'Sale' },
      { pointer: '/properties/size', rename: 'width' },
      { pointer: '/properties/day', base: { field: 'date' } },
      { pointer: '/properties/width/id', value: 'size' },
      { pointer: '/properties/width/title', value: 'Width' },
      { pointer: '/properties/shop', value: { field: 'text' }, after: 'name' },
      { pointer: '/columns/size', base: 'size' },
      { pointer: '/columns/day', base: 'day', value: { field: 'day', width: 10 } },
      { pointer: '/columns/shop', value: 'shop', after: 'name' },
      { pointer: '/columns', order: ['day', 'name', 'shop'] },
      { pointer: '/filter/and', base: [{ size: 1 }, { size: 2 }], value: [{ size: 1 }] },
    ]);
    expect(JSON.stringify(applyChanges(before, changesBetween(before, after)))).toBe(JSON.stringify({ content: after, conflicts: [] }));
  });

  test('stand on a newer form, and tell where it says something else by now', () => {
    const changes = changesBetween(before, { ...before, title: 'Sale', columns: ['name', 'shop', 'size'] });
    const newer = { ...before, title: 'Purchase', columns: ['owner', 'name', 'day', 'size'] };
    const { content, conflicts } = applyChanges(newer, changes);
    expect(content).toMatchObject({ title: 'Sale', columns: ['owner', 'name', 'shop', 'size'] });
    expect(conflicts).toEqual([{ pointer: '/title', base: 'Deal', ours: 'Sale', theirs: 'Purchase', taken: 'ours' }]);
    const { filter: _gone, ...without } = before;
    expect(applyChanges(without, [{ pointer: '/filter/and', base: [], value: [1] }])).toEqual({
      content: without,
      conflicts: [{ pointer: '/filter/and', base: [], ours: [1], theirs: undefined, taken: 'theirs' }],
    });
  });

  test('make of any document of a pack any other of its kind, to the letter', () => {
    const documents = loadPackFolders([path.join(codeRoot, 'metadata/crm')]);
    for (const one of documents)
      for (const other of documents.filter(({ kind }) => kind === one.kind).slice(0, 6)) {
        const changes = JSON.parse(JSON.stringify(changesBetween(one.content, other.content))) as ReturnType<typeof changesBetween>;
        const { content, conflicts } = applyChanges(one.content, changes);
        expect([one.file, other.file, conflicts, JSON.stringify(content)]).toEqual([
          one.file,
          other.file,
          [],
          JSON.stringify(other.content),
        ]);
      }
  });
});
