/** What scopes of a key leave of its user's rights. */
import { expect, test } from 'vitest';
import { restrictRights } from './restrict.ts';
import { fullRights, type Rights } from './rights.ts';
import type { RecordAction } from './scopes.ts';

const actions: readonly RecordAction[] = ['create', 'read', 'update', 'delete', 'export', 'import', 'merge', 'transition'];

test.each<[readonly string[], readonly RecordAction[]]>([
  [[], []],
  [['read'], ['read']],
  [['write'], ['create', 'update', 'merge', 'transition']],
  [['delete'], ['delete']],
  [['export'], ['export']],
  [['import'], ['import']],
  [['metadata', 'audits'], []],
  [['everything', 'admin', '*'], []],
])('the scopes %j permit %j of records and nothing else', (scopes, permitted) => {
  const rights = restrictRights(fullRights, scopes).entity('crm.deal');
  expect(actions.filter((action) => rights.scope(action) !== 'none').sort()).toEqual([...permitted].sort());
});

test('documents, audits and administration need scopes of their own', () => {
  for (const scope of ['read', 'write'])
    expect(restrictRights(fullRights, [scope])).toMatchObject({ admin: false, metadata: false, audits: 'none' });
  expect(restrictRights(fullRights, ['read', 'write'])).toMatchObject({ admin: true, metadata: false, audits: 'none' });
  expect(restrictRights(fullRights, ['metadata', 'audits'])).toMatchObject({ admin: false, metadata: true, audits: 'run' });
});

test('without the scope to write no field can be written', () => {
  expect(restrictRights(fullRights, ['read']).entity('crm.deal').field('name')).toBe('read');
  expect(restrictRights(fullRights, ['write']).entity('crm.deal').field('name')).toBe('write');
});

test('what is written in one status only is, without the scope to write, written in none', () => {
  const cases = [
    { role: 'crm.sales', reach: () => 'all' as const, general: 'write', cases: [{ field: 'stage', code: 'won', access: 'masked' }] },
  ] as const;
  const rights: Rights = { ...fullRights, entity: () => ({ ...fullRights.entity('crm.deal'), fieldCases: () => cases }) };
  expect(restrictRights(rights, ['write']).entity('crm.deal').fieldCases('amount')).toEqual(cases);
  expect(restrictRights(rights, ['read']).entity('crm.deal').fieldCases('amount')).toEqual([{ ...cases[0], general: 'read' }]);
});

test('the same scopes in any order are the same rights under the same key, and other ones another', () => {
  expect(restrictRights(fullRights, ['write', 'read'])).toBe(restrictRights(fullRights, ['read', 'write', 'read']));
  expect(restrictRights(fullRights, ['read']).key).not.toBe(restrictRights(fullRights, ['write']).key);
  expect(restrictRights(fullRights, ['read']).key).not.toBe(fullRights.key);
});
