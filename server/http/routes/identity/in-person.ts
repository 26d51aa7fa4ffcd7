/** What concerns how people sign in: no key reaches it. */
import type { Context } from '../../../access/context.ts';
import { adminContext, personContext, type ApiState } from '../../authenticate.ts';

/** The caller's context, when they are an administrator and there in person. @throws Problem 401, 403 */
export function adminInPerson(state: ApiState): Context {
  personContext(state);
  return adminContext(state);
}

/** For what strangers may do, too: everybody but a key. @throws Problem 403 */
export function demandStrangerOrPerson(state: ApiState): void {
  if (state.context) personContext(state);
}
