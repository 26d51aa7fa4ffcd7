/** Asks both twins everything as one user, and writes to both; what differs is a leak. */
import { expect } from 'vitest';
import type { Context } from '../../../server/access/context.ts';
import { contextFor, type Workspace } from '../../../server/access/workspace.ts';
import { actorOfUser } from '../../../server/identity/actors.ts';
import { compareAnswers } from './asking/ask.ts';
import { compareWrites } from './asking/ask-writes.ts';
import { listenToBoth } from './asking/streams.ts';
import { changeUnseen } from './change-unseen.ts';
import { allQuestions, allWrites, materialOf } from './questions/material.ts';
import type { Question } from './questions/question.ts';
import { part, relevant } from './questions/relevant.ts';
import type { Twins } from './twins.ts';
import { sightOf, type Sight } from './unseen.ts';

/** Somebody who is signed in. */
export interface User {
  readonly id: string;
  readonly cookie: string;
}

/** How much is asked. */
export interface Extent {
  /** Everything, instead of a part. */
  readonly whole: boolean;
  /** Part of the questions, of 1, that a sample asks. */
  readonly share: number;
  /** Part of the writes. */
  readonly writes: number;
  /** Whether live events are listened to. */
  readonly live: boolean;
}

/** `all`, or how many times the usual part is asked; then figures are told, too. */
const wanted = process.env['RELATA_NONINTERFERENCE'];
const nowhere = '00000000-0000-7000-8000-00000000dead';

async function contextOf(workspace: Workspace, user: User): Promise<Context> {
  const actor = await actorOfUser(workspace.database, workspace.model(), user.id);
  if (!actor) throw new Error('The user of the test is not there.');
  return contextFor(workspace, actor, 'api');
}

/**
 * Asks everything as one user.
 * @param others users whom the user may hear of, the first of them an administrator
 * @param prepare what is to be changed in both before
 * @param demand what else must be true of what the user sees
 */
export async function interrogate(
  twins: Twins,
  user: User,
  others: readonly User[],
  extent: Extent,
  prepare?: () => Promise<unknown>,
  demand?: (context: Context, sight: Sight) => Promise<void>,
): Promise<void> {
  const began = Date.now();
  await twins.reset(prepare);
  const context = await contextOf(twins.one, user);
  const sight = await sightOf(context);
  await demand?.(context, sight);
  const changed = await changeUnseen(
    context,
    sight,
    twins.other,
    others.map((other) => other.id),
  );
  expect(changed, 'something is unseen').toBeGreaterThan(0);
  // What the user sees must not have moved, or the twins say nothing.
  const after = await sightOf(await contextOf(twins.other, user));
  expect(sorted(after)).toEqual(sorted(sight));
  const found = await materialOf(twins, sight, others[0]?.id ?? nowhere);
  const every = relevant(await allQuestions(twins, found), context, sight);
  const share = (usual: number): number => (extent.whole ? 1 : usual * Number(wanted ?? 1));
  const questions = part(every, share(extent.share));
  const read = await compareAnswers(twins.servers, user.cookie, questions);
  // An administrator who looks with the eyes of this user sees no more.
  const [admin] = others;
  const viewed = part(
    questions.filter(({ path }) => !/^\/api\/(?:session|keys|outbox|history|metadata)/.test(path)),
    1 / 12,
    'view',
  ).map((question) => ({ ...question, headers: { 'X-Relata-View-As': `user:${user.id}` } }));
  const seen = admin ? await compareAnswers(twins.servers, admin.cookie, viewed) : undefined;
  const heard = extent.live ? await listenToBoth(twins, user.cookie, sight) : undefined;
  const readDone = Date.now();
  const all = relevant(await allWrites(twins, found, sight), context, sight);
  const writes = part(all, share(extent.writes), 'writes');
  const looks = [...twins.one.model().entities.keys()].map((entity): Question => ({
    method: 'GET',
    path: `/api/records/${entity}?limit=1000&count=exact`,
  }));
  const written = await compareWrites(twins.servers, [twins.one, twins.other], user.cookie, writes, looks);
  if (wanted !== undefined)
    process.stderr.write(
      `asked ${read.asked} of ${every.length}, viewed ${seen?.asked ?? 0}, wrote ${writes.length} of ${all.length} (${written.accepted} accepted), unheard ${heard?.unheard ?? 0}; ${readDone - began} + ${Date.now() - readDone} ms\n`,
    );
  if (wanted !== undefined)
    for (const each of [...read.differences, ...(seen?.differences ?? []), ...written.differences].slice(0, 40))
      process.stderr.write(`DIFF ${context.actor.roles.join(' ')} ${JSON.stringify(each)}\n`);
  expect(heard?.other, 'events').toEqual(heard?.one);
  const differences = [...read.differences, ...(seen?.differences ?? []), ...written.differences];
  const asked = read.asked + (seen?.asked ?? 0) + written.asked;
  expect(differences.slice(0, 12), `${differences.length} of ${asked} answers differ (${JSON.stringify([...read.statuses])})`).toEqual([]);
  expect(read.statuses.get(200) ?? 0).toBeGreaterThan(0);
}

function sorted({ visible }: Sight): [string, string[]][] {
  return [...visible].map(([entity, ids]) => [entity, [...ids].sort()]);
}
