/** What is to come with a record: the shape of `expand`, checked at every level. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import { badRequest, type ProblemItem } from '../kernel/errors.ts';
import { maximumChildren } from '../query/select.ts';
import type { ExpandRequest } from '../query/types.ts';

type Expand = Readonly<Record<string, ExpandRequest | true>>;

const maximumNames = 100;

/**
 * Reads an `expand`: names, each with `true` or with what to bring of it.
 * @throws Problem 400 with a pointer to every member that is wrong
 */
export function readExpand(value: object): Expand {
  const errors: ProblemItem[] = [];
  checkLevel(value, '/expand', errors);
  if (errors.length > 0) throw badRequest('"expand" cannot be read.', errors.slice(0, 50), 'parameter');
  return value as Expand;
}

function checkLevel(value: object, pointer: string, errors: ProblemItem[]): void {
  const entries = Object.entries(value);
  if (entries.length > maximumNames)
    errors.push({ pointer, code: 'parameter', message: `${maximumNames} relations at the most can be expanded at once.` });
  for (const [name, wanted] of entries) {
    const at = pointer + segment(name);
    if (wanted === true) continue;
    if (!isObject(wanted)) errors.push({ pointer: at, code: 'parameter', message: `"${name}" is true, or an object with what to bring.` });
    else for (const [member, given] of Object.entries(wanted)) checkMember(member, given, `${at}/${member}`, errors);
  }
}

function checkMember(member: string, given: unknown, pointer: string, errors: ProblemItem[]): void {
  const wrong = (message: string): void => void errors.push({ pointer, code: 'parameter', message });
  switch (member) {
    case 'select':
    case 'sort':
      if (!isNames(given)) wrong(`"${member}" is a list of names.`);
      return;
    case 'filter':
      if (!isObject(given)) wrong('"filter" is a condition.');
      return;
    case 'limit':
      if (typeof given !== 'number' || !Number.isInteger(given) || given < 1 || given > maximumChildren)
        wrong(`"limit" must be a whole number from 1 to ${maximumChildren}.`);
      return;
    case 'expand':
      if (isObject(given)) checkLevel(given, pointer, errors);
      else wrong('"expand" is an object of relations.');
      return;
    default:
      wrong(`There is no "${member}" in what to bring of a relation.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 500 && value.every((name) => typeof name === 'string' && name.length <= 300);
}
