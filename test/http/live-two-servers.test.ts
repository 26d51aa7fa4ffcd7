/** Live events of two servers on one database: everybody hears what anybody writes, once, as far as they may see it, and misses nothing while away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { connectDatabase } from '../../server/database/connect.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { newId } from '../../server/kernel/ids.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { channelOf } from '../../server/live/notices.ts';
import { readCursor } from '../../server/live/cursor.ts';
import { startLive } from '../../server/live/live.ts';
import { writeRecords } from '../../server/records/write.ts';
import { startTestApp } from '../support/test-app.ts';
import { testSecrets } from '../support/test-secrets.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const one = await createTestWorkspace(10);
const { schema } = one.database;
const statements: string[] = [];
const connected = connectDatabase({
  url: one.database.url,
  schema,
  secrets: testSecrets,
  poolSize: 10,
  applicationName: 'relata test two',
});
// The second server says which statements it runs.
const database: typeof connected = {
  ...connected,
  query: (statement) => {
    statements.push(statement.text);
    return connected.query(statement);
  },
};
const two = createWorkspace({
  name: 'two',
  database,
  model: one.model(),
  version: one.version(),
  clock: systemClock,
  logger: silentLogger,
});
const first = await startTestApp(one);
const second = await startTestApp(two);
afterAll(() => connected.close());
const admin = await first.signIn(['system.admin']);
const sales = await first.signIn(['crm.sales']);

interface Told {
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly id: string;
}

/** A reader of events, as browsers are. */
interface Reader {
  readonly told: Told[];
  /** What a browser would send as `Last-Event-ID`. */
  last(): string;
  /** Waits until an event of this record and action was told. */
  wait(id: string, action?: string): Promise<Told>;
  of(id: string): string[];
  close(): void;
}

async function listen(url: string, cookie: string, last = ''): Promise<Reader> {
  const ending = new AbortController();
  const response = await fetch(`${url}/api/events`, {
    headers: { Cookie: cookie, ...(last === '' ? {} : { 'Last-Event-ID': last }) },
    signal: ending.signal,
  });
  expect(response.status).toBe(200);
  const told: Told[] = [];
  let lastId = last;
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const member = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        lastId = member('id') ?? lastId;
        const data = member('data');
        if (data !== undefined)
          told.push({ event: member('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown>, id: member('id') ?? '' });
      }
    }
  };
  void read().catch(() => undefined);
  const reader: Reader = {
    told,
    last: () => lastId,
    of: (id) => told.filter(({ data }) => data['id'] === id).map(({ data }) => `${String(data['action'])} ${String(data['version'])}`),
    async wait(id, action = 'create') {
      for (let attempt = 0; attempt < 2000; attempt++) {
        const found = told.find(({ data }) => data['id'] === id && data['action'] === action);
        if (found) return found;
        await sleep(10);
      }
      throw new Error(`Nobody was told of the ${action} of ${id}.`);
    },
    close: () => ending.abort(),
  };
  for (let attempt = 0; attempt < 2000 && reader.last() === ''; attempt++) await sleep(10);
  return reader;
}

const create = async (name: string, app = first): Promise<string> => {
  const [result] = await writeRecords(
    systemContext(app === first ? one : two, 'api'),
    'crm.account',
    [{ action: 'create', values: { name } }],
    { atomic: true },
  );
  if (!result?.ok) throw new Error('Not written.');
  return result.id;
};
const rename = (id: string, name: string): Promise<unknown> =>
  writeRecords(systemContext(one, 'api'), 'crm.account', [{ action: 'update', id, values: { name } }], { atomic: true });

