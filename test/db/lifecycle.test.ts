/**
 * Whoever applies a change may be killed at any step: the next one goes on, and the end is that of a run that nobody disturbed. A sample
 * of the places runs here; RELATA_LIFECYCLE=all (`npm run test:lifecycle`) takes every one.
 */
import { describe, expect, test } from 'vitest';
import { resumeChanges } from '../../server/changes/apply.ts';
import { readChangeSet } from '../../server/changes/change-sets.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { applyInChild, lifecycleCases, setUpCase, snapshot, type LifecycleCase, type Stage } from '../support/lifecycle.ts';
import { createRandom } from '../support/random.ts';

const everything = process.env['RELATA_LIFECYCLE'] === 'all';
const random = createRandom(20261123);

async function resume({ database }: Stage): Promise<void> {
  await resumeChanges({ database, logger: silentLogger, switched: () => Promise.resolve(), progress: () => undefined });
}

/** The end of an undisturbed run, and how many places it has to be killed at. */
async function undisturbed(lifecycle: LifecycleCase): Promise<{ end: unknown; places: number }> {
  const stage = await setUpCase(lifecycle);
  try {
    const { output } = await applyInChild(stage, 0);
    const [ending, places] = output.split(' ');
    expect([ending, output]).toEqual(['applied', output]);
    return { end: await snapshot(stage.database), places: Number(places) };
  } finally {
    await stage.close();
  }
}

async function killedAt(lifecycle: LifecycleCase, place: number): Promise<unknown> {
  const stage = await setUpCase(lifecycle);
  try {
    const { signal, output } = await applyInChild(stage, place);
    expect([signal, output]).toEqual(['SIGKILL', '']);
    await resume(stage);
    expect(await readChangeSet(stage.database, stage.changeSet)).toMatchObject({ state: 'applied', error: null });
    return await snapshot(stage.database);
  } finally {
    await stage.close();
  }
}

/** Cases whose places are tried: in a sample the last one, which holds all edits. */
const tried = everything ? lifecycleCases : lifecycleCases.slice(-1);

describe.each(tried)('$name', (lifecycle) => {
  test(
    'ends the same, wherever its runner is killed',
    async () => {
      const { end, places } = await undisturbed(lifecycle);
      expect(places).toBeGreaterThan(0);
      const all = Array.from({ length: places }, (_, index) => index + 1);
      const chosen = everything ? all : all.filter(() => random() < 3 / places).slice(0, 3);
      for (const place of chosen.length > 0 ? chosen : [2]) expect([place, await killedAt(lifecycle, place)]).toEqual([place, end]);
    },
    everything ? 600_000 : 120_000,
  );
});

test('every case can be applied over records, and over none', async () => {
  for (const lifecycle of everything ? [] : lifecycleCases.slice(0, -1)) {
    const stage = await setUpCase(lifecycle, 30);
    const { output } = await applyInChild(stage, 0);
    expect([lifecycle.name, output.split(' ')[0]]).toEqual([lifecycle.name, 'applied']);
    await stage.close();
  }
  for (const lifecycle of everything ? lifecycleCases : []) {
    const stage = await setUpCase(lifecycle, 0);
    const { output } = await applyInChild(stage, 0);
    expect([lifecycle.name, output.split(' ')[0]]).toEqual([lifecycle.name, 'applied']);
    await stage.close();
  }
}, 300_000);
