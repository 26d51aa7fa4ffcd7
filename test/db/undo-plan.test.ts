/** Plans of undoing: from entries to what is to be written. */
import { describe, expect, test } from 'vitest';
import { testPack } from '../support/test-workspace.ts';
import type { FieldAccess } from '../../server/access/field-cases.ts';
import { compileModel } from '../../server/model/compile.ts';
import { planUndo, type LaterEdit, type UndoEntry } from '../../server/records/undo-plan.ts';

const document = {
  id: 'test.deal',
  title: 'Deal',
  plural: 'Deals',
  display: 'name',
  properties: {
    name: { field: 'text' },
    secret: { field: 'text' },
    number: { field: 'autoNumber' },
    renamed: { field: 'text', id: 'first' },
  },
};
const entity = compileModel(testPack([{ kind: 'entity', content: document }])).entities.get('test.deal');
if (!entity) throw new Error('There is no entity.');

const entry = (action: string, changes: Record<string, [unknown, unknown]> = {}, erased = false): UndoEntry => ({
  action,
  erased,
  changes: Object.fromEntries(Object.entries(changes).map(([name, [before, after]]) => [name, { before, after }])),
});
const plan = (entries: readonly UndoEntry[], current: object, access: Record<string, FieldAccess> = {}): ReturnType<typeof planUndo> =>
  planUndo(entity, entries, current as Record<string, unknown>, (field) => access[field.name] ?? 'write');
const write = { kind: 'write', restore: false, remove: false, values: {} };

describe('undoing', () => {
  test.each<[string, readonly UndoEntry[], object, object]>([
    ['sets a field back', [entry('update', { name: ['a', 'b'] })], { name: 'b' }, { ...write, values: { name: 'a' } }],
    ['finds a renamed field by its id', [entry('update', { first: ['a', 'b'] })], { renamed: 'b' }, { ...write, values: { renamed: 'a' } }],
    ['empties what was empty', [entry('update', { name: [null, 'b'] })], { name: 'b' }, { ...write, values: { name: null } }],
    ['does nothing twice', [entry('update', { name: ['a', 'b'] })], { name: 'a' }, { kind: 'none' }],
    [
      'goes from the newest to the oldest',
      [entry('update', { name: ['b', 'c'] }), entry('update', { name: ['a', 'b'] })],
      { name: 'c' },
      { ...write, values: { name: 'a' } },
    ],
    [
      'of two does nothing twice',
      [entry('update', { name: ['b', 'c'] }), entry('update', { name: ['a', 'b'] })],
      { name: 'a' },
      { kind: 'none' },
    ],
    ['sees what changed since', [entry('update', { name: ['a', 'b'] })], { name: 'x' }, { kind: 'changed' }],
    [
      'removes what was created, whatever came then',
      [entry('update', { name: ['a', 'b'] }), entry('create', { name: [null, 'a'] })],
      { name: 'x' },
      { ...write, remove: true },
    ],
    ['leaves what was created and is gone', [entry('create', { name: [null, 'a'] })], { name: 'a', deletedAt: 't' }, { kind: 'none' }],
    ['brings back what was deleted', [entry('delete', { deletedAt: [null, 't'] })], { deletedAt: 't' }, { ...write, restore: true }],
    ['leaves what came back', [entry('delete', { deletedAt: [null, 't'] })], { deletedAt: null }, { kind: 'none' }],
    ['leaves what was deleted again', [entry('delete', { deletedAt: [null, 't'] })], { deletedAt: 'u' }, { kind: 'deleted-again' }],
    ['removes what was restored', [entry('restore', { deletedAt: ['t', null] })], { deletedAt: null }, { ...write, remove: true }],
    [
      'sets back, then removes',
      [entry('update', { name: ['a', 'b'] }), entry('restore', { deletedAt: ['t', null] })],
      { name: 'b', deletedAt: null },
      { ...write, values: { name: 'a' }, remove: true },
    ],
    [
      'restores, then sets back',
      [entry('delete', { deletedAt: [null, 't'] }), entry('update', { name: ['a', 'b'] })],
      { name: 'b', deletedAt: 't' },
      { ...write, values: { name: 'a' }, restore: true },
    ],
    [
      'passes over a field that is gone',
      [entry('update', { gone: ['a', 'b'], name: ['a', 'b'] })],
      { name: 'b' },
      { ...write, values: { name: 'a' } },
    ],
    ['knows nothing of what was erased', [entry('update', {}, true)], { name: 'b' }, { kind: 'erased' }],
    [
      'never shows what is encrypted',
      [entry('update', { name: [{ $encrypted: 'x' }, { $encrypted: 'y' }] })],
      { name: 'b' },
      { kind: 'forbidden' },
    ],
  ])('%s', (_name, entries, current, expected) => {
    expect(plan(entries, current)).toMatchObject(expected);
  });

  const edit = (changes: Record<string, [unknown, unknown]>, erased = false): LaterEdit => entry('update', changes, erased);
  const secretly = [edit({ secret: ['s', 't'] })];
  test.each<[string, readonly LaterEdit[], object, Record<string, FieldAccess>, object]>([
    [
      'keeps what somebody edited',
      [edit({ name: ['a', 'b'] })],
      { name: 'b' },
      {},
      { kind: 'changed', fields: [{ after: 'a', current: 'b' }] },
    ],
    [
      'goes by what the first edit found',
      [edit({ name: ['a', 'b'] }), edit({ name: ['b', 'c'] })],
      { name: 'c' },
      {},
      { kind: 'changed', fields: [{ after: 'a' }] },
    ],
    [
      'counts no edit that was set back',
      [edit({ name: ['a', 'b'] }), edit({ name: ['b', 'a'] })],
      { name: 'a' },
      {},
      { ...write, remove: true },
    ],
    ['counts no edit of a field that is gone', [edit({ gone: ['a', 'b'] })], { name: 'a' }, {}, { ...write, remove: true }],
    ['knows nothing of edits that were erased', [edit({}, true)], { name: 'a' }, {}, { kind: 'erased' }],
    ['shows nothing of a hidden field that was edited', secretly, { name: 'a', secret: 't' }, { secret: 'hidden' }, { kind: 'forbidden' }],
    ['shows nothing of a masked field that was edited', secretly, { name: 'a', secret: 't' }, { secret: 'masked' }, { kind: 'forbidden' }],
    ['leaves it in the trash whatever was edited', [edit({ name: ['a', 'b'] })], { name: 'b', deletedAt: 't' }, {}, { kind: 'none' }],
  ])('of what was created %s', (_name, edits, current, access, expected) => {
    const accessTo = (field: { readonly name: string }): FieldAccess => access[field.name] ?? 'write';
    expect(planUndo(entity, [entry('create', { name: [null, 'a'] })], current as Record<string, unknown>, accessTo, edits)).toMatchObject(
      expected,
    );
  });

  test.each<[FieldAccess]>([['hidden'], ['masked']])('is refused as a whole where a part of it is %s', (access) => {
    expect(plan([entry('update', { name: ['a', 'b'], secret: ['s', 't'] })], { name: 'b', secret: 't' }, { secret: access })).toEqual({
      kind: 'forbidden',
    });
  });

  test('knows nothing of an update of which nothing may be seen', () => {
    expect(plan([entry('update', { secret: ['s', 't'] })], { secret: 't' }, { secret: 'hidden' })).toEqual({ kind: 'unseen' });
  });
});
