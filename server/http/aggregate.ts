/** The body of an aggregate call. */
import { badRequest, type ProblemItem } from '../kernel/errors.ts';
import { dateParts, isDatePart } from '../query/date-parts.ts';
import type { AggregateRequest, PivotRequest } from '../query/types.ts';
import { readListRequest } from './body.ts';

const maximumMeasures = 50;
const measures = ['count', 'countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median'];

/**
 * Checks the shape of an aggregate body.
 * @returns a request for a pivot where the body has a member `pivot`
 * @throws Problem 400 with a pointer to each group and measure that cannot be read
 */
export function readAggregate(body: Readonly<Record<string, unknown>>): AggregateRequest | PivotRequest {
  const { groups, pivot, measures: measured, sort, ...rest } = body;
  const { filter, params, q, limit } = readListRequest(rest, ['filter', 'params', 'q', 'limit']);
  const errors = [
    ...(groups === undefined ? [] : checkList(groups, 'groups', wrongGroup)),
    ...(pivot === undefined ? [] : checkList(pivot, 'pivot', wrongGroup)),
    ...checkList(measured, 'measures', wrongMeasure),
    ...(sort === undefined ? [] : wrongSort(sort)),
    ...(pivot === undefined ? [] : notWithPivot({ sort, limit })),
  ];
  if (errors.length > 0) throw badRequest('The groups or measures cannot be read.', errors.slice(0, 50), 'parameter');
  const request = { filter, params, q, limit, sort, measures: measured, pivot, groups: groups ?? (pivot === undefined ? undefined : []) };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as AggregateRequest;
}

/** Whether a request is for groups in two dimensions. */
export function isPivot(request: AggregateRequest | PivotRequest): request is PivotRequest {
  return 'pivot' in request;
}

/** A table has the order of its keys and its own bounds: what would be passed over is refused. */
function notWithPivot(members: Readonly<Record<string, unknown>>): ProblemItem[] {
  return Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [{ pointer: `/${name}`, code: 'parameter', message: `"${name}" does not go with "pivot".` }],
  );
}

function wrongSort(sort: unknown): ProblemItem[] {
  const { measure, descending, ...more } = (typeof sort === 'object' && sort !== null ? sort : {}) as Record<string, unknown>;
  const right =
    Number.isInteger(measure) &&
    Number(measure) >= 0 &&
    (descending === undefined || typeof descending === 'boolean') &&
    Object.keys(more).length === 0;
  return right
    ? []
    : [{ pointer: '/sort', code: 'parameter', message: 'The place of a measure, such as { "measure": 0, "descending": true }.' }];
}

function checkList(list: unknown, name: string, wrong: (item: Readonly<Record<string, unknown>>) => string | undefined): ProblemItem[] {
  const example = name === 'measures' ? '[{ "count": true }]' : '[{ "field": "owner" }]';
  if (!Array.isArray(list) || list.length > maximumMeasures)
    return [{ pointer: `/${name}`, code: 'parameter', message: `A list of ${maximumMeasures} at the most, such as ${example}.` }];
  return list.flatMap((item: unknown, index): ProblemItem[] => {
    const message =
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? wrong(item as Record<string, unknown>)
        : `An object such as ${example}.`;
    return message === undefined ? [] : [{ pointer: `/${name}/${index}`, code: 'parameter', message }];
  });
}

function wrongGroup(group: Readonly<Record<string, unknown>>): string | undefined {
  const { field, by, ...more } = group;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) return `A group has no member "${unknown}".`;
  if (typeof field !== 'string' || field.length > 300) return '"field" is the name of a field.';
  return by === undefined || (typeof by === 'string' && isDatePart(by)) ? undefined : `"by" is one of ${dateParts.join(', ')}.`;
}

function wrongMeasure(measure: Readonly<Record<string, unknown>>): string | undefined {
  const [entry, ...more] = Object.entries(measure);
  if (!entry || more.length > 0 || !measures.includes(entry[0])) return `A measure is one of ${measures.join(', ')}.`;
  const [name, given] = entry;
  if (name === 'count') return given === true ? undefined : '"count" is true.';
  return typeof given === 'string' && given.length <= 300 ? undefined : `"${name}" names a field.`;
}
