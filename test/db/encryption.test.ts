/** Encrypted values in the database: what is stored, where it opens, and how its keys change. */
import { describe, expect, test } from 'vitest';
import type { Workspace } from '../../server/access/workspace.ts';
import { startAutomation } from '../../server/automation/start.ts';
import { connectDatabase } from '../../server/database/connect.ts';
import { demandSecret } from '../../server/database/demand-secret.ts';
import { id, sql, toStatement } from '../../server/database/sql.ts';
import type { Database } from '../../server/database/types.ts';
import { demandOpenKeys, listKeys, rewrapKeys, shortIdOf } from '../../server/encryption/key-ring.ts';
import { marker } from '../../server/encryption/marker.ts';
import { countByKey, resealColumn } from '../../server/encryption/reseal.ts';
import { rotateKeys } from '../../server/encryption/rotate.ts';
import { silentLogger, type Logger } from '../../server/kernel/logger.ts';
import { newId } from '../../server/kernel/ids.ts';
import { secretsOf } from '../../server/kernel/secrets.ts';
import { listRecords } from '../../server/query/list.ts';
import { readRows, streamRows } from '../../server/query/rows.ts';
import { openedValue } from '../../server/records/sealed-changes.ts';
import { sealedColumns } from '../../server/records/sealed-columns.ts';
import { writeRecords } from '../../server/records/write.ts';
import { encryptedPack } from '../support/encrypted-pack.ts';
import { testDatabaseUrl } from '../support/test-database.ts';
import { testSecrets } from '../support/test-secrets.ts';
import { createWorkspaceOf, systemOf } from '../support/test-workspace.ts';
import { countTables, tablesWith } from '../support/whole-schema.ts';

const workspace = await createWorkspaceOf(encryptedPack());
const { database } = workspace;
const context = systemOf(workspace);
const table = id(database.schema, 'test_person');

async function create(values: Readonly<Record<string, unknown>>, effects = false): Promise<string> {
  const [result] = await writeRecords(context, 'test.person', [{ action: 'create', values: { name: 'Somebody', ...values } }], {
    atomic: true,
    effects,
  });
  if (!result?.ok) throw new Error('The record could not be made.');
  return result.id;
}

async function change(record: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  await writeRecords(context, 'test.person', [{ action: 'update', id: record, values }], { atomic: true, effects: false });
}

async function read(record: string): Promise<Record<string, unknown> | undefined> {
  return (await readRows(context, 'test.person', { filter: { id: record } })).rows[0];
}

async function stored(record: string): Promise<Record<string, string | null>> {
  const { rows } = await database.query<Record<string, string | null>>(
    toStatement(
      sql`select ssn, ssn_digest, diagnosis, salary, born, born_digest, home, plain_note from ${table} where id = ${record}::uuid`,
    ),
  );
  return rows[0] ?? {};
}

/** The same database in another process. */
function another(secrets = testSecrets, logger: Logger = silentLogger): Database {
  return connectDatabase({ url: testDatabaseUrl(), schema: database.schema, secrets, logger, poolSize: 3 });
}

