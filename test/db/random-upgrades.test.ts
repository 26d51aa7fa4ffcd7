/** Whatever an admin made of an earlier version of the pack, the upgrade ends valid, by whichever way. */
import { describe, expect, test } from 'vitest';
import { upgradeDocuments } from '../../server/changes/documents/upgrade.ts';
import { checkDocuments } from '../../server/model/check.ts';
import { loadPackFolders } from '../../server/model/load.ts';
import type { DocumentSet } from '../../server/model/types.ts';
import { customiseAtRandom } from '../support/random-customizations.ts';
import { createRandom } from '../support/random.ts';
import { packFolder } from '../support/upgrades.ts';

describe('random customizations of earlier versions of the pack', () => {
  const versions = ['0.1.0', '0.2.0', '0.3.0', 'now'];
  const sets = versions.map((version) => loadPackFolders([packFolder(version)]));
  const sorted = (set: DocumentSet): string =>
    JSON.stringify(
      set
        .map(({ kind, content }) => [`${kind} ${String((content as { id?: unknown }).id)}`, content] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );

  test.each(Array.from({ length: 12 }, (_, seed) => seed))('end valid, and the same step by step as all at once (seed %i)', (seed) => {
    const random = createRandom(seed);
    const from = Math.floor(random() * 3);
    const ours = customiseAtRandom(sets[from] ?? [], random);
    const { documents } = upgradeDocuments(sets[from] ?? [], ours, sets[3] ?? []);
    expect(checkDocuments(documents)).toEqual([]);
    let present = ours;
    for (let step = from; step < 3; step++) present = upgradeDocuments(sets[step] ?? [], present, sets[step + 1] ?? []).documents;
    expect(sorted(present)).toBe(sorted(documents));
  });
});
