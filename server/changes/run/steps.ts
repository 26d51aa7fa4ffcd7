/** The steps of a change set as rows: where each stands, so that another process can go on where one was killed. */
import { id, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Lease } from './lease.ts';
import type { Step } from '../types.ts';

/** A step and where it stands. */
export interface StoredStep {
  readonly ordinal: number;
  readonly step: Step;
  readonly state: 'pending' | 'running' | 'done' | 'failed';
  readonly cursor: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
}

/** Thrown when the lease was lost: another process has taken over, and this one must not write any more. */
export class LeaseLost extends Error {
  constructor() {
    super('Another process has taken over this change.');
    this.name = 'LeaseLost';
  }
}

/** Writes the steps of a plan, once; a resumed change finds its own. */
export async function createSteps(database: Database, changeSet: string, steps: readonly Step[]): Promise<void> {
  const rows = steps.map((step, ordinal) => ({ ordinal, step, total: step.rows || null }));
  await database.query(
    toStatement(sql`insert into ${id(database.schema, 'relata_change_steps')} (change_set, ordinal, step, state, total)
      select ${changeSet}::uuid, s.ordinal, s.step, 'pending', s.total from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(ordinal int, step jsonb, total bigint)
      on conflict do nothing`),
  );
}

/** Takes away the steps of an earlier attempt with another plan. */
export async function removeSteps(database: Database, changeSet: string): Promise<void> {
  await database.query(toStatement(sql`delete from ${id(database.schema, 'relata_change_steps')} where change_set = ${changeSet}::uuid`));
}

/** All steps, in order. */
export async function readSteps(database: Database, changeSet: string): Promise<StoredStep[]> {
  const { rows } = await database.query<StoredStep>(
    toStatement(sql`select ordinal, step, state, cursor, done::float8 as done, total::float8 as total, error from ${id(database.schema, 'relata_change_steps')}
      where change_set = ${changeSet}::uuid order by ordinal`),
  );
  return rows;
}

/** What is to be noted of a step. */
export interface StepNote {
  readonly state: StoredStep['state'];
  readonly cursor?: string | null;
  readonly add?: number;
  readonly error?: string;
}

/**
 * Notes where a step stands, as long as the lease is held.
 * @throws LeaseLost
 */
export async function noteStep(database: Database, lease: Lease, changeSet: string, ordinal: number, note: StepNote): Promise<void> {
  const started = note.state === 'running' ? sql`coalesce(started_at, now())` : sql`started_at`;
  const finished = note.state === 'done' || note.state === 'failed' ? sql`now()` : sql`null`;
  const cursor = note.cursor === undefined ? sql`cursor` : sql`${note.cursor}::text`;
  const { rowCount } = await database.query(
    toStatement(sql`update ${id(database.schema, 'relata_change_steps')} set state = ${note.state}, cursor = ${cursor}, done = done + ${note.add ?? 0}::bigint, error = ${note.error ?? null},
      started_at = ${started}, finished_at = ${finished} where change_set = ${changeSet}::uuid and ordinal = ${ordinal}::int and ${lease.held}`),
  );
  if (rowCount === 0) throw new LeaseLost();
}
