/** Rollups that become kept, change or are kept no longer while people write, and while whoever applies the change is killed. */
import { describe, expect, test } from 'vitest';
import { createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { cancelChangeSet, planChangeSet, resumeChanges } from '../../server/changes/apply.ts';
import { readChangeSet } from '../../server/changes/change-sets.ts';
import { findStrayRollups } from '../../server/changes/run/rollup-step.ts';
import { modelOf, readVersion } from '../../server/changes/versions.ts';
import { systemClock } from '../../server/kernel/clock.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import type { Model } from '../../server/model/types.ts';
import { keptFields } from '../../server/query/kept-rollups.ts';
import { listRecords } from '../../server/query/list.ts';
import type { WriteOperation } from '../../server/records/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { applyInChild, cases, fixedId, setUpCase, snapshot, type Stage } from '../support/lifecycle.ts';
import type { LifecycleCase } from '../support/lifecycle-cases.ts';
import { createRandom } from '../support/random.ts';

const records = 1500;

function caseOf(name: string): LifecycleCase {
  const found = cases.find((each) => each.name === name);
  if (!found) throw new Error(`There is no case "${name}".`);
  return found;
}

async function modelNow({ database }: Stage): Promise<Model> {
  const version = await readVersion(database);
  if (!version) throw new Error('There is no version.');
  return modelOf(version);
}

async function strays(stage: Stage): Promise<unknown> {
  const model = await modelNow(stage);
  const item = model.entities.get('test.item');
  return item ? findStrayRollups(stage.database, model, item) : 'no entity';
}

/** What keeps rollups in the database: columns and triggers. */
async function keepers({ database }: Stage): Promise<{ columns: string[]; triggers: number }> {
  const { rows } = await database.query<{ columns: string[]; triggers: number }>({
    text: `select array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attname like '%\\_kept\\_%' and not a.attisdropped order by 1) as columns,
      (select count(*)::int from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'relata\\_kept\\_%') as triggers
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = 'test_item'`,
    values: [database.schema],
  });
  const [row] = rows;
  if (!row) throw new Error('There is no table.');
  return row;
}

/** Writes as people do, on the version in force when it begins, until it is told to stop. @returns how many writes were done */
async function writeUntil(stage: Stage, seed: number, stopped: () => boolean): Promise<number> {
  const random = createRandom(seed);
  const some = (): string => fixedId(2, Math.floor(random() * records));
  const { database } = stage;
  const version = await readVersion(database);
  if (!version) throw new Error('There is no version.');
  const workspace = createWorkspace({
    name: 'w',
    database,
    model: modelOf(version),
    version: version.version,
    clock: systemClock,
    logger: silentLogger,
  });
  const context = systemContext(workspace, 'api');
  for (let done = 0; ; done++) {
    if (stopped()) return done;
    const kind = random();
    const operation: WriteOperation =
      kind < 0.2
        ? { action: 'create', values: { name: `Fresh ${done}`, parent: some(), price: { amount: '3', currency: 'USD' } } }
        : kind < 0.6
          ? { action: 'update', id: some(), values: { parent: some(), colour: random() < 0.5 ? 'red' : 'blue' } }
          : kind < 0.8
            ? {
                action: 'update',
                id: some(),
                values: { price: { amount: String(Math.floor(random() * 99)), currency: 'USD' }, stage: 'done' },
              }
            : { action: random() < 0.6 ? 'delete' : 'restore', id: some() };
    const [result] = await writeRecords(context, 'test.item', [operation]);
    // What others did meanwhile may stand against it: the parent is in the trash by now.
    if (result?.ok === false && ![404, 409, 422].includes(result.problem.status)) throw result.problem;
  }
}

/** Runs the change while three people write. */
async function underWrites<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
  let over = false;
  const writers = Promise.allSettled([1, 2, 3].map((seed) => writeUntil(stage, seed, () => over)));
  try {
    return await work();
  } finally {
    over = true;
    for (const writer of await writers)
      expect(writer).toMatchObject({ status: 'fulfilled', value: expect.toSatisfy((count: number) => count > 0) });
  }
}