describe('what is stored', () => {
  test('is no plain text in any table, of records, history, messages, jobs, imports or metadata', async () => {
    const automation = await startAutomation({ workspace, smtpUrl: undefined, publicUrl: 'http://127.0.0.1', logger: silentLogger });
    try {
      const record = await create(
        { ssn: 'AUTOMATED-1', diagnosis: 'Xylophobia', salary: '98765.43', born: '1901-02-03', home: { city: 'Wexlow' } },
        true,
      );
      await expect.poll(async () => (await read(record))?.['plainNote'], { timeout: 20_000 }).toBe('automated');
      expect(await read(record)).toMatchObject({ diagnosis: 'AUTOMATED-1', ssn: 'AUTOMATED-1' });
      await change(record, { diagnosis: 'Zugzwangia' });
      await writeRecords(context, 'test.person', [{ action: 'delete', id: record }]);
      await writeRecords(context, 'test.person', [{ action: 'restore', id: record }]);
      expect(await tablesWith(database, ['AUTOMATED-1', 'Xylophobia', 'Zugzwangia', '98765.43', '1901-02-03', 'Wexlow'])).toEqual([
        // The condition of the automation itself names one of them.
        ...(await tablesWith(database, ['"ssn": "AUTOMATED-1"', '"ssn":"AUTOMATED-1"'])),
      ]);
      expect(await countTables(database)).toBeGreaterThan(30);
      expect(await tablesWith(database, ['automated'])).toContain(`${database.schema}.test_person`);
    } finally {
      await automation.stop();
    }
  });

  test('is another text each time, and the same digest without regard to case', async () => {
    const [one, two] = [await create({ born: '2000-01-01', ssn: 'Aé-1' }), await create({ born: '2000-01-01', ssn: 'aé-2' })];
    const [first, second] = [await stored(one), await stored(two)];
    expect(first['born']).toMatch(/^v1\.[0-9a-f]{12}\.[\w-]{40,}$/);
    expect(first['born']).not.toBe(second['born']);
    expect(first['born_digest']).toBe(second['born_digest']);
    expect(first['ssn_digest']).not.toBe(second['ssn_digest']);
  });

  test('stays the same text when something else is changed, also for the others of a batch', async () => {
    const [one, two] = [await create({ ssn: 'keep-1', salary: '1' }), await create({ ssn: 'keep-2', salary: '2' })];
    const before = [await stored(one), await stored(two)];
    await writeRecords(context, 'test.person', [
      { action: 'update', id: one, values: { plainNote: 'x', salary: '3' } },
      { action: 'update', id: two, values: { plainNote: 'y', ssn: 'keep-2' } },
    ]);
    const after = [await stored(one), await stored(two)];
    expect([after[0]?.['ssn'], after[1]?.['ssn'], after[1]?.['salary']]).toEqual([
      before[0]?.['ssn'],
      before[1]?.['ssn'],
      before[1]?.['salary'],
    ]);
    expect(after[0]?.['salary']).not.toBe(before[0]?.['salary']);
    expect(await read(two)).toMatchObject({ salary: '2', plainNote: 'y' });
  });

  test('of a user who writes like the server does stays their text', async () => {
    const sealed = (await stored(await create({ ssn: 'target-1' })))['ssn'] ?? '';
    const forged = `${marker}test_person/ssn/${newId()}/${sealed}`;
    for (const text of [sealed, 'v1.abc.def', '~~', '=', '"~', marker.slice(0, 10)]) {
      const record = await create({ plainNote: text, diagnosis: text });
      expect(await read(record)).toMatchObject({ plainNote: text, diagnosis: text });
      await change(record, { diagnosis: 'other' });
      await change(record, { diagnosis: text });
      expect(await read(record)).toMatchObject({ diagnosis: text });
    }
    // Who could guess the marker of this process would still get nothing but a value of another place: nothing.
    const record = await create({ plainNote: forged });
    expect((await read(record))?.['plainNote']).toBeNull();
  });
});

