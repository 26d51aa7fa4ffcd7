/** Encrypted fields over the API: they read and write like any other, and there is no other way to what they hold. */
import { describe, expect, test } from 'vitest';
import { encryptedPack } from '../support/encrypted-pack.ts';
import { startTestApp } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(encryptedPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

const people = '/api/records/person';
const values = {
  name: 'Ada',
  ssn: 'Secret-0001',
  diagnosis: 'Line one\nline "two" \\ ✓',
  salary: '1234.5',
  born: '1815-12-10',
  home: { line1: 'St James Square', city: 'London' },
};

describe('a record with encrypted fields', () => {
  test('is created, read, listed, expanded, changed and emptied like any other', async () => {
    const created = await admin.call('POST', people, values);
    expect(created.body.errors).toBeUndefined();
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(values);
    const where = `${people}/${created.body.id as string}`;
    expect((await admin.call('GET', where)).body).toMatchObject(values);
    expect((await admin.call('GET', `${where}?select=salary`)).body).toMatchObject({ salary: '1234.5' });
    const child = await admin.call('POST', people, { name: 'Byron', manager: created.body.id });
    const list = await admin.call(
      'GET',
      `${people}?sort=name&expand=${encodeURIComponent('{"manager":{"select":["ssn","home"]},"reports":{}}')}`,
    );
    expect(list.body.data[0].reports[0]).toMatchObject({ name: 'Byron' });
    expect(list.body.data[1].manager).toMatchObject({ ssn: 'Secret-0001', home: values.home });
    expect((await admin.call('GET', `${people}/${child.body.id as string}?select=manager.ssn`)).body).toMatchObject({
      'manager.ssn': 'Secret-0001',
    });
    const patched = await admin.call('PATCH', where, { salary: '7', diagnosis: null });
    expect(patched.body).toMatchObject({ ...values, salary: '7', diagnosis: null, version: 2 });
  });
});
