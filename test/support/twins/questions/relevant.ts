/** Which of all questions one user is asked. */
import { createHash } from 'node:crypto';
import type { Context } from '../../../../server/access/context.ts';
import { notWhollySeen, type Sight } from '../unseen.ts';
import type { Question } from './question.ts';

/** Part of the questions about what is seen wholly, by each user another one: to all of them the answers are the same. */
const ofSeen = { fields: 1 / 16, entities: 1 / 4 };

/** A part of the questions, the same one in each run and another one for each salt. */
export function part(questions: readonly Question[], share: number, salt = ''): Question[] {
  if (share >= 1) return [...questions];
  const bare = (text: string): string => text.replace(/[0-9a-f-]{36}/g, '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
  return questions.filter(
    ({ method, path, body }) =>
      createHash('sha1')
        .update(salt)
        .update(bare(JSON.stringify([method, path, body ?? null])))
        .digest()
        .readUInt16BE(0) <
      65_536 * share,
  );
}

/** What names only fields of which the user sees all is asked in part, and so is what names none, of entities of which they see all. */
export function relevant(questions: readonly Question[], context: Context, sight: Sight): Question[] {
  const closed = notWhollySeen(context, sight);
  const concerned = new Set([...closed].map((name) => name.slice(0, name.lastIndexOf('.'))));
  const salt = context.actor.roles.join(' ');
  const [asked, unnamed, seen]: [Question[], Question[], Question[]] = [[], [], []];
  for (const question of questions) {
    const { about, path, body } = question;
    const entity =
      /^\/api\/records\/([^/?]+)/.exec(path)?.[1] ?? (path === '/api/exports' ? (body as { entity: string }).entity : undefined);
    if (about ? about.some((name) => closed.has(name)) : entity === undefined || concerned.has(entity)) asked.push(question);
    else (about ? seen : unnamed).push(question);
  }
  return [...asked, ...part(unnamed, ofSeen.entities, salt), ...part(seen, ofSeen.fields, salt)];
}
