/** What only an administrator who is there in person may do: it concerns how people sign in, which no key reaches. */
import type { Context } from '../../../access/context.ts';
import { adminContext, personContext, type ApiState } from '../../authenticate.ts';

/** The caller's context. @throws Problem 401, 403 */
export function adminInPerson(state: ApiState): Context {
  personContext(state);
  return adminContext(state);
}