describe('while people write', () => {
  test.each(['rollups that are kept', 'a kept rollup of something else', 'kept rollups in another base currency'])(
    '%s: at the end each holds what the computation gives',
    async (name) => {
      const stage = await setUpCase(caseOf(name), records);
      try {
        const { output } = await underWrites(stage, () => applyInChild(stage));
        expect(output).toMatch(/^applied/u);
        const model = await modelNow(stage);
        expect(keptFields(model.entities.get('test.item')).map(({ field }) => field.name)).toEqual(['branches', 'spent']);
        expect((await keepers(stage)).columns).toHaveLength(2);
        expect((await keepers(stage)).triggers).toBe(3);
        expect(await strays(stage)).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    120_000,
  );

  test('a runner that is killed in the middle is followed by another, and nothing is missing', async () => {
    const stage = await setUpCase(caseOf('rollups that are kept'), records);
    try {
      await underWrites(stage, async () => {
        const { signal } = await applyInChild(stage, { victim: 'batch', place: 8 });
        expect(signal).toBe('SIGKILL');
        await resumeChanges({
          database: stage.database,
          logger: silentLogger,
          switched: () => Promise.resolve(),
          progress: () => undefined,
        });
      });
      expect(await readChangeSet(stage.database, stage.changeSet)).toMatchObject({ state: 'applied', error: null });
      expect(await strays(stage)).toEqual([]);
    } finally {
      await stage.close();
    }
  }, 120_000);
});

test('wherever the runner is killed, the end is that of an undisturbed run', async () => {
  const lifecycle = caseOf('a kept rollup of something else');
  const whole = await setUpCase(lifecycle, 600);
  const { output } = await applyInChild(whole);
  const [ending, places] = output.split(' ');
  expect(ending).toBe('applied');
  const end = await snapshot(whole.database);
  await whole.close();
  for (const place of [5, Number(places) - 1]) {
    const stage = await setUpCase(lifecycle, 600);
    try {
      expect((await applyInChild(stage, { victim: 'runner', place })).signal).toBe('SIGKILL');
      await resumeChanges({ database: stage.database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined });
      expect([place, await snapshot(stage.database)]).toEqual([place, end]);
    } finally {
      await stage.close();
    }
  }
}, 180_000);

test('rollups that are no longer kept leave neither column nor trigger behind', async () => {
  const stage = await setUpCase(caseOf('rollups that are no longer kept'), 30);
  try {
    expect(await keepers(stage)).toMatchObject({ triggers: 3 });
    expect((await applyInChild(stage)).output).toMatch(/^applied/u);
    expect(await keepers(stage)).toEqual({ columns: [], triggers: 0 });
  } finally {
    await stage.close();
  }
}, 60_000);

test('a change that is cancelled leaves no trigger behind, and the next attempt computes again', async () => {
  const stage = await setUpCase(caseOf('rollups that are kept'), 600);
  try {
    const { signal } = await applyInChild(stage, { victim: 'runner', place: 8 });
    expect(signal).toBe('SIGKILL');
    expect((await keepers(stage)).triggers).toBeGreaterThan(0);
    const version = await readVersion(stage.database);
    if (!version) throw new Error('There is no version.');
    const { database } = stage;
    const workspace = createWorkspace({
      name: 'w',
      database,
      model: modelOf(version),
      version: version.version,
      clock: systemClock,
      logger: silentLogger,
    });
    await cancelChangeSet(systemContext(workspace, 'api'), stage.changeSet);
    await resumeChanges({ database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined });
    expect(await readChangeSet(database, stage.changeSet)).toMatchObject({ state: 'draft' });
    expect((await keepers(stage)).triggers).toBe(0);
    await writeRecords(systemContext(workspace, 'api'), 'test.item', [
      { action: 'create', values: { name: 'Late', parent: fixedId(2, 5) } },
    ]);
    const { hash } = await planChangeSet(systemContext(workspace, 'api'), stage.changeSet);
    expect((await applyInChild({ ...stage, hash })).output).toMatch(/^applied/u);
    expect(await strays(stage)).toEqual([]);
    const model = await modelNow(stage);
    const after = createWorkspace({ name: 'w', database, model, version: 2, clock: systemClock, logger: silentLogger });
    const { data } = await listRecords(systemContext(after, 'api'), 'test.item', { filter: { id: fixedId(2, 5) }, select: ['branches'] });
    expect(JSON.parse(data)).toMatchObject([{ branches: 1 }]);
  } finally {
    await stage.close();
  }
}, 60_000);
