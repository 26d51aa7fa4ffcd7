import { describe, expect, test } from 'vitest';
import { mergeDocuments } from './merge.ts';

const base = {
  id: 'shop.order',
  title: 'Order',
  properties: { name: { field: 'text', title: 'Name' }, day: { field: 'date' } },
  required: ['name'],
  statuses: [
    { code: 'open', title: 'Open' },
    { code: 'done', title: 'Done' },
  ],
};
const change = (edit: (document: typeof base & Record<string, never>) => void): typeof base => {
  const copy = structuredClone(base);
  edit(copy as typeof base & Record<string, never>);
  return copy;
};

describe('two changes of one document', () => {
  test('both arrive when they touch different members, fields and list elements', () => {
    const ours = change((document) => {
      Object.assign(document.properties, { colour: { field: 'colour' } });
      document.statuses[0] = { code: 'open', title: 'Begun' };
    });
    const theirs = change((document) => {
      document.properties.name.title = 'Full name';
      document.statuses.push({ code: 'lost', title: 'Lost' });
      document.required.push('day');
    });
    const { value, conflicts } = mergeDocuments(base, ours, theirs);
    expect(conflicts).toEqual([]);
    expect(value).toEqual({
      ...base,
      properties: { name: { field: 'text', title: 'Full name' }, day: { field: 'date' }, colour: { field: 'colour' } },
      required: ['name', 'day'],
      statuses: [
        { code: 'open', title: 'Begun' },
        { code: 'done', title: 'Done' },
        { code: 'lost', title: 'Lost' },
      ],
    });
  });

  test('what one side took out and the other left alone is gone', () => {
    const ours = change((document) => Reflect.deleteProperty(document.properties, 'day'));
    const theirs = change((document) => (document.title = 'Purchase'));
    expect(mergeDocuments(base, ours, theirs)).toMatchObject({ value: { title: 'Purchase', properties: { name: {} } }, conflicts: [] });
    expect(mergeDocuments(base, ours, theirs).value).not.toHaveProperty('properties.day');
  });

  test('the same place changed in two ways keeps our word and tells both', () => {
    const ours = change((document) => (document.title = 'Commande'));
    const theirs = change((document) => (document.title = 'Purchase'));
    expect(mergeDocuments(base, ours, theirs)).toEqual({
      value: ours,
      conflicts: [{ pointer: '/title', base: 'Order', ours: 'Commande', theirs: 'Purchase', taken: 'ours' }],
    });
  });

  test('what we took out and they changed stays out, and is told', () => {
    const ours = change((document) => Reflect.deleteProperty(document.properties, 'name'));
    const theirs = change((document) => (document.properties.name.title = 'Full name'));
    const { value, conflicts } = mergeDocuments(base, ours, theirs);
    expect(value).not.toHaveProperty('properties.name');
    expect(conflicts.map(({ pointer, ours: mine }) => [pointer, mine])).toEqual([['/properties/name', undefined]]);
  });

  test('our order stands where we changed it, theirs otherwise; new elements keep their neighbours', () => {
    const list = (...items: string[]): { items: string[] } => ({ items });
    expect(mergeDocuments(list('a', 'b', 'c'), list('c', 'a', 'b'), list('a', 'x', 'b', 'c')).value).toEqual(list('c', 'a', 'x', 'b'));
    expect(mergeDocuments(list('a', 'b', 'c'), list('a', 'b', 'y', 'c'), list('c', 'b', 'a')).value).toEqual(list('c', 'b', 'y', 'a'));
  });

  test('an untouched document follows the other side, also when that is gone', () => {
    expect(mergeDocuments(base, base, undefined)).toEqual({ value: undefined, conflicts: [] });
    expect(mergeDocuments(undefined, undefined, base)).toEqual({ value: base, conflicts: [] });
    expect(mergeDocuments(base, undefined, base)).toEqual({ value: undefined, conflicts: [] });
  });

  describe('of a property', () => {
    const property = (definition: Record<string, unknown>, name = 'day'): unknown => ({
      properties: { name: { field: 'text' }, [name]: definition },
    });

    test('meet under its id, whatever each calls it', () => {
      const { value, conflicts } = mergeDocuments(
        property({ field: 'date' }),
        property({ field: 'date', title: 'Our day' }),
        property({ id: 'day', field: 'date', index: true }, 'orderedOn'),
      );
      expect([value, conflicts]).toEqual([property({ id: 'day', field: 'date', title: 'Our day', index: true }, 'orderedOn'), []]);
      const back = mergeDocuments(
        property({ id: 'day', field: 'date' }, 'old'),
        property({ id: 'day', field: 'date' }, 'mine'),
        property({ field: 'date' }),
      );
      expect(back.value).toEqual(property({ id: 'day', field: 'date' }, 'mine'));
      expect(back.conflicts.map(({ pointer }) => pointer)).toEqual(['/properties/mine']);
    });

    test('that the pack gives a name which one of ours has keeps its own name', () => {
      const { value, conflicts } = mergeDocuments(
        { properties: { day: { field: 'date' } } },
        { properties: { day: { field: 'date' }, orderedOn: { field: 'text' } } },
        { properties: { orderedOn: { id: 'day', field: 'date', index: true } } },
      );
      expect(value).toEqual({ properties: { day: { id: 'day', field: 'date', index: true }, orderedOn: { field: 'text' } } });
      expect(conflicts.map(({ pointer, taken }) => [pointer, taken])).toEqual([['/properties/day', 'ours']]);
    });

    test('of which one side changed the kind never mix two kinds; what gives way is told', () => {
      const { value, conflicts } = mergeDocuments(
        property({ field: 'text', maxLength: 50 }),
        property({ field: 'text', maxLength: 80, title: 'Ours' }),
        property({ field: 'select', options: [{ value: 'a' }] }),
      );
      expect(value).toEqual(property({ field: 'select', options: [{ value: 'a' }], title: 'Ours' }));
      expect(conflicts).toEqual([{ pointer: '/properties/day/maxLength', base: 50, ours: 80, theirs: undefined, taken: 'theirs' }]);
      const mine = mergeDocuments(
        property({ field: 'select', options: [{ value: 'a' }] }),
        property({ field: 'text', maxLength: 80 }),
        property({ field: 'select', options: [{ value: 'a' }, { value: 'b' }], title: 'Theirs' }),
      );
      expect(mine.value).toEqual(property({ field: 'text', maxLength: 80, title: 'Theirs' }));
      expect(mine.conflicts.map(({ pointer, taken }) => [pointer, taken])).toEqual([['/properties/day/options', 'ours']]);
    });
  });

  test('an element that is known by its title alone stays itself when it gets another', () => {
    const form = (...sections: [string, ...string[]][]): unknown => ({
      sections: sections.map(([title, ...fields]) => ({ title, fields })),
    });
    const { value, conflicts } = mergeDocuments(
      form(['Sale', 'a', 'b'], ['Dates', 'c', 'd']),
      form(['Verkauf', 'a', 'b', 'x'], ['Dates', 'c', 'd']),
      form(['Sale', 'a', 'b', 'y'], ['Times', 'c', 'd', 'e']),
    );
    expect([value, conflicts]).toEqual([form(['Verkauf', 'a', 'b', 'x', 'y'], ['Times', 'c', 'd', 'e']), []]);
  });
});
