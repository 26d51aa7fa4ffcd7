/**
 * Whoever applies a change may be killed at any step or in the middle of one, and so may the database: the next one goes on, and the end is that
 * of a run that nobody disturbed. A sample of the places runs here; RELATA_LIFECYCLE=all (`npm run test:lifecycle`) takes every one, on
 * PostgreSQL 18 and 15.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resumeChanges } from '../../server/changes/apply.ts';
import { readChangeSet } from '../../server/changes/change-sets.ts';
import type { Embedded } from '../../server/database/embedded.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { applyInChild, cases, recordCount, setUpCase, snapshot, type Disturbance, type Stage } from '../support/lifecycle.ts';
import type { LifecycleCase } from '../support/lifecycle-cases.ts';
import { createRandom } from '../support/random.ts';
import { startOwnServer } from '../support/test-server.ts';

const everything = process.env['RELATA_LIFECYCLE'] === 'all';
const random = createRandom(20261123);
const patience = everything ? 900_000 : 120_000;
const possible = cases.filter(({ blocked }) => blocked !== true);
const largest = possible.slice(-1);

async function resume({ database }: Stage): Promise<void> {
  await resumeChanges({ database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined });
}

/** The end of an undisturbed run, and at how many places it can be disturbed. */
async function undisturbed(lifecycle: LifecycleCase, records = recordCount): Promise<{ end: unknown; places: number }> {
  const stage = await setUpCase(lifecycle, records);
  try {
    const { output } = await applyInChild(stage);
    const [ending, places] = output.split(' ');
    expect([lifecycle.name, ending, output]).toEqual([lifecycle.name, 'applied', output]);
    return { end: await snapshot(stage.database), places: Number(places) };
  } finally {
    await stage.close();
  }
}

async function disturbed(lifecycle: LifecycleCase, disturbance: Disturbance): Promise<unknown> {
  const stage = await setUpCase(lifecycle);
  try {
    const { signal } = await applyInChild(stage, disturbance);
    // What was to end in the middle of the last batch may have come to its own end just before.
    if (disturbance.victim === 'runner') expect(signal).toBe('SIGKILL');
    await resume(stage);
    expect(await readChangeSet(stage.database, stage.changeSet)).toMatchObject({ state: 'applied', error: null });
    return await snapshot(stage.database);
  } finally {
    await stage.close();
  }
}

/** All places, or some of them. */
function someOf(places: number, count: number): number[] {
  const all = Array.from({ length: places }, (_, index) => index + 1);
  const chosen = everything ? all : all.filter(() => random() < count / places).slice(0, count);
  return chosen.length > 0 ? chosen : [Math.min(2, places)];
}

describe.each(everything ? possible : largest)('$name', (lifecycle) => {
  test(
    'ends the same, wherever its runner is killed',
    async () => {
      const { end, places } = await undisturbed(lifecycle);
      expect(places).toBeGreaterThan(0);
      for (const place of someOf(places, 3)) expect([place, await disturbed(lifecycle, { victim: 'runner', place })]).toEqual([place, end]);
      for (const place of someOf(places, 1)) expect([place, await disturbed(lifecycle, { victim: 'batch', place })]).toEqual([place, end]);
    },
    patience,
  );
});

describe('when PostgreSQL is killed', () => {
  let folder: string;
  let server: Embedded;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'relata-lifecycle-'));
    server = await startOwnServer(path.join(folder, 'home'));
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const postmaster = async (): Promise<number> =>
    Number((await readFile(path.join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);

  /** Until the database has come back and answers. */
  async function awaitDatabase({ database }: Stage): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await database.query({ text: 'select 1', values: [] });
        return;
      } catch (error) {
        if (attempt > 600) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  test.each(everything ? possible : largest)(
    '$name goes on when it is back, and ends the same',
    async (lifecycle) => {
      const { end, places } = await undisturbed(lifecycle);
      const middle = everything ? [1, Math.ceil(places / 3), Math.ceil((2 * places) / 3), places] : [Math.ceil(places / 2)];
      for (const place of new Set(middle)) {
        const stage = await setUpCase(lifecycle, recordCount, server.url);
        try {
          await applyInChild(stage, { victim: 'postgres', place, postmaster: await postmaster() });
          await awaitDatabase(stage);
          await resume(stage);
          expect(await readChangeSet(stage.database, stage.changeSet)).toMatchObject({ state: 'applied', error: null });
          expect([place, await snapshot(stage.database)]).toEqual([place, end]);
        } finally {
          await stage.close();
        }
      }
    },
    patience,
  );
});

test(
  'every change can be made over no records at all',
  async () => {
    for (const lifecycle of everything ? possible : possible.filter(() => random() < 0.15)) await undisturbed(lifecycle, 0);
  },
  patience,
);

test.each(cases.filter(({ blocked }) => blocked === true))('$name is refused, and changes nothing', async (lifecycle) => {
  const stage = await setUpCase(lifecycle, 30);
  try {
    const before = await snapshot(stage.database);
    expect(stage.plan.findings).toContainEqual(expect.objectContaining({ severity: 'blocks', fix: expect.stringMatching(/\S/u) }));
    const { output } = await applyInChild(stage);
    expect(output).not.toMatch(/^applied/u);
    expect(await snapshot(stage.database)).toEqual(before);
    expect(await readChangeSet(stage.database, stage.changeSet)).toMatchObject({ state: 'draft' });
  } finally {
    await stage.close();
  }
});
