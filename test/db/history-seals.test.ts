/** Seals: what is written is sealed without anybody waiting, and whatever is done to history behind our back is found and named. */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendCheckpoint } from '../../server/history/checkpoints.ts';
import { eraseEntry, eraseRecordHistory } from '../../server/history/erase.ts';
import { alignPlaces } from '../../server/history/places.ts';
import { sealNow } from '../../server/history/seal.ts';
import { startSealer } from '../../server/history/sealer.ts';
import { proveHistory, type HistoryFinding, type HistoryProof } from '../../server/history/verify.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { newId } from '../../server/kernel/ids.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.note',
        title: 'Note',
        plural: 'Notes',
        display: 'name',
        properties: { name: { field: 'text' }, facts: { field: 'json' } },
        required: ['name'],
      },
    },
  ]),
);
const { database } = workspace;
const context = systemOf(workspace);
const schema = `"${database.schema}"`;
const folder = await mkdtemp(path.join(tmpdir(), 'relata-seals-'));
const file = path.join(folder, 'history', 'test.checkpoints');
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async <Row = Record<string, unknown>>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await database.query<Row>({ text: text.replaceAll('#', `${schema}.`), values })).rows;

async function write(name: string): Promise<string> {
  const [result] = await writeRecords(context, 'test.note', [{ action: 'create', values: { name, facts: { big: 12345678901234567890 } } }]);
  if (!result?.ok) throw new Error('The note was not written.');
  return result.id;
}

async function prove(): Promise<HistoryProof & { found: HistoryFinding[] }> {
  const found: HistoryFinding[] = [];
  return { ...(await proveHistory(database, file, (finding) => found.push(finding))), found };
}

/** Entries of a record, oldest first. */
const entriesOf = async (record: string): Promise<string[]> =>
  (await run<{ id: string }>('select id::text from #relata_history where record_id = $1::uuid order by place, id', record)).map(
    ({ id }) => id,
  );

