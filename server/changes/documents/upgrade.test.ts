import { describe, expect, test } from 'vitest';
import { checkDocuments } from '../../model/check.ts';
import { loadPackFolders } from '../../model/load.ts';
import { documentFolders, type DocumentSet, type SourceDocument } from '../../model/types.ts';
import { upgradeDocuments } from './upgrade.ts';

type Content = Readonly<Record<string, unknown>>;

const system = loadPackFolders([]);

/** A pack of documents by `<kind> <name>`. */
function shop(documents: Readonly<Record<string, Content>>, pack = 'shop'): DocumentSet {
  const manifest: SourceDocument = {
    kind: 'pack',
    pack,
    file: `${pack}/pack.json`,
    content: { id: pack, version: '1.0.0', title: 'Shop' },
  };
  const own = Object.entries(documents).map(([key, content]): SourceDocument => {
    const [kind, name] = key.split(' ') as [keyof typeof documentFolders, string];
    return {
      kind,
      pack,
      file: `${pack}/${documentFolders[kind]}/${name}.json`,
      content: { id: `${pack}.${name}`, title: name, ...content },
    };
  });
  return [...(pack === 'shop' ? system : []), manifest, ...own];
}

const entity = (properties: Content, more: Content = {}): Content => ({ plural: 'Things', display: 'name', properties, ...more });
const name = { field: 'text' };
const table = (...columns: string[]): Content => ({ entity: 'shop.thing', type: 'table', columns });
const contentOf = (set: DocumentSet, id: string): unknown => set.find(({ content }) => (content as Content)['id'] === id)?.content;
const told = (conflicts: ReturnType<typeof upgradeDocuments>['conflicts']): string[] =>
  conflicts.map(({ id, pointer, taken }) => `${id}${pointer} ${taken}`);

describe('an upgrade', () => {
  test('keeps a field that the pack gave up and that we show, in its place', () => {
    const base = shop({ 'entity thing': entity({ name, fax: { field: 'phone' }, size: { field: 'integer' } }) });
    const ours = [...base, ...shop({ 'view mine': table('name', 'fax') }, 'custom')];
    const { documents, conflicts } = upgradeDocuments(base, ours, shop({ 'entity thing': entity({ name, size: { field: 'integer' } }) }));
    expect(Object.keys((contentOf(documents, 'shop.thing') as { properties: object }).properties)).toEqual(['name', 'fax', 'size']);
    expect(told(conflicts)).toEqual(['shop.thing/properties/fax ours']);
    expect(conflicts[0]).toMatchObject({ base: { field: 'phone' }, ours: { field: 'phone' }, theirs: undefined });
    expect(checkDocuments(documents)).toEqual([]);
  });

  test('keeps an option and a whole document that we use', () => {
    const options = (...codes: string[]): Content => ({ field: 'select', options: codes.map((value) => ({ value })) });
    const base = shop({
      'entity thing': entity({ name, size: options('s', 'm') }),
      'entity box': entity({ name }),
      'view boxes': { entity: 'shop.box', type: 'table', columns: ['name'] },
    });
    const mine = shop(
      { 'view small': { ...table('name'), filter: { size: 's' } }, 'entity lid': entity({ name, box: { field: 'link', to: 'shop.box' } }) },
      'custom',
    );
    const { documents, conflicts } = upgradeDocuments(
      base,
      [...base, ...mine],
      shop({ 'entity thing': entity({ name, size: options('m') }) }),
    );
    expect(told(conflicts).sort()).toEqual(['shop.box ours', 'shop.thing/properties/size/options/s ours']);
    expect(contentOf(documents, 'shop.boxes')).toBeUndefined();
    expect(checkDocuments(documents)).toEqual([]);
  });

  test('leaves out what the newer pack says of a field that we took away', () => {
    const base = shop({ 'entity thing': entity({ name, fax: { field: 'phone' } }), 'view all': table('name') });
    const ours = shop({ 'entity thing': entity({ name }), 'view all': table('name') });
    const newer = shop({
      'entity thing': entity({ name, fax: { field: 'phone', title: 'Telefax' } }, { search: ['name', 'fax'] }),
      'view all': table('name', 'fax'),
      'view faxed': { ...table('name'), filter: { fax: { empty: false } } },
      'form thing': {
        entity: 'shop.thing',
        sections: [
          { title: 'All', fields: ['name'] },
          { title: 'Fax', fields: ['fax'] },
        ],
      },
    });
    const { documents, conflicts } = upgradeDocuments(base, ours, newer);
    expect(told(conflicts).sort()).toEqual([
      'shop.all/columns/fax ours',
      'shop.faxed ours',
      'shop.thing/properties/fax ours',
      'shop.thing/search/fax ours',
      'shop.thing/sections/Fax ours',
    ]);
    expect(contentOf(documents, 'shop.all')).toMatchObject({ columns: ['name'] });
    expect(checkDocuments(documents)).toEqual([]);
  });

  test('goes on with the old name of a field that the pack renamed, for our documents and for scripts', () => {
    const base = shop({ 'entity thing': entity({ name, size: { field: 'integer' } }) });
    const ours = [...base, ...shop({ 'view mine': { ...table('name', 'size'), filter: { size: { gt: 3 } } } }, 'custom')];
    const { documents, conflicts } = upgradeDocuments(
      base,
      ours,
      shop({ 'entity thing': entity({ name, width: { id: 'size', field: 'integer' } }) }),
    );
    expect(contentOf(documents, 'shop.thing')).toMatchObject({ properties: { width: { id: 'size', aliases: ['size'] } } });
    expect([conflicts, checkDocuments(documents)]).toEqual([[], []]);
  });

  test('keeps the kind of a field on which our board stands', () => {
    const kind = (field: string): Content => (field === 'select' ? { field, options: [{ value: 'a' }] } : { field });
    const base = shop({ 'entity thing': entity({ name, size: kind('select') }) });
    const ours = [...base, ...shop({ 'view board': { entity: 'shop.thing', type: 'board', group: 'size' } }, 'custom')];
    const { documents, conflicts } = upgradeDocuments(base, ours, shop({ 'entity thing': entity({ name, size: kind('longText') }) }));
    expect(contentOf(documents, 'shop.thing')).toMatchObject({ properties: { size: { field: 'select' } } });
    expect([told(conflicts), checkDocuments(documents)]).toEqual([['shop.thing/properties/size ours'], []]);
  });
});
