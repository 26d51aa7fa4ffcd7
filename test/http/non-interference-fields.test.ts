/** What a user may not see bears on no answer, for each kind of field, hidden and masked: see non-interference.test.ts. */
import { describe } from 'vitest';
import { testRoles, whole } from '../support/twins/everything-twins.ts';

describe('of every kind of field', async () => {
  await testRoles((roles, index) =>
    /^test\.(?:hidden|masked)-/.test(roles) && (whole || index % 7 === 0) ? { share: 0.01, writes: 0.05, live: whole } : undefined,
  );
});