/** Seals until nothing is open: transactions of other tests on the same server hold the settled end back for moments. */
async function sealAll(): Promise<Awaited<ReturnType<typeof sealNow>>> {
  for (let attempt = 0; ; attempt++) {
    const newest = await sealNow(database);
    const [open] = await run<{ open: boolean }>(
      'select exists (select 1 from #relata_history where place >= coalesce((select max(place_to) from #relata_seals), 0)) as open',
    );
    if (open?.open !== true || attempt >= 400) return newest;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function checkpoint(): Promise<void> {
  const newest = await sealAll();
  if (newest) await appendCheckpoint(file, newest);
}

describe('sealing', () => {
  test('covers every settled entry once, with many writers, several sealers and a transaction that stays open', async () => {
    let open: () => void = () => undefined;
    let inserted: () => void = () => undefined;
    const wrote = new Promise<void>((resolve) => (inserted = resolve));
    const held = new Promise<void>((resolve) => (open = resolve));
    const slow = database.tx(async (tx) => {
      await tx.query({
        text: `insert into ${schema}.relata_history (id, at, entity, action, source, changes) values ($1::uuid, now(), 'test.note', 'note', 'api', '{}')`,
        values: [newId()],
      });
      inserted();
      await held;
    });
    await wrote;
    await write('Waits for the slow one');
    await sealNow(database);
    const early = await prove();
    expect(early.unsealed.entries).toBeGreaterThanOrEqual(1);
    open();
    await slow;
    let sealing = true;
    const sealers = [1, 2, 3].map(async () => {
      while (sealing) await sealNow(database);
    });
    await Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let index = 0; index < 40; index++) await write(`${writer} ${index}`);
      }),
    );
    sealing = false;
    await Promise.all(sealers);
    await sealAll();
    const proof = await prove();
    const [count] = await run<{ n: number }>('select count(*)::int as n from #relata_history');
    expect(proof).toMatchObject({ found: [], entries: count?.n, unsealed: { entries: 0, since: null } });
    expect(proof.seals).toBeGreaterThan(1);
  });

  test('makes one seal at a time, however much is written meanwhile', async () => {
    await sealAll();
    const count = async (): Promise<number> => (await run<{ n: number }>('select count(*)::int as n from #relata_seals'))[0]?.n ?? 0;
    const before = await count();
    const progress = { writing: true };
    const writeOn = async (): Promise<void> => {
      while (progress.writing) await write('Meanwhile');
    };
    const writer = writeOn();
    for (let turn = 0; turn < 3; turn++) await sealNow(database);
    progress.writing = false;
    await writer;
    expect((await count()) - before).toBeLessThanOrEqual(3);
  });

  test('makes no seal when nothing is new', async () => {
    await sealAll();
    const before = await run('select count(*) from #relata_seals');
    expect((await sealNow(database))?.made).toBe(0);
    expect(await run('select count(*) from #relata_seals')).toEqual(before);
  });

  test('goes on after a restore into a cluster that counts transactions from further back', async () => {
    await write('Before the restore');
    await sealAll();
    // As if the entries had been written by transactions that are far ahead of this cluster.
    const ahead = 50_000_000;
    await run(
      `insert into #relata_history (id, at, entity, action, source, changes, place) values ('${newId()}', now(), 'test.note', 'note', 'api', '{}', ${ahead})`,
    );
    expect(await alignPlaces(database)).toBe(true);
    expect(await alignPlaces(database)).toBe(false);
    const [entry] = await entriesOf(await write('After the restore'));
    const [row] = await run<{ place: string }>('select place from #relata_history where id = $1::uuid', entry);
    expect(Number(row?.place)).toBeGreaterThan(ahead);
    await sealAll();
    expect(await prove()).toMatchObject({ found: [], unsealed: { entries: 0 } });
  });

  test('notes the end of the chain outside the database, and goes on after a line that was left half written', async () => {
    const sealer = startSealer(database, file, silentLogger);
    await write('Sealed by the sealer');
    await sealer.stop();
    const [newest] = await run<{ number: string; hash: string }>('select number, hash from #relata_seals order by number desc limit 1');
    expect(await readFile(file, 'utf8')).toMatch(new RegExp(`${newest?.number} ${newest?.hash}\n$`));
    await appendFile(file, '99999 abc');
    await checkpoint();
    await write('More');
    await checkpoint();
    expect((await prove()).found).toEqual([]);
  });
});

describe('erasing', () => {
  test('takes a payload out, says so, and the chain still proves', async () => {
    const note = await write('Secret of Anna');
    await sealAll();
    const [entry = ''] = await entriesOf(note);
    await eraseEntry(context, entry, 'Asked by the person');
    await eraseEntry(context, entry, 'Asked again');
    const rows = await run(
      'select id::text, changes, salt, erased_at is not null as erased from #relata_history where record_id = $1::uuid order by place, id',
      note,
    );
    expect(rows[0]).toEqual({ id: entry, changes: {}, salt: null, erased: true });
    expect(rows.slice(1)).toMatchObject([{ changes: { entries: { before: [entry] }, reason: { after: 'Asked by the person' } } }]);
    await sealAll();
    expect((await prove()).found).toEqual([]);
  });

  test('of all that history says of a record leaves nothing of it, before and after it is sealed', async () => {
    const note = await write('Secret of Berta');
    await sealAll();
    await writeRecords(context, 'test.note', [{ action: 'update', id: note, values: { name: 'Secret of Cleo' } }]);
    expect(await eraseRecordHistory(context, 'test.note', note, 'Asked by the person')).toBe(2);
    expect(await eraseRecordHistory(context, 'test.note', note, 'Asked by the person')).toBe(0);
    await sealAll();
    expect(await run(`select 1 from #relata_history where record_id = $1::uuid and changes::text like '%Secret%'`, note)).toEqual([]);
    expect((await prove()).found).toEqual([]);
  });

  test('what is no entry, or is an erasure itself, is refused', async () => {
    const note = await write('Erased');
    await eraseEntry(context, (await entriesOf(note))[0] ?? '', 'Why not');
    const [, erasure = ''] = await entriesOf(note);
    await expect(eraseEntry(context, erasure, 'No trace')).rejects.toMatchObject({ status: 404 });
    await expect(eraseEntry(context, newId(), 'Nothing')).rejects.toMatchObject({ status: 404 });
    await expect(eraseEntry(context, `' or true --`, 'Nothing')).rejects.toMatchObject({ status: 404 });
  });
});

