/** Sends both twins the same writes: they must answer alike, and what is refused must have changed nothing. */
import { id, sql, toStatement, type Sql } from '../../../../server/database/sql.ts';
import type { Workspace } from '../../../../server/access/workspace.ts';
import { differenceOf, requestOf, type Difference } from './ask.ts';
import type { Question } from '../questions/question.ts';
import type { Raw, Server, Wire } from './wire.ts';

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** One of the twins, while it is written to. */
interface Side {
  readonly wire: Wire;
  readonly workspace: Workspace;
  /** What came to be here, in the order in which it was heard of. */
  readonly names: Map<string, string>;
}

/** How it went. */
export interface WriteFigures {
  readonly differences: Difference[];
  readonly asked: number;
  readonly accepted: number;
}

/**
 * Sends writes one after the other.
 * @param after questions whose answers are compared at the end, when both have taken what they took
 */
export async function compareWrites(
  servers: readonly [Server, Server],
  workspaces: readonly [Workspace, Workspace],
  cookie: string,
  writes: readonly Question[],
  after: readonly Question[],
): Promise<WriteFigures> {
  const known = await idsBefore(workspaces[0]);
  const sides = workspaces.map((workspace, index): Side => ({ workspace, wire: servers[index as 0 | 1].open(), names: new Map() })) as [
    Side,
    Side,
  ];
  const differences: Difference[] = [];
  let accepted = 0;
  let before = await entriesOf(workspaces);
  for (const [index, question] of [...writes, ...after].entries()) {
    const raws = (await Promise.all(sides.map((side) => sendTo(side, question, cookie)))) as [Raw, Raw];
    const [one, other] = raws.map((raw, side) => nameIds(raw, known, sides[side]?.names ?? new Map<string, string>())) as [Raw, Raw];
    const difference = differenceOf(question, one, other);
    if (difference) differences.push(difference);
    if (index >= writes.length) continue;
    const now = await entriesOf(workspaces);
    if (one.status < 400) accepted++;
    else if (now.some((entries, side) => entries !== before[side]))
      differences.push({
        question: `${question.method} ${question.path} ${JSON.stringify(question.body)}`,
        one: one.body,
        other: 'was refused, and changed something',
      });
    before = now;
  }
  for (const side of sides) side.wire.close();
  return { differences, asked: writes.length + after.length, accepted };
}

/** A write; what goes on behind the answer is waited for, and what it came to is the answer. */
async function sendTo({ wire }: Side, question: Question, cookie: string): Promise<Raw> {
  const raw = await wire.ask(requestOf(question, cookie));
  const job = /^\/api\/(?:imports|audits\/[^/]+\/runs)$/.exec(question.path) && raw.status === 202;
  if (!job) return raw;
  const place = question.path.startsWith('/api/imports') ? 'imports' : 'audit-runs';
  const key = (JSON.parse(raw.body) as { id: string }).id;
  for (;;) {
    const state = await wire.ask({ method: 'GET', path: `/api/${place}/${key}`, headers: { Cookie: cookie } });
    if (!state.body.includes('"state":"running"'))
      return {
        ...state,
        body: state.body.replace(/"(?:took|digest)":[^,}]*/g, ''),
        head: state.head.replace(/\r\nContent-Length: \d+/i, ''),
      };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Ids that were there before stay; those that have come since are called by their turn. */
function nameIds(raw: Raw, known: ReadonlySet<string>, names: Map<string, string>): Raw {
  const named = (text: string): string =>
    text.replace(ids, (key) => {
      if (known.has(key)) return key;
      if (!names.has(key)) names.set(key, `new-${names.size}`);
      return names.get(key) ?? key;
    });
  return { status: raw.status, head: named(raw.head), body: named(raw.body) };
}

async function idsBefore(workspace: Workspace): Promise<Set<string>> {
  const { database } = workspace;
  const known = new Set<string>(['00000000-0000-7000-8000-00000000dead']);
  const tables = [
    ...[...workspace.model().entities.values()].map((entity) => entity.table),
    'relata_history',
    'relata_files',
    'relata_audit_runs',
  ];
  for (const table of tables) {
    const { rows } = await database.query<{ id: string }>(toStatement(sql`select id::text as id from ${id(database.schema, table)}`));
    for (const row of rows) known.add(row.id);
  }
  return known;
}

/** Every write is an entry of history, so that their number tells whether anything was written. */
async function entriesOf([one, other]: readonly [Workspace, Workspace]): Promise<readonly [number, number]> {
  const count = ({ database }: Workspace): Sql => sql`(select count(*)::int from ${id(database.schema, 'relata_history')})`;
  const { rows } = await one.database.query<{ one: number; other: number }>(
    toStatement(sql`select ${count(one)} as one, ${count(other)} as other`),
  );
  return [rows[0]?.one ?? 0, rows[0]?.other ?? 0];
}
