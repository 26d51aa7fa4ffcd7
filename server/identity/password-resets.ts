/**
 * New passwords by mail. Whoever asks learns nothing: for an address that is unknown, of somebody who has gone, or asked for too often, the same
 * statements run and the same answer is given.
 */
import { isIP } from 'node:net';
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { badRequest, invalid, type Problem } from '../kernel/errors.ts';
import { actorOfUser } from './actors.ts';
import { atomically } from '../records/atomically.ts';
import { attemptKey, countAttempt, forgetAttempts, keepAttempts, noteAttempt } from './attempts.ts';
import { storeHash } from './credentials.ts';
import { revokeKeysOf } from './keys.ts';
import { postLink, type Posting } from './letters.ts';
import { checkNewPassword, hashPassword } from './passwords.ts';
import { endAccess } from './sessions.ts';
import { addressKey } from './sign-in.ts';
import { isTokenGood, useToken } from './tokens.ts';
import { holdUser, userOfAddress } from './users.ts';

/** In a quarter of an hour: mails to one address, and questions from one network. */
const mailsAtMost = 3;
const questionsAtMost = 30;

/**
 * Sends a link to whoever has the address, if anybody has.
 * @param from the network address of whoever asks
 * @throws Problem 400 when the address is no text, 429 when too many came from the same network; nothing else, whatever the address
 */
export async function askPasswordReset(context: Context, email: unknown, from: string, posting: Posting): Promise<void> {
  if (typeof email !== 'string')
    throw badRequest('Send "email" as a text.', [{ pointer: '/email', code: 'type', message: 'A text is wanted.' }]);
  await countAttempt(context, attemptKey('reset-from', networkOf(from)), questionsAtMost);
  const address = email.trim().slice(0, 320).replaceAll('\0', '').toWellFormed();
  const key = attemptKey('reset', foldText(address));
  const { count: asked } = await noteAttempt(context, key);
  const found = await userOfAddress(context, address);
  const user = found?.active === true && asked <= mailsAtMost ? found : undefined;
  await postLink(context, 'password-reset', user, posting, keepAttempts(context, key));
}

/**
 * Sets a password by a link: all sessions end, all links are void, and what was tried before is forgotten. A second factor stays, and so do API keys
 * unless they are to go: whoever forgot a password need not stop their programs, whoever fears that somebody else was in should.
 * @throws Problem 400, 422 when the link is unknown, used or too old, or the password too short
 */
export async function resetPassword(context: Context, token: unknown, password: unknown, revokeKeys: boolean): Promise<void> {
  if (typeof token !== 'string')
    throw badRequest('Send "token" as a text.', [{ pointer: '/token', code: 'type', message: 'A text is wanted.' }]);
  checkNewPassword(password);
  // Hashing is work: strangers without a link make us do none.
  if (!(await isTokenGood(context, token, 'password-reset'))) throw spent();
  const hash = await hashPassword(password);
  await atomically(context, async (inside) => {
    const userId = await useToken(inside, token, ['password-reset']);
    const actor = userId === undefined ? undefined : await actorOfUser(inside.database, inside.model, userId);
    if (userId === undefined || !actor) throw spent();
    await holdUser(inside, userId);
    await storeHash({ ...inside, actor }, userId, hash, 'password-reset');
    await endAccess(inside, userId, undefined);
    if (revokeKeys) await revokeKeysOf({ ...inside, actor }, userId);
    await forgetAttempts(inside, attemptKey('password', userId));
    if (actor.email !== null) await forgetAttempts(inside, addressKey(actor.email));
  });
}

function spent(): Problem {
  return invalid(
    [{ pointer: '/token', code: 'token', message: 'This link has been used or is too old.', hint: 'Ask for a new one.' }],
    'This link has been used or is too old. Ask for a new one.',
  );
}

/** The network that an address is in: of IPv6 the first half, since the other half is free for everybody in it to choose. */
function networkOf(from: string): string {
  const address = from.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const front = head.split(':').filter((part) => part !== '');
  const back = tail.split(':').filter((part) => part !== '');
  const zeros = address.includes('::') ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0') : [];
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}
