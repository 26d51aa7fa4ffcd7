/**
 * Proves history: every seal by its key and the seal before, every entry by its seal, the end of the chain by the checkpoints outside the database.
 * One seal is held at a time, whatever the length of the chain.
 */
import { createHash } from 'node:crypto';
import { id, raw, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { readKeptKeys, type KeptKey } from '../encryption/kept-keys.ts';
import { readCheckpoints, type Checkpoint } from './checkpoints.ts';
import { leafSql, readLeaves, sealedBytes } from './leaves.ts';
import { sealedToSql } from './places.ts';
import { sealHash, sealKey, type Seal } from './seal.ts';

/** What is wrong with an entry or a seal. */
export interface HistoryFinding {
  readonly kind: 'edited' | 'deleted' | 'inserted' | 'moved' | 'erased' | 'seal-changed' | 'seal-missing' | 'cut-off' | 'made-anew';
  /** In plain words. */
  readonly message: string;
  readonly seal?: number;
  readonly entry?: string;
  readonly entity?: string;
  readonly record?: string | null;
  readonly at?: string;
}

/** What was looked at. */
export interface HistoryProof {
  readonly seals: number;
  readonly entries: number;
  readonly findings: number;
  /** Entries that no seal covers yet, and the oldest of them. */
  readonly unsealed: { readonly entries: number; readonly since: string | null };
}

interface EntryRow {
  readonly id: string;
  readonly leaf: Buffer;
  readonly entity: string;
  readonly record: string | null;
  readonly at: string;
  readonly action: string;
  /** Whether its payload is there, or was erased in the way that is provided for it. */
  readonly lawful: boolean;
}

type Report = (finding: HistoryFinding) => void;

/**
 * Reads the whole of history.
 * @param checkpoints the file outside the database
 * @param report hears of each finding as it is made
 */
export async function proveHistory(database: Database, checkpoints: string, report: Report): Promise<HistoryProof> {
  let findings = 0;
  const tell: Report = (finding) => {
    findings++;
    report(finding);
  };
  const kept = await readKeptKeys(database, 'history');
  let before: Seal | undefined;
  let seals = 0;
  let entries = 0;
  for (;;) {
    const seal = await nextSeal(database, before?.number ?? 0);
    if (!seal) break;
    seals++;
    if (proveSeal(keyOf(database, kept, seal.number), before, seal, tell)) entries += await proveEntries(database, seal, tell);
    proveAnchor(kept, seal, tell);
    before = seal;
  }
  await proveEnd(database, checkpoints, before, kept.at(-1), tell);
  return { seals, entries, findings, unsealed: await readUnsealed(database) };
}

async function nextSeal(database: Database, after: number): Promise<Seal | undefined> {
  const { rows } = await database.query<Omit<Seal, 'number' | 'total'> & { number: string; total: string }>(
    toStatement(sql`select number, place_from::text as "placeFrom", place_to::text as "placeTo", entries, total, leaves, digest, previous, hash,
        to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sealedAt"
      from ${id(database.schema, 'relata_seals')} where number > ${after}::bigint order by number limit 1`),
  );
  const [row] = rows;
  return row && { ...row, number: Number(row.number), total: Number(row.total) };
}

/** The key that made a seal: of the secret that the servers had at that time. */
function keyOf(database: Database, kept: readonly KeptKey[], number: number): Buffer {
  return kept.find(({ until }) => number <= until)?.key ?? sealKey(database);
}

/** Where the secret was changed, it was written down what stood there: whoever got hold of the old secret cannot make another chain up to there. */
function proveAnchor(kept: readonly KeptKey[], seal: Seal, tell: Report): void {
  const anchor = kept.find(({ until }) => until === seal.number);
  if (!anchor || anchor.hash === seal.hash) return;
  const message = `Seal ${seal.number} is not the one that stood there when the secret was changed at ${anchor.keptAt}: the chain was made anew up to there.`;
  tell({ kind: 'made-anew', seal: seal.number, message });
}

/** The seal by itself, and with the one before. @returns whether its leaves can be believed */
function proveSeal(key: Buffer, before: Seal | undefined, seal: Seal, tell: Report): boolean {
  const expected = (before?.number ?? 0) + 1;
  const missing = seal.number - expected;
  if (missing > 0) {
    const which = missing === 1 ? `Seal ${expected} is` : `The seals ${expected} to ${seal.number - 1} are`;
    tell({
      kind: 'seal-missing',
      seal: expected,
      message: `${which} missing: the entries at the places ${before?.placeTo ?? '0'} to ${seal.placeFrom} cannot be proved.`,
    });
  }
  const whole = sealHash(key, seal) === seal.hash && seal.leaves.length === seal.entries * sealedBytes;
  if (!whole) {
    const message = `Seal ${seal.number} of ${seal.sealedAt} was changed, or was not made with the secret that the servers had then: its ${seal.entries} entries cannot be proved.`;
    tell({ kind: 'seal-changed', seal: seal.number, message });
  } else if (missing === 0 && (seal.previous !== (before?.hash ?? '') || seal.placeFrom !== (before?.placeTo ?? '0'))) {
    tell({
      kind: 'seal-changed',
      seal: seal.number,
      message: `Seal ${seal.number} does not follow the seal that stands before it: that one was changed.`,
    });
  }
  return whole;
}

/** The entries of a seal, one by one. @returns how many there are */
async function proveEntries(database: Database, seal: Seal, tell: Report): Promise<number> {
  const expected = readLeaves(seal.leaves);
  const whole = createHash('sha256');
  let found = 0;
  let told = 0;
  const tellOf = (kind: 'edited' | 'inserted' | 'erased', row: EntryRow, what: string): void => {
    const { id: entry, entity, record, at, action } = row;
    const subject = `Entry ${entry} (${action} of ${entity} ${record ?? '-'}, ${at})`;
    tell({ kind, seal: seal.number, entry, entity, record, at, message: `${subject} ${what}` });
    told++;
  };
  for await (const rows of database.stream<EntryRow>(toStatement(entriesSql(database.schema, seal)), 1000)) {
    for (const row of rows) {
      found++;
      whole.update(row.leaf);
      const sealed = expected.get(row.id);
      expected.delete(row.id);
      if (sealed === undefined)
        tellOf('inserted', row, `was put in afterwards, or moved here: seal ${seal.number} of ${seal.sealedAt} does not know it.`);
      else if (sealed !== row.leaf.toString('hex', 0, 16)) tellOf('edited', row, `was edited after it was sealed at ${seal.sealedAt}.`);
      else if (!row.lawful) tellOf('erased', row, 'was emptied, but history does not say that anybody erased it.');
    }
  }
  told += await tellOfMissing(database, seal, [...expected.keys()], tell);
  if (told === 0 && whole.digest('hex') !== seal.digest)
    tell({
      kind: 'edited',
      seal: seal.number,
      message: `The entries of seal ${seal.number} are not those that were sealed at ${seal.sealedAt}.`,
    });
  return found;
}

function entriesSql(schema: string, seal: Seal): ReturnType<typeof sql> {
  const table = id(schema, 'relata_history');
  // Nothing may hide before the first place either.
  const from = seal.number === 1 ? raw('true') : sql`h.place >= ${seal.placeFrom}::bigint`;
  const told = sql`exists (select 1 from ${table} e where e.entity = h.entity and e.record_id is not distinct from h.record_id and e.action = 'erase'
    and e.changes -> 'entries' -> 'before' ? h.id::text)`;
  const lawful = sql`case when h.erased_at is null then h.digest is null else h.changes = '{}'::jsonb and h.salt is null and h.digest is not null and ${told} end`;
  return sql`select h.id::text as id, ${leafSql('h')} as leaf, h.entity, h.record_id::text as record, h.action, ${lawful} as lawful,
      to_char(h.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from ${table} h where ${from} and h.place < ${seal.placeTo}::bigint order by h.place, h.id`;
}

/** Entries that the seal knows and the range lacks: gone, or at another place. */
async function tellOfMissing(database: Database, seal: Seal, missing: readonly string[], tell: Report): Promise<number> {
  if (missing.length === 0) return 0;
  const { rows } = await database.query<{ id: string; place: string }>(
    toStatement(
      sql`select h.id::text as id, h.place::text as place from ${id(database.schema, 'relata_history')} h where h.id = any(${missing}::uuid[])`,
    ),
  );
  const elsewhere = new Map(rows.map((row) => [row.id, row.place]));
  for (const entry of missing) {
    const place = elsewhere.get(entry);
    const message =
      place === undefined
        ? `Entry ${entry} was deleted: it was sealed at ${seal.sealedAt} and is not there any more.`
        : `Entry ${entry} was moved: it was sealed at ${seal.sealedAt} among the places ${seal.placeFrom} to ${seal.placeTo} and stands at ${place} now.`;
    tell({ kind: place === undefined ? 'deleted' : 'moved', seal: seal.number, entry, message });
  }
  return missing.length;
}

const checkpointBatch = 1000;

/** The checkpoints know of seals that must be there, as they were. */
async function proveEnd(
  database: Database,
  file: string,
  last: Seal | undefined,
  anchor: KeptKey | undefined,
  tell: Report,
): Promise<void> {
  let furthest: Checkpoint | undefined;
  let differing: Checkpoint | undefined;
  let batch: Checkpoint[] = [];
  const compare = async (): Promise<void> => {
    const { rows } = await database.query<{ number: string; hash: string }>(
      toStatement(
        sql`select number, hash from ${id(database.schema, 'relata_seals')} where number = any(${batch.map(({ number }) => number)}::bigint[])`,
      ),
    );
    const stored = new Map(rows.map((row) => [Number(row.number), row.hash]));
    for (const checkpoint of batch) {
      const hash = stored.get(checkpoint.number);
      if (hash !== undefined && hash !== checkpoint.hash) differing ??= checkpoint;
      if (checkpoint.number > (furthest?.number ?? 0)) furthest = checkpoint;
    }
    batch = [];
  };
  for await (const checkpoint of readCheckpoints(file)) {
    batch.push(checkpoint);
    if (batch.length >= checkpointBatch) await compare();
  }
  if (batch.length > 0) await compare();
  const end = last?.number ?? 0;
  if (furthest && furthest.number > end) {
    const which = furthest.number - end === 1 ? `Seal ${furthest.number} is` : `The seals ${end + 1} to ${furthest.number} are`;
    const message = `${which} cut off: ${file} says in line ${furthest.line} that the chain came that far. Entries of that time may be gone, or an older backup was restored.`;
    tell({ kind: 'cut-off', seal: end + 1, message });
  }
  if (anchor && anchor.until > end && (furthest?.number ?? 0) <= end) {
    const message = `The seals ${end + 1} to ${anchor.until} are cut off: the chain came that far when the secret was changed at ${anchor.keptAt}.`;
    tell({ kind: 'cut-off', seal: end + 1, message });
  }
  if (differing) {
    const message = `Seal ${differing.number} is not the one that ${file} holds in line ${differing.line}: the chain was made anew from there or earlier, or an older backup was restored.`;
    tell({ kind: 'made-anew', seal: differing.number, message });
  }
}

/** How many entries no seal covers yet, and since when. */
export async function readUnsealed(database: Database): Promise<HistoryProof['unsealed']> {
  const { schema } = database;
  const { rows } = await database.query<HistoryProof['unsealed']>(
    toStatement(sql`select count(*)::int as entries, to_char(min(h.at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since
      from ${id(schema, 'relata_history')} h where h.place >= ${sealedToSql(schema)}`),
  );
  return rows[0] ?? { entries: 0, since: null };
}
