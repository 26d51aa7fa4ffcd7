/** Bodies and parameters of requests, checked for shape before anything reads them. */
import type { Context as KoaContext } from 'koa';
import { badRequest, Problem } from '../kernel/errors.ts';
import type { ListRequest } from '../query/types.ts';
import { readExpand } from './expand.ts';
import { demandShallow } from './depth.ts';
import { demandMembers } from './members.ts';

/**
 * The JSON body as an object; without a body, an empty one.
 * @param names the members that it may have; without, whoever reads it checks them
 * @throws Problem 400 when it is anything else, nested too deep or has other members, 415 when it does not say that it is JSON
 */
export function bodyOf(ctx: Pick<KoaContext, 'request'>, names?: readonly string[]): Record<string, unknown> {
  const { body, rawBody } = ctx.request as { body?: unknown; rawBody?: unknown };
  if (rawBody === undefined && hasBody(ctx.request))
    throw new Problem({ status: 415, code: 'media-type', title: 'Wrong media type', detail: 'Send the body as application/json.' });
  const given = body ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw badRequest('The body must be a JSON object.');
  demandShallow(given);
  if (names) demandMembers(given as Record<string, unknown>, names);
  return given as Record<string, unknown>;
}

/** Whether a request has something in its body: what is not JSON was not read, and must not pass for an empty object. */
function hasBody(request: KoaContext['request']): boolean {
  return request.get('Transfer-Encoding') !== '' || (request.length ?? 0) > 0;
}

const listMembers: Readonly<Record<keyof ListRequest, 'object' | 'expand' | 'names' | 'number' | 'text' | 'flag'>> = {
  filter: 'object',
  params: 'object',
  select: 'names',
  expand: 'expand',
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
 * @param names those that the call at hand takes; all of them when absent
 * @throws Problem 400 that names every member that is wrong
 */
export function readListRequest(input: Readonly<Record<string, unknown>>, names?: readonly (keyof ListRequest)[]): ListRequest {
  if (names) demandMembers(input, names);
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

function readMember(wanted: 'object' | 'expand' | 'names' | 'number' | 'text' | 'flag', given: unknown): unknown {
  if (wanted === 'text') return typeof given === 'string' ? given : undefined;
  if (wanted === 'number') return readNumber(given);
  if (wanted === 'flag') return given === true || given === 'true' ? true : given === false || given === 'false' ? false : undefined;
  if (wanted === 'names') return readNames(given);
  const value = typeof given === 'string' ? readJson(given) : given;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  demandShallow(value);
  return wanted === 'expand' ? readExpand(value) : value;
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
