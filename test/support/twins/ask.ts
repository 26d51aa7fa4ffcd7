/** Asks both twins the same and compares the answers, byte for byte. */
import type { Question } from './questions.ts';

/** Where they differ. */
export interface Difference {
  readonly question: string;
  readonly one: string;
  readonly other: string;
}

interface Raw {
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
}

async function ask(url: string, cookie: string, { method, path, body }: Question): Promise<Raw> {
  const response = await fetch(url + path, {
    method,
    headers: { Cookie: cookie, 'X-Requested-With': 'relata', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, etag: response.headers.get('etag'), text: await response.text() };
}

/** Asks a list of questions, a few at a time. @returns where the answers differ, and how many there were of each status */
export async function compareAnswers(
  urls: readonly [string, string],
  cookie: string,
  questions: readonly Question[],
): Promise<{ differences: Difference[]; statuses: Map<number, number> }> {
  const differences: Difference[] = [];
  const statuses = new Map<number, number>();
  const waiting = [...questions];
  const worker = async (): Promise<void> => {
    for (let question = waiting.shift(); question; question = waiting.shift()) {
      const [one, other] = await Promise.all([ask(urls[0], cookie, question), ask(urls[1], cookie, question)]);
      statuses.set(one.status, (statuses.get(one.status) ?? 0) + 1);
      const about = `${question.method} ${question.path} ${JSON.stringify(question.body) ?? ''}`;
      if (one.status >= 500) differences.push({ question: about, one: one.text, other: 'a fault of the server' });
      else if (JSON.stringify(one) !== JSON.stringify(other))
        differences.push({ question: about, ...around(JSON.stringify(one), JSON.stringify(other)) });
      const next = nextOf(question, one);
      if (next) waiting.push(next);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return { differences, statuses };
}

/** The page behind, of every list that has one. */
function nextOf(question: Question, { text }: Raw): Question | undefined {
  const next = /"next":"([^"]+)"/.exec(text)?.[1];
  if (next === undefined || !text.startsWith('{"data"')) return undefined;
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
