import { describe, expect, test } from 'vitest';
import type { SourcePatch } from '../model/load.ts';
import type { DocumentSet } from '../model/types.ts';
import { applyPatches } from './patches.ts';

const content = { id: 'shop.all', title: 'All', columns: ['name', 'size'] };
const set: DocumentSet = [{ kind: 'view', pack: 'shop', file: 'shop/views/all.json', content }];
const patch = (value: object): SourcePatch => ({ pack: 'more', file: 'more/patches/x.json', content: value });
const of = { kind: 'view', of: 'shop.all' };

describe('patches', () => {
  test('change, add and take away documents of other packs, one after the other', () => {
    const { documents, errors } = applyPatches(set, [
      patch({ ...of, changes: [{ pointer: '/title', base: 'All', value: 'Everything' }] }),
      patch({ ...of, changes: [{ pointer: '/columns/size', base: 'size' }] }),
      patch({ kind: 'view', of: 'shop.new', document: { id: 'shop.new', title: 'New' } }),
      patch({ kind: 'view', of: 'shop.gone', remove: true }),
    ]);
    expect(errors).toEqual([]);
    expect(documents).toEqual([
      { ...set[0], content: { id: 'shop.all', title: 'Everything', columns: ['name'] } },
      { kind: 'view', pack: 'shop', file: 'shop/views/new.json', content: { id: 'shop.new', title: 'New' } },
    ]);
    expect(applyPatches(set, [patch({ ...of, remove: true })]).documents).toEqual([]);
  });

  test('stand where the other pack says something else by now, and both are told', () => {
    const { documents, conflicts } = applyPatches(set, [patch({ ...of, changes: [{ pointer: '/title', base: 'Old', value: 'Mine' }] })]);
    expect(documents[0]?.content).toMatchObject({ title: 'Mine' });
    expect(conflicts).toEqual([
      { kind: 'view', id: 'shop.all', pointer: '/title', base: 'Old', ours: 'Mine', theirs: 'All', taken: 'ours' },
    ]);
  });

  test.each([
    [{ ...of, of: 'shop.al', changes: [{ pointer: '/title', value: 'x' }] }, '/of', 'Did you mean "shop.all"?'],
    [{ kind: 'view', of: 'shop.new', document: { id: 'shop.other' } }, '/document/id', undefined],
    [{ ...of, changes: [{ pointer: 'title' }] }, '/changes/0/pointer', expect.stringContaining('RFC 6901') as string],
    [{ kind: 'vew', of: 'shop.all', remove: true }, '/kind', 'Did you mean "view"?'],
  ])('that are wrong are told with place and way out: %j', (wrong, pointer, hint) => {
    const { errors, documents } = applyPatches(set, [patch(wrong)]);
    expect(errors.map((error) => [error.file, error.pointer, error.hint])).toEqual([['more/patches/x.json', pointer, hint]]);
    expect(documents).toEqual(set);
  });

  test('of a document that could not be read are no second error', () => {
    const changes = [{ pointer: '/title', value: 'x' }];
    expect(applyPatches([], [patch({ ...of, changes })], new Set(['view shop.all'])).errors).toEqual([]);
  });
});
