/** What a user may not see bears on no answer, in the shipped packs: see non-interference.test.ts. */
import { describe, test } from 'vitest';
import { readSamples } from '../../server/packs/sample.ts';
import { fill, makeTeams } from '../support/twins/fill.ts';
import { whole } from '../support/twins/everything-twins.ts';
import { interrogate } from '../support/twins/interrogate.ts';
import { createTwins } from '../support/twins/twins.ts';
import { createTestWorkspace, shippedPacks } from '../support/test-workspace.ts';

describe('of the shipped packs', async () => {
  const twins = await createTwins((clock) => createTestWorkspace(5, clock));
  const [north, south] = await makeTeams(twins.one);
  const admin = await twins.app.signIn(['system.admin'], { team: south });
  const seller = await twins.app.signIn(['crm.sales'], { team: north });
  const reader = await twins.app.signIn(['crm.read-only']);
  const manager = await twins.app.signIn(['crm.manager'], { team: south });
  const both = await twins.app.signIn(['crm.sales', 'crm.read-only'], { team: south });
  await fill(twins, readSamples(shippedPacks), [seller.id, manager.id, both.id], [north, south]);
  await twins.keep();

  test.each([
    ['sales', seller],
    ['read-only', reader],
    ['sales and read-only together', both],
  ])(
    'nothing of what it may not see bears on an answer to %s',
    async (name, user) => {
      await interrogate(twins, user, [admin, manager, reader], {
        whole,
        share: 0.005,
        writes: 0.01,
        live: whole || name === 'sales',
      });
    },
    3_600_000,
  );
});