describe('who listens at either server', () => {
  test('hears what is written at either, each version once', async () => {
    const readers = [await listen(first.url, admin.cookie), await listen(second.url, admin.cookie)];
    const here = await create('Here');
    const there = await create('There', second);
    await rename(here, 'Here again');
    for (const reader of readers) {
      await reader.wait(here, 'update');
      await reader.wait(there);
    }
    await sleep(1200);
    for (const reader of readers) {
      expect(reader.of(here)).toEqual(['create 1', 'update 2']);
      expect(reader.of(there)).toEqual(['create 1']);
      expect(reader.told.find(({ data }) => data['id'] === there)?.data).toEqual({
        entity: 'crm.account',
        id: there,
        action: 'create',
        version: 1,
      });
      reader.close();
    }
  });

  test('hears of what others write while a transaction is open elsewhere, when that has ended, in its place', async () => {
    const reader = await listen(second.url, admin.cookie);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let written: () => void = () => undefined;
    const wrote = new Promise<void>((resolve) => (written = resolve));
    const slowId = newId();
    const slow = one.database.tx(async (tx) => {
      await tx.query({
        text: `insert into "${schema}".relata_history (id, at, entity, record_id, action, version, source, changes) select $1::uuid, now(), 'crm.account', id, 'update', 9, 'api', '{}' from "${schema}".crm_account limit 1`,
        values: [slowId],
      });
      written();
      await held;
    });
    await wrote;
    const id = await create('Behind an open one');
    await sleep(700);
    expect(reader.of(id)).toEqual([]);
    release();
    await slow;
    await reader.wait(id);
    expect(reader.told.some(({ data }) => data['version'] === 9)).toBe(true);
    reader.close();
  });

  test('misses nothing while away, also at the other server', async () => {
    const reader = await listen(first.url, admin.cookie);
    const before = await create('Before');
    await reader.wait(before);
    for (let attempt = 0; attempt < 2000 && BigInt(readCursor(reader.last())?.place ?? 0) === 0n; attempt++) await sleep(10);
    await sleep(800);
    reader.close();
    const away: string[] = [];
    for (let index = 0; index < 20; index++) away.push(await create(`Away ${index}`, index % 2 === 0 ? first : second));
    const again = await listen(second.url, admin.cookie, reader.last());
    for (const id of away) await again.wait(id);
    expect(again.told.map(({ data }) => data['id'])).toEqual(away);
    expect(again.told.every(({ id }) => readCursor(id) !== undefined)).toBe(true);
    const after = await create('After');
    await again.wait(after);
    await sleep(700);
    expect(again.told).toHaveLength(away.length + 1);
    again.close();
  });

  test.each(['nothing', '1.x', '-5', "1' or true", '9'.repeat(40)])(
    'is asked to read anew when the last event is none of ours: %s',
    async (last) => {
      const reader = await listen(second.url, admin.cookie, last);
      for (let attempt = 0; attempt < 2000 && reader.told.length === 0; attempt++) await sleep(10);
      expect(reader.told).toMatchObject([{ event: 'reset' }]);
      reader.close();
    },
  );

  test('is asked to read anew when too much was missed', async () => {
    const reader = await listen(second.url, admin.cookie);
    await sleep(600);
    const last = reader.last();
    reader.close();
    await one.database.query({
      text: `insert into "${schema}".relata_history (id, at, entity, record_id, action, version, source, changes) select gen_random_uuid(), now(), 'crm.account', gen_random_uuid(), 'create', 1, 'api', '{}' from generate_series(1, 5001)`,
      values: [],
    });
    const again = await listen(second.url, admin.cookie, last);
    for (let attempt = 0; attempt < 2000 && again.told.length === 0; attempt++) await sleep(10);
    expect(again.told).toMatchObject([{ event: 'reset' }]);
    again.close();
  }, 20_000);

  test('hears of what they may see, by the rights of the moment', async () => {
    const reader = await listen(second.url, sales.cookie);
    const deal = async (name: string, owner: string): Promise<string> =>
      (await admin.call('POST', '/api/records/deal', { name, stage: 'prospecting', owner })).body.id as string;
    const theirs = await deal('Theirs', admin.id);
    const own = await deal('Own', sales.id);
    await reader.wait(own);
    await sleep(700);
    expect(reader.of(theirs)).toEqual([]);
    await admin.call('PATCH', `/api/records/user/${sales.id}`, { roles: [] });
    await admin.call('PATCH', `/api/records/deal/${own}`, { name: 'Changed' });
    await sleep(1000);
    expect(reader.of(own)).toEqual(['create 1']);
    reader.close();
  });

  test('costs one statement for the caller and one for each entity, however many events come at once', async () => {
    const reader = await listen(second.url, admin.cookie);
    await sleep(600);
    const operations = Array.from({ length: 200 }, (_, index) => ({ action: 'create' as const, values: { name: `Burst ${index}` } }));
    statements.length = 0;
    const results = await writeRecords(systemContext(one, 'api'), 'crm.account', operations);
    const last = results.at(-1);
    await reader.wait(last?.ok === true ? last.id : '');
    expect(reader.told).toHaveLength(200);
    const looks = statements.filter((text) => text.includes('crm_account'));
    expect(looks.length).toBeLessThanOrEqual(2);
    reader.close();
  });

  test('hears of the progress of their own jobs at the other server, and others do not', async () => {
    const mine = await listen(second.url, admin.cookie);
    const others = await listen(second.url, (await first.signIn(['crm.manager'])).cookie);
    const id = newId();
    one.publish({ type: 'job', kind: 'import', id, actor: admin.id, done: 5, total: 10, state: 'running' });
    const job = (): Told | undefined => mine.told.find(({ event }) => event === 'job');
    for (let attempt = 0; attempt < 2000 && !job(); attempt++) await sleep(10);
    expect(job()?.data).toMatchObject({ id, done: 5, total: 10 });
    await sleep(200);
    expect(others.told.filter(({ event }) => event === 'job')).toEqual([]);
    mine.close();
    others.close();
  });

  test('hears of what the other wrote by a notice of it, not only when the server looks by itself', async () => {
    const live = startLive(two, 3_600_000);
    afterAll(() => live.close());
    const heard: unknown[] = [];
    const end = live.listen(undefined, (items) =>
      heard.push(...items.flatMap(({ event }) => (event?.type === 'record' ? [event.id] : []))),
    );
    // A write is told when nothing older is open any more: of one that is not, the next notice tells.
    const written: string[] = [];
    for (let attempt = 0; attempt < 300 && !written.some((id) => heard.includes(id)); attempt++) {
      written.push(await create(`Soon ${attempt}`));
      await sleep(100);
    }
    expect(heard.length).toBeGreaterThan(0);
    end();
  });

  test('nothing is read once nobody listens', async () => {
    const reader = await listen(second.url, admin.cookie);
    await sleep(600);
    await reader.wait(await create('Soon'));
    reader.close();
    await sleep(1200);
    statements.length = 0;
    await sleep(1200);
    expect(statements.filter((text) => text.includes('pg_snapshot_xmin'))).toEqual([]);
  });
});

