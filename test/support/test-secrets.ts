/** The secret of tests. */
import { secretsOf } from '../../server/kernel/secrets.ts';

/** Keys of tests: the same in every process of a test. */
export const testSecrets = secretsOf('the secret of tests, which is none, 0123456789');
