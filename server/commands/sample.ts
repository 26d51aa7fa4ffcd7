/** `relata sample`: made-up records to try things out with. */
import { parseArgs } from 'node:util';
import { systemContext } from '../access/workspace.ts';
import { generateSample, readSamples } from '../packs/sample.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Fills the workspace from the packs' sample documents; the same seed gives the same records. */
export const sample: Verb = {
  summary: 'Make sample data: relata sample [--size 1] [--seed 1]',
  usage:
    "relata sample [--size 1] [--seed 1]\n\n  --size   how many times the packs' own numbers of records (0.1 to 1000)\n  --seed   a whole number; the same seed gives the same records",
  run(args) {
    const { values } = parseArgs({ args: [...args], options: { size: { type: 'string' }, seed: { type: 'string' } } });
    const size = Number(values.size ?? '1');
    const seed = Number(values.seed ?? '1');
    if (!(size >= 0.1 && size <= 1000)) return Promise.reject(new Error('--size is a number from 0.1 to 1000.'));
    if (!Number.isInteger(seed)) return Promise.reject(new Error('--seed is a whole number.'));
    return withWorkspace(async ({ workspace }, config) => {
      const made = await generateSample(systemContext(workspace, 'api'), readSamples(config.packFolders), { size, seed });
      for (const { entity, count } of made) process.stdout.write(`${String(count).padStart(8)} ${entity}\n`);
      return 0;
    });
  },
};
