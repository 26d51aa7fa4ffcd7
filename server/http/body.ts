/** Bodies and parameters of requests, checked for shape before anything reads them. */
import type { Context as KoaContext } from 'koa';
import { badRequest } from '../kernel/errors.ts';
import type { ListRequest } from '../query/types.ts';

/**
 * The JSON body as an object.
 * @throws Problem 400 when it is anything else
 */
export function bodyOf(ctx: Pick<KoaContext, 'request'>): Record<string, unknown> {
  const body = (ctx.request as { body?: unknown }).body ?? {};
  if (typeof body !== 'object' || Array.isArray(body)) throw badRequest('The body must be a JSON object.');
  return body as Record<string, unknown>;
}

const listMembers: Readonly<Record<keyof ListRequest, 'object' | 'names' | 'number' | 'text' | 'flag'>> = {
  filter: 'object',
  params: 'object',
  select: 'names',
  expand: 'object',
  sort: 'names',
  q: 'text',
  limit: 'number',
  after: 'text',
  offset: 'number',
  count: 'text',
  trash: 'flag',
};

/**
 * A list request from query parameters or a JSON body: the same names, the same checks.
 * @throws Problem 400 that names every member that is wrong
 */
export function readListRequest(input: Readonly<Record<string, unknown>>): ListRequest {
  const errors: { pointer: string; code: string; message: string }[] = [];
  const result: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(input)) {
    const wanted = Object.hasOwn(listMembers, name) ? listMembers[name as keyof ListRequest] : undefined;
    const value = wanted === undefined ? undefined : readMember(wanted, given);
    if (value !== undefined) result[name] = value;
    else
      errors.push({
        pointer: `/${name}`,
        code: 'parameter',
        message: wanted === undefined ? `There is no parameter "${name}".` : `"${name}" is not of the right form (${wanted}).`,
      });
  }
  const count = result['count'];
  if (count !== undefined && count !== 'exact' && count !== 'estimate' && count !== 'none')
    errors.push({ pointer: '/count', code: 'parameter', message: 'count is exact, estimate or none.' });
  if (errors.length > 0) throw badRequest(errors.map((error) => error.message).join(' '), errors, 'parameter');
  return result;
}

function readMember(wanted: 'object' | 'names' | 'number' | 'text' | 'flag', given: unknown): unknown {
  if (wanted === 'text') return typeof given === 'string' ? given : undefined;
  if (wanted === 'number') return readNumber(given);
  if (wanted === 'flag') return given === true || given === 'true' ? true : given === false || given === 'false' ? false : undefined;
  if (wanted === 'names') return readNames(given);
  const value = typeof given === 'string' ? readJson(given) : given;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function readNumber(given: unknown): number | undefined {
  const value = typeof given === 'string' && /^-?\d{1,10}$/.test(given) ? Number(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function readNames(given: unknown): string[] | undefined {
  const names: unknown = typeof given === 'string' ? given.split(',').filter((name) => name !== '') : given;
  return Array.isArray(names) &&
    names.length <= 500 &&
    names.every((name): name is string => typeof name === 'string' && name.length <= 300)
    ? names
    : undefined;
}

/** JSON, or for `expand` a plain list of names. */
function readJson(text: string): unknown {
  if (!text.trimStart().startsWith('{'))
    return Object.fromEntries(
      text
        .split(',')
        .filter((name) => name !== '')
        .map((name) => [name.trim(), true]),
    );
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
