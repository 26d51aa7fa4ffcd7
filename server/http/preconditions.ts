/** Conditions of a write: `If-Match` and `If-None-Match`, with entity tags that are versions of records. */
import { badRequest, Problem } from '../kernel/errors.ts';
import { unmet } from '../records/upsert.ts';

interface Headers {
  get(name: string): string;
}

const tagsAtMost = 20;

/**
 * The versions that `If-Match` accepts; none where it is missing or `*`, which is any version of a record that is there. A weak tag counts like the strong
 * one, for proxies that compress make it of ours.
 * @throws Problem 400 when it is neither
 */
export function readIfMatch(header: string): { version?: number | readonly number[] } {
  const text = header.trim();
  if (text === '' || text === '*') return {};
  const tags = text.split(',').map((tag) => /^(?:W\/)?"(\d{1,9})"$/.exec(tag.trim())?.[1]);
  if (tags.length > tagsAtMost || tags.includes(undefined))
    throw badRequest('If-Match must be an ETag as it was sent, such as "7", or several with commas between.', [
      { pointer: '', code: 'if-match', message: 'Not an ETag of ours.' },
    ]);
  const versions = tags.map(Number);
  const [only] = versions;
  return versions.length === 1 && only !== undefined ? { version: only } : { version: versions };
}

/**
 * What an upsert demands: `If-Match` that the record is there, `If-None-Match: *` that it is not.
 * @throws Problem 400 for anything else
 */
export function readUpsertConditions(ctx: Headers): { version?: number | readonly number[]; absent?: boolean; present?: boolean } {
  const [match, none] = [ctx.get('If-Match').trim(), ctx.get('If-None-Match').trim()];
  if (none !== '' && none !== '*')
    throw badRequest('If-None-Match takes * only: the record is to be created, not changed.', [
      { pointer: '', code: 'if-none-match', message: 'Send * or leave it out.' },
    ]);
  if (none === '*' && match !== '')
    throw badRequest('If-Match and If-None-Match contradict one another.', [
      { pointer: '', code: 'if-none-match', message: 'Send one of the two.' },
    ]);
  return { ...readIfMatch(match), ...(none === '*' ? { absent: true } : {}), ...(match === '*' ? { present: true } : {}) };
}

/** `If-Match: *` demands that the record is there: where it is not, or may not be seen, that is 412 and not 404. */
export async function whereStarMatches<T>(ctx: Headers, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (ctx.get('If-Match').trim() === '*' && error instanceof Problem && error.status === 404) throw unmet(error.message);
    throw error;
  }
}