test('behind a transaction pooler nobody is told, and everybody finds out', async () => {
  const url = new URL(one.database.url);
  url.searchParams.set('pgbouncer', 'true');
  const pooled = connectDatabase({ url: url.toString(), schema, secrets: testSecrets, poolSize: 5, applicationName: 'relata test pooled' });
  const workspace = createWorkspace({
    name: 'pooled',
    database: pooled,
    model: one.model(),
    version: one.version(),
    clock: systemClock,
    logger: silentLogger,
  });
  const app = await startTestApp(workspace);
  afterAll(() => pooled.close());
  const hearing = async (): Promise<number> => {
    const { rows } = await one.database.query({
      text: `select 1 from pg_stat_activity where query = $1`,
      values: [`listen "${channelOf(schema)}"`],
    });
    return rows.length;
  };
  for (let attempt = 0; attempt < 2000 && (await hearing()) > 0; attempt++) await sleep(10);
  const reader = await listen(app.url, admin.cookie);
  await reader.wait(await create('Pooled'));
  expect(await hearing()).toBe(0);
  const other = await listen(first.url, admin.cookie);
  for (let attempt = 0; attempt < 2000 && (await hearing()) === 0; attempt++) await sleep(10);
  expect(await hearing()).toBe(1);
  reader.close();
  other.close();
});
