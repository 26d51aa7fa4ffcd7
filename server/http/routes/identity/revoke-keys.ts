/** Whether API keys end with what changes how somebody signs in. */
import { badRequest } from '../../../kernel/errors.ts';

/** The member of bodies that asks for it. */
export const revokeKeys = 'revokeKeys';

/** @throws Problem 400 when it is neither true nor false: whoever means to revoke must not be told that it was done */
export function readRevokeKeys(body: Readonly<Record<string, unknown>>): boolean {
  const wanted = body[revokeKeys];
  if (wanted === undefined || typeof wanted === 'boolean') return wanted === true;
  throw badRequest(`"${revokeKeys}" is true or false.`, [{ pointer: `/${revokeKeys}`, code: 'type', message: 'true or false.' }]);
}
