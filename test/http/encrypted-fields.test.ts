/** Encrypted fields over the API: they read and write like any other, and there is no other way to what they hold. */
import { describe, expect, test } from 'vitest';
import { encryptedPack } from '../support/encrypted-pack.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createWorkspaceOf } from '../support/test-workspace.ts';
import { tablesWith } from '../support/whole-schema.ts';

const workspace = await createWorkspaceOf(encryptedPack());
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const veiled = await app.signIn(['test.masking']);

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

/** @returns the id */
async function make(more: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body } = await admin.call('POST', people, { name: 'Somebody', ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id as string;
}

const filtered = (filter: unknown, call = admin.call): Promise<Answer> =>
  call('GET', `${people}?filter=${encodeURIComponent(JSON.stringify(filter))}&sort=createdAt`);
const names = ({ body }: Answer): unknown => (body.data as { name: string }[]).map((row) => row.name);

describe('what can be asked', () => {
  test('is equality, where there is a blind index, without regard to case; and emptiness', async () => {
    await make({ name: 'One', ssn: 'Ask-É-1', born: '1990-05-05', diagnosis: 'x' });
    await make({ name: 'Two', ssn: 'ask-2', born: '1990-05-05' });
    expect(names(await filtered({ ssn: 'ASK-é-1' }))).toEqual(['One']);
    expect(names(await filtered({ ssn: { in: ['ask-2', 'ask-é-1', 'ask-3'] } }))).toEqual(['One', 'Two']);
    expect(names(await filtered({ born: '1990-05-05', ssn: { ne: 'ask-2' } }))).toEqual(['One']);
    expect(names(await filtered({ born: '1990-05-05', diagnosis: { empty: true } }))).toEqual(['Two']);
    expect(names(await filtered({ name: 'Two', manager: null, 'manager.ssn': { empty: true } }))).toEqual(['Two']);
  });

  test.each<[string, () => Promise<Answer>]>([
    ['part of a text', () => filtered({ ssn: { contains: 'a' } })],
    ['an order', () => filtered({ born: { lt: '2000-01-01' } })],
    ['equality without a blind index', () => filtered({ diagnosis: 'x' })],
    ['a part of a composite value', () => filtered({ 'home.city': 'London' })],
    ['another field', () => filtered({ ssn: { $field: 'born' } })],
    ['the moment', () => filtered({ born: { $now: 'P0D' } })],
    ['a period', () => filtered({ born: { within: 'today' } })],
    ['a sort', () => admin.call('GET', `${people}?sort=ssn`)],
    ['a sort over a link', () => admin.call('GET', `${people}?sort=manager.salary`)],
    ['a group', () => admin.call('POST', `${people}/aggregate`, { groups: [{ field: 'ssn' }], measures: [{ count: true }] })],
    ['a sum', () => admin.call('POST', `${people}/aggregate`, { measures: [{ sum: 'salary' }] })],
    ['a count of different values', () => admin.call('POST', `${people}/aggregate`, { measures: [{ countDistinct: 'ssn' }] })],
    ['a least value', () => admin.call('POST', `${people}/aggregate`, { measures: [{ minimum: 'born' }] })],
    ['a value that is none', () => filtered({ born: 'yesterday-ish' })],
  ])('%s is refused with 400', async (_name, ask) => {
    const { status, body } = await ask();
    expect([status, body.errors?.length]).toEqual([400, 1]);
  });

  test('is not what the search box looks in', async () => {
    await make({ name: 'Searched', ssn: 'needle-77', diagnosis: 'needle-77' });
    expect((await admin.call('GET', `${people}?q=needle-77`)).body.data).toEqual([]);
    expect(names(await admin.call('GET', `${people}?q=searched`))).toEqual(['Searched']);
  });

  test('is told to the browser: no sorts, no filters, and that the field is encrypted', async () => {
    const { body } = await admin.call('GET', '/api/model');
    const entity = body.entities.find((each: { id: string }) => each.id === 'test.person');
    const field = (name: string): unknown => entity.fields.find((each: { name: string }) => each.name === name);
    expect(field('ssn')).toMatchObject({
      encrypted: true,
      sortable: false,
      operators: ['eq', 'ne', 'in', 'nin', 'empty'],
      kind: 'text',
      limits: {},
    });
    expect(field('diagnosis')).toMatchObject({ encrypted: true, sortable: false, operators: ['empty'] });
    expect(field('name')).not.toHaveProperty('encrypted');
  });

  test('is refused to whom the field is masked or hidden, who see nothing of it anywhere', async () => {
    const id = await make({ name: 'Veiled', ssn: 'veiled-1', diagnosis: 'veiled-2' });
    const seen = await veiled.call('GET', `${people}/${id}`);
    expect(seen.body).toMatchObject({ ssn: null, _masked: ['ssn'] });
    expect(seen.body).not.toHaveProperty('diagnosis');
    for (const name of ['ssn', 'diagnosis']) expect((await filtered({ [name]: { empty: false } }, veiled.call)).status).toBe(400);
    expect(JSON.stringify((await veiled.call('GET', `${people}/${id}/history`)).body)).not.toMatch(/veiled-|encrypted|diagnosis/);
    const { body } = await veiled.call('POST', '/api/exports', { entity: 'test.person', format: 'jsonl' });
    expect(body).not.toMatch(/veiled-[12]|v1\./);
  });
});

describe('what is wrong', () => {
  test('with a value is said without the value, and a value twice without the other record', async () => {
    await make({ ssn: 'twice-1' });
    const double = await admin.call('POST', people, { name: 'Double', ssn: 'TWICE-1' });
    expect(double.status).toBe(409);
    expect(double.body.errors[0]).toMatchObject({ pointer: '/ssn', code: 'unique' });
    const wrong = await admin.call('POST', people, { name: 'Wrong', born: 'not-a-day-9', salary: 'a lot-9' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['/born', '/salary']);
    expect(JSON.stringify(wrong.body)).not.toMatch(/not-a-day|a lot/);
  });

  test('with an import leaves no value in the database; what is right is imported, matched and exported', async () => {
    const file =
      'Name,SSN,Born,Diagnosis\nImp One,imp-1,1950-01-01,"first, line"\nImp Two,imp-2,1850-13-77,bad day\nImp Three,imp-1,1951-01-01,again\n';
    const map = { match: 'ssn', columns: { Name: 'name', SSN: 'ssn', Born: 'born', Diagnosis: 'diagnosis' } };
    const form = new FormData();
    form.set('entity', 'test.person');
    form.set('mode', 'run');
    form.set('map', JSON.stringify(map));
    form.set('file', new Blob([file]), 'rows.csv');
    const started = await admin.call('POST', '/api/imports', form);
    expect(started.status, JSON.stringify(started.body)).toBe(202);
    const state = async (): Promise<Answer> => admin.call('GET', `/api/imports/${started.body.id as string}`);
    await expect.poll(async () => (await state()).body.state as string).not.toBe('running');
    expect((await state()).body).toMatchObject({ state: 'done', failed: 1 });
    expect((await filtered({ ssn: 'IMP-1' })).body.data).toMatchObject([{ name: 'Imp Three', born: '1951-01-01', diagnosis: 'again' }]);
    const { body } = await admin.call('POST', '/api/exports', {
      entity: 'test.person',
      filter: { ssn: 'imp-1' },
      select: ['ssn', 'born'],
      format: 'csv',
    });
    expect(body).toContain('imp-1,1951-01-01');
    await admin.call('POST', people, { name: 'Kept', ssn: 'kept-key-1', born: 'never-kept-2' }, { 'Idempotency-Key': 'a' });
    await admin.call(
      'POST',
      `${people}/bulk`,
      { operations: [{ action: 'create', values: { name: 'K', born: 'never-kept-3' } }] },
      { 'Idempotency-Key': 'b' },
    );
    expect(
      await tablesWith(workspace.database, ['imp-1', 'imp-2', '1951-01-01', '1850-13-77', 'bad day', 'kept-key-1', 'never-kept']),
    ).toEqual([]);
  });
});

test('a record is found or made by a value that has a blind index, and by no other encrypted one', async () => {
  const made = await admin.call('PUT', `${people}?match=ssn`, { name: 'Upserted', ssn: 'Up-1', salary: '1' });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const again = await admin.call('PUT', `${people}?match=ssn`, { name: 'Upserted anew', ssn: 'UP-1' });
  expect([again.status, again.body.id, again.body.salary, again.body.ssn]).toEqual([200, made.body.id, '1', 'UP-1']);
  expect((await admin.call('PUT', `${people}?match=salary`, { name: 'X', salary: '1' })).status).toBe(400);
  const children = await admin.call('POST', people, { name: 'Parent', reports: [{ name: 'Child', ssn: 'child-1' }] });
  expect(children.status, JSON.stringify(children.body)).toBe(201);
  expect(names(await filtered({ ssn: 'child-1' }))).toEqual(['Child']);
});

test('history says that a value changed, not what it was', async () => {
  const id = await make({ name: 'Past', ssn: 'past-1' });
  await admin.call('PATCH', `${people}/${id}`, { ssn: null, diagnosis: 'd' });
  const { body } = await admin.call('GET', `${people}/${id}/history`);
  expect(body.data[0].changes).toEqual(
    expect.arrayContaining([
      { field: 'ssn', title: 'Social security number', before: '•••', after: null, masked: true },
      { field: 'diagnosis', title: 'Diagnosis', before: null, after: '•••', masked: true },
    ]),
  );
  expect(JSON.stringify(body)).not.toMatch(/past-1|encrypted|v1\./);
});

describe('the past of encrypted fields', () => {
  test('is undone and read as it was, and shown in no history', async () => {
    const { body } = await admin.call('POST', people, { name: 'Past', ssn: 'Secret-0100', salary: '10' });
    const where = `${people}/${body.id as string}`;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await admin.call('PATCH', where, { ssn: 'Secret-0200', salary: '20' });
    const past = await admin.call('GET', `${where}?at=${encodeURIComponent(body.updatedAt as string)}`);
    expect(past.body).toMatchObject({ ssn: 'Secret-0100', salary: '10', version: 1 });
    const history = await admin.call('GET', `${where}/history`);
    expect(JSON.stringify(history.body)).not.toContain('Secret');
    const entry = history.body.data[0].id as string;
    expect((await admin.call('POST', `${where}/undo`, { entry })).body).toMatchObject({ ssn: 'Secret-0100', salary: '10', version: 3 });
    await admin.call('PATCH', where, { ssn: 'Secret-0300' });
    const refused = await admin.call('POST', `${where}/undo`, { entry });
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).not.toContain('Secret');
  });
});
