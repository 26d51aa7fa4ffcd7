/** Seals over a change of the secret: whoever has the old secret and the database can make no other history of the time before. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepKeys } from '../../server/commands/keep-keys.ts';
import { raw } from '../../server/database/sql.ts';
import { connectDatabase } from '../../server/database/connect.ts';
import { changeSecret, demandSecret } from '../../server/database/demand-secret.ts';
import { sealHash, sealNow, sealKey, type Seal } from '../../server/history/seal.ts';
import { proveHistory, type HistoryFinding } from '../../server/history/verify.ts';
import { secretsOf } from '../../server/kernel/secrets.ts';
import { writeRecords } from '../../server/records/write.ts';
import { testSecrets } from '../support/test-secrets.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';

const note = { id: 'test.note', title: 'Note', plural: 'Notes', display: 'name', properties: { name: { field: 'text' } } };
const workspace = await createWorkspaceOf(testPack([{ kind: 'entity', content: note }]));
const { database: before } = workspace;
const after = connectDatabase({ url: before.url, schema: before.schema, secrets: secretsOf('the secret after it, 0123456789abcdef') });
const folder = await mkdtemp(path.join(tmpdir(), 'relata-secret-'));
const nowhere = path.join(folder, 'none');

const run = async <Row = Record<string, unknown>>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await before.query<Row>({ text: text.replaceAll('#', `"${before.schema}".`), values })).rows;

async function findings(): Promise<HistoryFinding[]> {
  const found: HistoryFinding[] = [];
  await proveHistory(after, nowhere, (finding) => found.push(finding));
  return found;
}

/** Writes, and seals until nothing is open: transactions of other tests on the same server hold the settled end back for moments. */
async function writeAndSeal(database: typeof before, name: string): Promise<void> {
  await writeRecords(systemOf(workspace), 'test.note', [{ action: 'create', values: { name } }]);
  for (let attempt = 0; attempt < 400; attempt++) {
    await sealNow(database);
    const [open] = await run<{ open: boolean }>(
      'select exists (select 1 from #relata_history where place >= coalesce((select max(place_to) from #relata_seals), 0)) as open',
    );
    if (open?.open !== true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(async () => {
  await demandSecret(before);
  for (const name of ['One', 'Two']) await writeAndSeal(before, name);
  await keepKeys(after, testSecrets);
  // Broken off here, the servers go on with the old secret; the command is run again.
  await writeAndSeal(before, 'Three');
  await keepKeys(after, testSecrets);
  await changeSecret(after, testSecrets, raw('select 1'));
  await keepKeys(after, testSecrets);
  for (const name of ['Four', 'Five']) await writeAndSeal(after, name);
});

afterAll(async () => {
  await after.close();
  await rm(folder, { recursive: true, force: true });
});

/** Changes history, looks what is found, and sets it back. */
async function tampered(change: () => Promise<unknown>): Promise<HistoryFinding[]> {
  for (const name of ['relata_history', 'relata_seals', 'relata_kept_keys'])
    await run(`create table #kept_${name} as select * from #${name}`);
  try {
    await change();
    return await findings();
  } finally {
    for (const name of ['relata_history', 'relata_seals', 'relata_kept_keys']) {
      await run(`delete from #${name}`);
      await run(`insert into #${name} select * from #kept_${name}`);
      await run(`drop table #kept_${name}`);
    }
  }
}

const last = async (): Promise<number> => Number((await run<{ n: string }>(`select max(number_to) as n from #relata_kept_keys`))[0]?.n);

test('the seals of both secrets are proved with the new one', async () => {
  expect(await findings()).toEqual([]);
  expect(await last()).toBe(3);
});

test('another chain, made with the old secret up to the change, is found even where nothing was sealed since', async () => {
  const found = await tampered(async () => {
    const end = await last();
    await run('delete from #relata_seals where number >= $1', end);
    await run('delete from #relata_history where place >= (select max(place_to) from #relata_seals)');
    await writeAndSeal(before, 'Forged');
  });
  expect(found).toMatchObject([{ kind: 'made-anew', seal: 3 }]);
});

test('a forged end with the hash that is written down, but not its content, is found', async () => {
  const found = await tampered(async () => {
    const rows = await run<Omit<Seal, 'number' | 'total'> & { number: string; total: string }>(
      `select number, place_from::text as "placeFrom", place_to::text as "placeTo", entries, total, leaves, digest, previous, hash, to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sealedAt" from #relata_seals where number = 2`,
    );
    const [row] = rows;
    if (!row) throw new Error('There is no second seal.');
    const forged = { ...row, number: Number(row.number), total: Number(row.total), digest: '0'.repeat(64) };
    await run('update #relata_seals set digest = $1, hash = $2 where number = 2', forged.digest, sealHash(sealKey(before), forged));
  });
  expect(found.map(({ kind, seal }) => `${kind} ${seal}`)).toContain('seal-changed 3');
});

test('a chain that was cut off before the change is found without any file beside', async () => {
  const found = await tampered(async () => {
    await run('delete from #relata_seals where number >= 3');
    await run('delete from #relata_history where place >= (select max(place_to) from #relata_seals)');
  });
  expect(found).toMatchObject([{ kind: 'cut-off', seal: 3 }]);
});

test.each([
  ['is gone', 'delete from #relata_kept_keys'],
  ['is said to go further', 'update #relata_kept_keys set number_to = 5 where number_to = 3'],
  ['is said to have ended otherwise', `update #relata_kept_keys set hash = repeat('0', 64) where number_to = 3`],
])('a kept key that %s is no way out', async (_what, change) => {
  const proved = tampered(() => run(change));
  await expect(
    proved.then(
      (found) => (found.length === 0 ? 'whole' : 'found'),
      () => 'refused',
    ),
  ).resolves.not.toBe('whole');
});