describe('an encrypted value', () => {
  test('that was moved to another record or column, altered or cut reads as null, is logged, and takes nothing else with it', async () => {
    const damaged: object[] = [];
    const watched = another(testSecrets, { ...silentLogger, error: (fields) => void damaged.push(fields) });
    const reader = { ...context, database: watched };
    try {
      const [one, two] = [await create({ ssn: 'move-1', diagnosis: 'one' }), await create({ ssn: 'move-2', diagnosis: 'two' })];
      const [first, second] = [await stored(one), await stored(two)];
      const attempts: readonly [column: string, value: string | null | undefined][] = [
        ['diagnosis', second['diagnosis']],
        ['diagnosis', first['ssn']],
        ['diagnosis', `${first['diagnosis']?.slice(0, -3)}AAA`],
        ['diagnosis', first['diagnosis']?.slice(0, -9)],
        ['diagnosis', 'v1.ffffffffffff.AAAA'],
        ['diagnosis', 'plain'],
      ];
      for (const [column, value] of attempts) {
        await database.query(toStatement(sql`update ${table} set ${id(column)} = ${value}::text where id = ${one}::uuid`));
        damaged.length = 0;
        const { rows } = await readRows(reader, 'test.person', {
          filter: { id: { in: [one, two] } },
          sort: ['ssn'].slice(1),
          select: ['ssn', 'diagnosis'],
        });
        expect(rows.map((row) => [row['ssn'], row['diagnosis']])).toEqual([
          ['move-1', null],
          ['move-2', 'two'],
        ]);
        expect(damaged).toEqual([{ table: 'test_person', column: 'diagnosis', record: one }]);
      }
      await database.query(toStatement(sql`update ${table} set diagnosis = ${second['diagnosis']}::text where id = ${one}::uuid`));
      await change(one, { plainNote: 'a change beside it' });
      expect((await stored(one))['diagnosis']).toBe(second['diagnosis']);
      await change(one, { diagnosis: 'new' });
      expect(await read(one)).toMatchObject({ diagnosis: 'new' });
    } finally {
      await watched.close();
    }
  });

  test('is kept encrypted in history, opens there for undo, and only for its own record and field', async () => {
    const [record, other] = [await create({ diagnosis: 'early' }), await create({})];
    await change(record, { diagnosis: 'late' });
    const { rows } = await database.query<{ changes: Record<string, { before: unknown; after: unknown }> }>(
      toStatement(
        sql`select changes from ${id(database.schema, 'relata_history')} where record_id = ${record}::uuid and action = 'update'`,
      ),
    );
    const entity = context.model.entities.get('test.person');
    const [diagnosis, salary] = [entity?.fields.get('diagnosis'), entity?.fields.get('salary')];
    if (!entity || !diagnosis || !salary) throw new Error('The test entity has other fields.');
    const kept = rows[0]?.changes['diagnosis'];
    expect(kept?.before).toEqual({ $encrypted: expect.stringMatching(/^v1\./) as string });
    expect(await openedValue(context, entity, diagnosis, record, kept?.before)).toBe('early');
    expect(await openedValue(context, entity, diagnosis, record, kept?.after)).toBe('late');
    expect(await openedValue(context, entity, diagnosis, other, kept?.before)).toBeNull();
    expect(await openedValue(context, entity, salary, record, kept?.before)).toBeNull();
    await rotateKeys(database, sealedColumns(database, workspace.model()), { wait: 0 });
    expect(await openedValue(context, entity, diagnosis, record, kept?.before)).toBe('early');
  });
});

