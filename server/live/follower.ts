/**
 * Follows what is committed, whoever commits it: reads history by place, as far as it is settled. Nothing is missed, since what is settled has nothing
 * coming in between any more; nothing is read while nobody listens.
 */
import type { Workspace } from '../access/workspace.ts';
import { filled, namedStatement, slot } from '../database/named.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Statement } from '../database/types.ts';
import { horizonSql } from '../history/places.ts';
import { startOf, type Cursor } from './cursor.ts';

/** A write that is settled. */
export interface Settled {
  readonly cursor: Cursor;
  readonly entity: string;
  readonly id: string;
  readonly action: string;
  readonly version: number;
}

/** What the follower tells: writes in order, and how far everything has been told with them. */
export type Hear = (writes: readonly Settled[], reached: Cursor) => void;

/** Follows while it runs. */
export interface Follower {
  /** How far everything has been told. */
  position(): Cursor;
  /** Looks at once instead of in a moment. */
  hurry(): void;
  stop(): Promise<void>;
}

/** Milliseconds after which it looks without being told to. */
export const followPeriod = 500;
const batch = 1000;
const actions = ['create', 'update', 'delete', 'restore'];

/** Begins to follow, from now on. @param period milliseconds after which it looks unhurried */
export async function startFollower(workspace: Workspace, hear: Hear, period: number): Promise<Follower> {
  const { database, logger } = workspace;
  const statement = settledStatement(database.schema);
  let position = startOf(await readHorizon(workspace));
  let stopped = false;
  let wake: () => void = () => undefined;
  let hurried = false;
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, hurried ? 0 : period);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const look = async (): Promise<void> => {
    for (let more = true; more && !stopped;) {
      const { rows } = await database.query<Row>(filled(statement, [position.place, position.entry ?? null]));
      const found = rows.flatMap(({ entry, place, entity, record, action, version }) =>
        entry === null ? [] : [{ cursor: { place, entry }, entity, id: record, action, version }],
      );
      more = found.length === batch;
      const last = found.at(-1);
      // A horizon that lies behind is that of another cluster: the places are moved on in a moment.
      const horizon = startOf(rows[0]?.horizon ?? '0');
      const reached = more && last ? last.cursor : BigInt(horizon.place) > BigInt(position.place) ? horizon : position;
      position = reached;
      if (!stopped) hear(found, reached);
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      hurried = false;
      await look().catch((error: unknown) => logger.warn({ err: error }, 'What others changed could not be read; it is tried again.'));
      if (!stopped) await pause();
    }
  };
  const running = run();
  return {
    position: () => position,
    hurry() {
      hurried = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** Writes after a cursor that were settled when everything up to another one had been told: for who comes back. */
export async function readBetween({ database }: Workspace, from: Cursor, to: Cursor, limit: number): Promise<Settled[]> {
  const after =
    from.entry === undefined ? sql`h.place >= ${from.place}::bigint` : sql`(h.place, h.id) > (${from.place}::bigint, ${from.entry}::uuid)`;
  const until =
    to.entry === undefined ? sql`h.place < ${to.place}::bigint` : sql`(h.place, h.id) <= (${to.place}::bigint, ${to.entry}::uuid)`;
  const { rows } = await database.query<Omit<Row, 'horizon'> & { entry: string }>(
    toStatement(sql`select h.id::text as entry, h.place::text as place, h.entity, h.record_id::text as record, h.action, h.version from ${id(database.schema, 'relata_history')} h
      where ${after} and ${until} and h.action = any(${actions}::text[]) and h.record_id is not null and h.version is not null order by h.place, h.id limit ${limit}::int`),
  );
  return rows.map(({ entry, place, entity, record, action, version }) => ({
    cursor: { place, entry },
    entity,
    id: record,
    action,
    version,
  }));
}

interface Row {
  readonly horizon: string;
  readonly entry: string | null;
  readonly place: string;
  readonly entity: string;
  readonly record: string;
  readonly action: string;
  readonly version: number;
}

async function readHorizon({ database }: Workspace): Promise<string> {
  const { rows } = await database.query<{ horizon: string }>(toStatement(sql`select ${horizonSql(database.schema)}::text as horizon`));
  return rows[0]?.horizon ?? '0';
}

/** One read for the horizon and for what lies before it: both are of the same snapshot. */
function settledStatement(schema: string): Statement {
  const after = sql`(h.place, h.id) > (${slot(0)}::bigint, coalesce(${slot(1)}::uuid, '00000000-0000-0000-0000-000000000000'))`;
  const writes = sql`select h.id::text as entry, h.place::text as place, h.entity, h.record_id::text as record, h.action, h.version from ${id(schema, 'relata_history')} h
    where ${after} and h.place < b.horizon and h.action = any(${actions}::text[]) and h.record_id is not null and h.version is not null
    order by h.place, h.id limit ${batch}::int`;
  return namedStatement(
    sql`select b.horizon::text as horizon, e.* from (select ${horizonSql(schema)} as horizon) b left join lateral (${writes}) e on true`,
  );
}