describe('tampering is found and named:', () => {
  let note = '';
  let entries: string[] = [];
  beforeEach(async () => {
    note = await write('First');
    await sealAll();
    for (const name of ['Second', 'Third', 'Fourth']) {
      await writeRecords(context, 'test.note', [{ action: 'update', id: note, values: { name } }]);
      await checkpoint();
    }
    entries = await entriesOf(note);
    await run('create table #kept_history as select * from #relata_history');
    await run('create table #kept_seals as select * from #relata_seals');
  });
  afterEach(async () => {
    await run('delete from #relata_history');
    await run('insert into #relata_history select * from #kept_history');
    await run('delete from #relata_seals');
    await run('insert into #relata_seals select * from #kept_seals');
    await run('drop table #kept_history');
    await run('drop table #kept_seals');
    expect((await prove()).found).toEqual([]);
  });
  const found = async (): Promise<HistoryFinding[]> => (await prove()).found;

  test.each([
    ['changes', `changes = '{"name": {"before": null, "after": "Forged"}}'`],
    ['who', `actor = gen_random_uuid()`],
    ['when', `at = at - interval '1 day'`],
    ['what', `action = 'restore'`],
    ['the version', 'version = 77'],
    ['the record', 'record_id = gen_random_uuid()'],
    ['the source', `source = 'import'`],
    ['the cause', `cause_kind = 'import', cause_id = 'x'`],
    ['the key', 'key_id = gen_random_uuid()'],
    ['the operation', 'operation = gen_random_uuid()'],
    ['the salt', 'salt = gen_random_uuid()'],
  ])('an edited entry: %s', async (_name, assignment) => {
    await run(`update #relata_history set ${assignment} where id = $1::uuid`, entries[1]);
    expect(await found()).toMatchObject([{ kind: 'edited', entry: entries[1], entity: 'test.note' }]);
  });

  test('an edited payload under the digest of the true one', async () => {
    const digest = `encode(sha256(convert_to(salt::text || changes::text, 'UTF8')), 'hex')`;
    await run(`update #relata_history set digest = ${digest} where id = $1::uuid`, entries[1]);
    await run(`update #relata_history set changes = '{"name": {"before": null, "after": "Forged"}}' where id = $1::uuid`, entries[1]);
    expect(await found()).toMatchObject([{ kind: 'edited', entry: entries[1] }]);
    await run(`update #relata_history set erased_at = now() where id = $1::uuid`, entries[1]);
    expect(await found()).toMatchObject([{ kind: 'erased', entry: entries[1] }]);
    await run(`update #relata_history set changes = '{}', salt = null where id = $1::uuid`, entries[1]);
    expect(await found()).toMatchObject([
      { kind: 'erased', entry: entries[1], message: expect.stringContaining('does not say that anybody erased it') as string },
    ]);
  });

  test('a deleted entry', async () => {
    await run('delete from #relata_history where id = $1::uuid', entries[2]);
    expect(await found()).toMatchObject([{ kind: 'deleted', entry: entries[2] }]);
  });

  test.each(['place', '-5'])('an inserted entry, at the place %s', async (place) => {
    const id = newId();
    await run(
      `insert into #relata_history (id, at, entity, record_id, action, version, source, changes, place) select '${id}', at, entity, record_id, action, version, source, changes, ${place} from #relata_history where id = $1::uuid`,
      entries[1],
    );
    expect(await found()).toMatchObject([{ kind: 'inserted', entry: id }]);
  });

  test('reordered entries', async () => {
    await run(
      `update #relata_history h set place = o.place from #relata_history o where (h.id, o.id) in (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
      entries[1],
      entries[2],
    );
    const kinds = (await found()).map(({ kind, entry }) => `${kind} ${entry}`).sort();
    expect(kinds).toEqual([`inserted ${entries[1]}`, `inserted ${entries[2]}`, `moved ${entries[1]}`, `moved ${entries[2]}`].sort());
  });

  test('an entry moved out of all seals', async () => {
    await run('update #relata_history set place = place + 1000000 where id = $1::uuid', entries[1]);
    expect(await found()).toMatchObject([{ kind: 'moved', entry: entries[1] }]);
  });

  test('a missing seal', async () => {
    const [seal] = await run<{ number: string }>(
      'delete from #relata_seals where number = (select max(number) - 1 from #relata_seals) returning number',
    );
    expect(await found()).toMatchObject([{ kind: 'seal-missing', seal: Number(seal?.number) }]);
  });

  test('a missing first seal', async () => {
    await run('delete from #relata_seals where number = 1');
    expect(await found()).toMatchObject([{ kind: 'seal-missing', seal: 1 }]);
  });

  test.each([
    ['its leaves', `leaves = set_byte(leaves, 20, (get_byte(leaves, 20) + 1) % 256)`],
    ['its digest', `digest = repeat('0', 64)`],
    ['its count', 'entries = entries + 1'],
    ['its end', 'place_to = place_to + 1'],
    ['its time', `sealed_at = sealed_at - interval '1 day'`],
    ['its hash', `hash = repeat('0', 64)`],
  ])('a changed seal: %s', async (_name, assignment) => {
    const [seal] = await run<{ number: string }>(
      `update #relata_seals set ${assignment} where number = (select max(number) - 1 from #relata_seals) returning number`,
    );
    expect((await found())[0]).toMatchObject({ kind: 'seal-changed', seal: Number(seal?.number) });
  });

  test('an edited entry with a seal made for it without the key', async () => {
    await run(`update #relata_history set action = 'restore' where id = $1::uuid`, entries[1]);
    const [seal] = await run<{ number: string }>(
      `update #relata_seals set leaves = set_byte(leaves, 20, 1), hash = encode(sha256('forged'), 'hex') where number = (select number from #relata_seals s, #relata_history h where h.id = $1::uuid and h.place >= s.place_from and h.place < s.place_to) returning number`,
      entries[1],
    );
    expect(await found()).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'seal-changed', seal: Number(seal?.number) })]));
  });

  test('a tail that was cut off, seals and entries together', async () => {
    const [last] = await run<{ number: string; place_from: string }>(
      'select number, place_from from #relata_seals order by number desc limit 1',
    );
    await run('delete from #relata_seals where number = $1', last?.number);
    await run('delete from #relata_history where place >= $1', last?.place_from);
    expect(await found()).toMatchObject([{ kind: 'cut-off', seal: Number(last?.number) }]);
  });

  test('a chain that was made anew with the key', async () => {
    await run(`update #relata_history set changes = '{}' where id = $1::uuid`, entries[3]);
    await run('delete from #relata_seals where number = (select max(number) from #relata_seals)');
    await sealAll();
    expect(await found()).toMatchObject([{ kind: 'made-anew' }]);
  });

  test('a chain that is gone altogether', async () => {
    await run('delete from #relata_seals');
    expect(await found()).toMatchObject([{ kind: 'cut-off', seal: 1 }]);
  });
});

// Last, since what it writes stays there for every proof.
describe('a seal of many entries', () => {
  test('never divides a transaction, and bounds a seal', async () => {
    const insert = (n: number): string =>
      `insert into #relata_history (id, at, entity, action, source, changes) select gen_random_uuid(), now(), 'test.note', 'note', 'api', '{}' from generate_series(1, ${n})`;
    await sealAll();
    const [before] = await run<{ n: number }>('select max(number)::int as n from #relata_seals');
    await run(insert(15_000));
    await run(insert(15_000));
    await run(insert(25_000));
    await sealAll();
    const made = await run<{ entries: number }>('select entries from #relata_seals where number > $1 order by number', before?.n ?? 0);
    expect(made.map(({ entries }) => entries)).toEqual([15_000, 15_000, 25_000]);
    expect((await prove()).found).toEqual([]);
  }, 60_000);
});
