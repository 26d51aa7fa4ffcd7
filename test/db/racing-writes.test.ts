/** Writes that wait for one another: each goes by what the one before has left, and history tells the same. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { atomically } from '../../server/records/atomically.ts';
import { shareRecord } from '../../server/records/shares.ts';
import type { GivenOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, systemOf, testPack } from '../support/test-workspace.ts';
import { createTestDatabase } from '../support/test-database.ts';

const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.list',
        title: 'List',
        plural: 'Lists',
        display: 'name',
        properties: { name: { field: 'text' }, members: { field: 'links', to: 'test.member' } },
      },
    },
    {
      kind: 'entity',
      content: { id: 'test.member', title: 'Member', plural: 'Members', display: 'name', properties: { name: { field: 'text' } } },
    },
  ]),
  await createTestDatabase(8),
);
const { database } = workspace;
const context = systemOf(workspace);
const schema = `"${database.schema}"`;

async function write(entity: string, ...operations: GivenOperation[]): Promise<string[]> {
  const results = await writeRecords(context, entity, operations, { effects: false });
  return results.map((result) => {
    if (!result.ok) throw result.problem;
    return result.id;
  });
}
const create = async (entity: string, name: string): Promise<string> =>
  (await write(entity, { action: 'create', values: { name } }))[0] ?? '';

/** Waits until so many statements on this schema wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ waiting: number }>({
      text: `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and position($1 in query) > 0`,
      values: [database.schema],
    });
    if (rows[0]?.waiting === count) return;
    await sleep(10);
  }
}

/** Does things that all wait for one lock, in this order; then lets them go. */
async function inQueue<T>(lock: string, values: unknown[], works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const running: Promise<T>[] = [];
  await database.tx(async (tx) => {
    await tx.query({ text: lock, values });
    for (const work of works) {
      running.push(work());
      await untilWaiting(running.length);
    }
  });
  return Promise.all(running);
}

describe('of two that write one after the other', () => {
  test('the second replaces the links that the first has set', async () => {
    const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((name) => create('test.member', name)));
    const [list, other] = await Promise.all(['List', 'Other'].map((name) => create('test.list', name)));
    const setTo = (members: unknown[]) => (): Promise<string[]> =>
      write(
        'test.list',
        { action: 'update', id: list ?? '', values: { members } },
        { action: 'update', id: other ?? '', values: { members } },
      );
    await inQueue(`select 1 from ${schema}.test_list where id = $1::uuid for update`, [list], [setTo([a, b]), setTo([c])]);
    const { rows } = await database.query<{ changes: Record<string, unknown> }>({
      text: `select changes from ${schema}.relata_history where record_id = $1::uuid and action = 'update' order by version`,
      values: [list],
    });
    expect(rows.map(({ changes }) => changes['members'])).toEqual([
      { before: [], after: [a, b] },
      { before: [a, b], after: [c] },
    ]);
    const { rows: present } = await database.query<{ to: string }>({
      text: `select to_id::text as to from ${schema}.test_list_members where from_id = $1::uuid`,
      values: [list],
    });
    expect(present.map(({ to }) => to)).toEqual([c]);
  });

  test('each share of a record says what it was before', async () => {
    const list = await create('test.list', 'Shared');
    const [user] = await write('system.user', { action: 'create', values: { name: 'U', email: 'u@example.com', roles: [] } });
    const share = (level: string) => (): Promise<void> => shareRecord(context, 'test.list', list, { user, level });
    // Whoever makes a share waits for this lock where it is written.
    await inQueue(`lock table ${schema}.relata_shares in share mode`, [], [share('read'), share('update')]);
    const { rows } = await database.query<{ levels: unknown }>({
      text: `select jsonb_build_array(changes #> '{_share,before,level}', changes #> '{_share,after,level}') as levels
        from ${schema}.relata_history where record_id = $1::uuid and action = 'share' order by place`,
      values: [list],
    });
    expect(rows.map(({ levels }) => levels)).toEqual([
      [null, 'read'],
      ['read', 'update'],
    ]);
  });
});

/** Breaks off what writes a list of this name, as the database does with one of two that wait for each other. */
async function breakOff(name: string, times: number): Promise<void> {
  const tries = `${schema}."tries of ${name}"`;
  const trip = `${schema}."trip ${name}"`;
  for (const text of [
    `create sequence ${tries}`,
    `create function ${trip}() returns trigger language plpgsql as $$ begin
      if nextval('${tries}') <= ${times} then raise exception 'Broken off' using errcode = '40P01'; end if; return new; end $$`,
    `create trigger "trip ${name}" before update on ${schema}.test_list for each row when (new.name = '${name}') execute function ${trip}()`,
  ])
    await database.query({ text, values: [] });
}

describe('what the database breaks off because others are in the way', () => {
  test('is done again as a whole where it is a part of more', async () => {
    await breakOff('twice', 2);
    const list = await create('test.list', 'L');
    const update = { action: 'update' as const, id: list, values: { name: 'twice' } };
    let runs = 0;
    const [result] = await atomically(context, (inside) => {
      runs++;
      return writeRecords(inside, 'test.list', [update], { atomic: true });
    });
    expect([runs, result]).toMatchObject([3, { ok: true, version: 2 }]);
  });

  test('is told as a conflict of that record when it happens again and again', async () => {
    await breakOff('always', 1_000_000);
    const [list, other] = await Promise.all([create('test.list', 'L'), create('test.list', 'O')]);
    const always = { action: 'update' as const, id: list, values: { name: 'always' } };
    await expect(writeRecords(context, 'test.list', [always], { atomic: true })).rejects.toMatchObject({ status: 409 });
    const results = await writeRecords(context, 'test.list', [always, { ...always, id: other, values: { name: 'Fine' } }]);
    expect(results).toMatchObject([
      { ok: false, problem: { status: 409 } },
      { ok: true, version: 2 },
    ]);
  });
});