describe('keys', () => {
  const columns = sealedColumns(database, workspace.model());

  test('rotate under writers of two processes: nothing is lost, and no value is left on an older key', async () => {
    const second = another();
    const elsewhere: Workspace = { ...workspace, database: second };
    const contexts = [context, systemOf(elsewhere)];
    const records = await Promise.all(
      Array.from({ length: 40 }, (_, index) => create({ ssn: `rotate-${index}`, salary: '0', diagnosis: 'stays' })),
    );
    const expected = new Map(records.map((record) => [record, 0]));
    let running = true;
    let writes = 0;
    const writer = async (who: number): Promise<void> => {
      for (let round = 1; running; round++) {
        const record = records[(round * 7 + who * 13) % records.length] ?? '';
        // Each record has one writer, who knows what it must say.
        if (records.indexOf(record) % 4 !== who) continue;
        const [result] = await writeRecords(
          contexts[who % 2] ?? context,
          'test.person',
          [{ action: 'update', id: record, values: { salary: String(round) } }],
          { atomic: true, effects: false },
        );
        if (result?.ok) expected.set(record, round);
        writes++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const writers = [0, 1, 2, 3].map(writer);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = await listKeys(database);
    // The other process is told by the passing of a minute; here somebody tells it before the rotation waits no longer.
    const learning = setTimeout(() => void second.cipher.ring.refresh(), 300);
    const rotation = await rotateKeys(database, columns, { wait: 900 });
    clearTimeout(learning);
    running = false;
    await Promise.all(writers);
    expect(writes).toBeGreaterThan(50);
    expect(rotation.done).toBeGreaterThanOrEqual(80);
    expect([...(await countByKey(database, columns)).keys()]).toEqual([shortIdOf(rotation.key)]);
    const keys = await listKeys(database);
    expect(keys).toHaveLength(before.length + 1);
    expect(keys.filter((key) => key.retiredAt === null).map((key) => key.id)).toEqual([rotation.key]);
    for (const [index, record] of records.entries())
      expect(await read(record)).toMatchObject({ ssn: `rotate-${index}`, diagnosis: 'stays', salary: String(expected.get(record)) });
    await second.close();
  });

  test('go on where a killed rotation ended, and an older process reads what a newer key wrote', async () => {
    const record = await create({ ssn: 'killed-1' });
    const old = another();
    const reader = { ...context, database: old };
    const ask = async (): Promise<unknown> =>
      (await readRows(reader, 'test.person', { filter: { id: record }, select: ['ssn'] })).rows[0]?.['ssn'];
    expect(await ask()).toBe('killed-1');
    const version = (await read(record))?.['version'];
    await expect(
      rotateKeys(database, columns, {
        wait: 0,
        progress: () => {
          throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');
    const resumed = await rotateKeys(database, columns, { wait: 0 });
    expect(resumed.resumed).toBe(true);
    expect((await stored(record))['ssn']).toContain(`.${shortIdOf(resumed.key)}.`);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await ask()).toBe('killed-1');
    expect((await read(record))?.['version']).toBe(version);
    await old.close();
  });

  test('do not open with another secret: the start is refused; rewrapped they open, and values are found again', async () => {
    const record = await create({ ssn: 'Wrapped-1' });
    await demandSecret(database);
    const [next, wrong] = [secretsOf('another secret of tests, abcdefghijklmnop'), secretsOf('a wrong secret of tests, zyxwvutsrqponml')];
    const fresh = another(next);
    try {
      await expect(demandSecret(fresh)).rejects.toThrow(/another secret/);
      await expect(demandOpenKeys(fresh)).rejects.toThrow(/do not open with this secret/);
      await expect(rewrapKeys(fresh, wrong, next)).rejects.toThrow(/Nothing was changed/);
      await demandOpenKeys(database);
      expect(await rewrapKeys(fresh, testSecrets, next)).toBe((await listKeys(database)).length);
      await demandOpenKeys(fresh);
      await fresh.cipher.ready();
      for (const column of sealedColumns(fresh, workspace.model())) await resealColumn(fresh, column, { everything: true });
      const reader = systemOf({ ...workspace, database: fresh });
      const { rows } = await readRows(reader, 'test.person', { filter: { ssn: 'wrapped-1' }, select: ['ssn'] });
      expect(rows).toMatchObject([{ id: record, ssn: 'Wrapped-1' }]);
    } finally {
      await rewrapKeys(fresh, next, testSecrets);
      for (const column of columns) await resealColumn(database, column, { everything: true });
      await fresh.close();
    }
  });
});

test('a list of 1,000 records and a stream of them bring every encrypted value opened', async () => {
  await writeRecords(
    context,
    'test.person',
    Array.from({ length: 1000 }, (_, index) => ({
      action: 'create' as const,
      values: { name: `P ${index}`, salary: String(index), plainNote: `n ${index}` },
    })),
    { effects: false },
  );
  const all = ['name', 'plainNote', 'createdAt', 'owner', 'manager', 'updatedAt', 'source'];
  const selects = [all, [...all, 'salary']];
  const times = selects.map((): number[] => []);
  for (let round = 0; round < 30; round++)
    for (const [index, select] of selects.entries()) {
      const began = performance.now();
      const page = await listRecords(context, 'test.person', { select, limit: 1000, filter: { plainNote: { startsWith: 'n' } } });
      times[index]?.push(performance.now() - began);
      expect(page.data).toContain('P 999');
    }
  // A figure for people: a machine that does other things at the same time would fail no assertion fairly.
  const [plain = 0, encrypted = 0] = times.map((each) => each.sort((one, other) => one - other)[5] ?? 0);
  process.stdout.write(`1,000 rows: ${plain.toFixed(1)} ms, with an encrypted field ${encrypted.toFixed(1)} ms\n`);
  let streamed = 0;
  for await (const rows of streamRows(context, 'test.person', { select: ['salary'], filter: { plainNote: { startsWith: 'n' } } }))
    streamed += rows.filter((row) => typeof row['salary'] === 'string').length;
  expect(streamed).toBe(1000);
});
