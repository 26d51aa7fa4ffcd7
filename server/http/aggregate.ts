/** The body of an aggregate call. */
import { badRequest, type ProblemItem } from '../kernel/errors.ts';
import type { AggregateRequest } from '../query/types.ts';
import { readListRequest } from './body.ts';

const maximumMeasures = 50;
const measures = ['count', 'countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median'];

/**
 * Checks the shape of an aggregate body.
 * @throws Problem 400 with a pointer to each group and measure that cannot be read
 */
export function readAggregate(body: Readonly<Record<string, unknown>>): AggregateRequest {
  const { groups, measures: measured, ...rest } = body;
  const { filter, params, q, limit } = readListRequest(rest, ['filter', 'params', 'q', 'limit']);
  const errors = [
    ...(groups === undefined ? [] : checkList(groups, 'groups', wrongGroup)),
    ...checkList(measured, 'measures', wrongMeasure),
  ];
  if (errors.length > 0) throw badRequest('The groups or measures cannot be read.', errors.slice(0, 50), 'parameter');
  const request = { filter, params, q, limit, groups, measures: measured };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as unknown as AggregateRequest;
}

function checkList(list: unknown, name: string, wrong: (item: Readonly<Record<string, unknown>>) => string | undefined): ProblemItem[] {
  const example = name === 'groups' ? '[{ "field": "owner" }]' : '[{ "count": true }]';
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
  return by === undefined || typeof by === 'string' ? undefined : '"by" is a part of a date, such as "month".';
}

function wrongMeasure(measure: Readonly<Record<string, unknown>>): string | undefined {
  const [entry, ...more] = Object.entries(measure);
  if (!entry || more.length > 0 || !measures.includes(entry[0])) return `A measure is one of ${measures.join(', ')}.`;
  const [name, given] = entry;
  if (name === 'count') return given === true ? undefined : '"count" is true.';
  return typeof given === 'string' && given.length <= 300 ? undefined : `"${name}" names a field.`;
}
