/**
 * What a user may not see bears on no answer: over two workspaces that differ in it alone, every question that the model allows to be asked
 * has the same answer, byte for byte, and every write the same outcome. The questions come from the metadata: a new entity or field is asked
 * about without anybody writing a test. A sample runs always, everything by `npm run test:noninterference`. Here: scopes of every sort.
 */
import { describe } from 'vitest';
import { testRoles, whole } from '../support/twins/everything-twins.ts';

describe('of every scope', async () => {
  await testRoles((roles) =>
    /^test\.(?:hidden|masked)-/.test(roles)
      ? undefined
      : { share: 0.01, writes: 0.05, live: whole || roles === 'test.own' || roles === 'test.own-notes' },
  );
});
