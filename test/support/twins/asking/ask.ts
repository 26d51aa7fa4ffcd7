/** Asks both twins the same and compares the answers, byte for byte, with their headers. */
import type { Question } from '../questions/question.ts';
import type { Raw, Request, Server } from './wire.ts';

/** Where they differ. */
export interface Difference {
  readonly question: string;
  readonly one: string;
  readonly other: string;
}

/** Requests at once: more than one, so that the database works while an answer is written. */
const atOnce = 4;

/** The request of a question, as somebody who is signed in. */
export function requestOf({ method, path, body, headers }: Question, cookie: string): Request {
  return {
    method,
    path,
    headers: {
      Cookie: cookie,
      'X-Requested-With': 'relata',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Asks a list of questions, a few at a time. @returns where the answers differ, how many there were of each status, and how many were asked */
export async function compareAnswers(
  servers: readonly [Server, Server],
  cookie: string,
  questions: readonly Question[],
): Promise<{ differences: Difference[]; statuses: Map<number, number>; asked: number }> {
  const differences: Difference[] = [];
  const statuses = new Map<number, number>();
  const pages: Question[] = [];
  let [at, asked] = [0, 0];
  const worker = async (): Promise<void> => {
    const wires = [servers[0].open(), servers[1].open()] as const;
    for (let question = pages.pop() ?? questions[at++]; question; question = pages.pop() ?? questions[at++]) {
      const request = requestOf(question, cookie);
      const [one, other] = await Promise.all([wires[0].ask(request), wires[1].ask(request)]);
      asked++;
      statuses.set(one.status, (statuses.get(one.status) ?? 0) + 1);
      const difference = differenceOf(question, one, other);
      if (difference) differences.push(difference);
      const next = nextOf(question, one);
      if (next) pages.push(next);
    }
    for (const wire of wires) wire.close();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { differences, statuses, asked };
}

/** Where two answers part, if they do; a fault of the server is one, too. */
export function differenceOf(question: Question, one: Raw, other: Raw): Difference | undefined {
  const about = `${question.method} ${question.path} ${JSON.stringify(question.body) ?? ''}`;
  if (one.status >= 500) return { question: about, one: one.body, other: 'a fault of the server' };
  if (one.head === other.head && one.body === other.body) return undefined;
  const [first, second] = one.body === other.body ? [one.head, other.head] : [one, other].map((raw) => `${raw.status} ${raw.body}`);
  return { question: about, ...around(first ?? '', second ?? '') };
}

/** The page behind, of every list that has one. */
function nextOf(question: Question, { body }: Raw): Question | undefined {
  if (!body.startsWith('{"data"')) return undefined;
  const next = /"next":"([^"]+)"/.exec(body)?.[1];
  if (next === undefined) return undefined;
  if (question.method === 'POST') return { ...question, body: { ...(question.body as object), after: next, offset: undefined } };
  const path = question.path.replace(/[?&](?:after|offset)=[^&]*/g, '');
  return { ...question, path: `${path}${path.includes('?') ? '&' : '?'}after=${next}` };
}

/** Both texts from where they part. */
function around(one: string, other: string): { one: string; other: string } {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const from = Math.max(0, at - 120);
  return { one: one.slice(from, at + 200), other: other.slice(from, at + 200) };
}
