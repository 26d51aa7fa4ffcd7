/** Upserts become creates and updates: what they look for is looked up for the whole batch at once. */
import { createHash } from 'node:crypto';
import { foldText } from '../../metadata/rules/fold.ts';
import { nearest } from '../../metadata/rules/suggest.ts';
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Transaction } from '../database/types.ts';
import type { ValueType } from '../fields/types.ts';
import { badRequest, conflict, forbidden, invalid, Problem } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { findField } from '../model/paths.ts';
import { matchRecords, type Match } from '../query/match.ts';
import { normaliseInput } from './input.ts';
import type { GivenOperation, UpsertOperation, WriteOperation } from './types.ts';
import { refusalOf, shownTitle } from '../access/wording.ts';

/** Kinds of values that can tell one record from another. Amounts compare at rates of the day, so that they are none of them. */
const telling: ReadonlySet<ValueType> = new Set(['text', 'number', 'date', 'instant', 'duration', 'code', 'record']);
/** Rows that upserts by a field without a unique index lock, so that two of the same value wait for one another. */
const buckets = 64;

/** An upsert that can be carried out. */
interface Wanted {
  readonly operation: UpsertOperation;
  readonly field: Field;
  /** As conditions bind it; texts folded. */
  readonly key: string;
}

type Plan = Wanted | { readonly problem: Problem } | { readonly plain: WriteOperation };

/**
 * Cuts a batch where a value comes again: the second upsert of it must find what the first one wrote.
 * @returns the parts, in order; one part where nothing comes again
 */
export function cutAtRepeats(context: Context, entity: Entity, operations: readonly GivenOperation[]): (readonly GivenOperation[])[] {
  if (!operations.some(({ action }) => action === 'upsert')) return [operations];
  const parts: GivenOperation[][] = [[]];
  let seen = new Set<string>();
  for (const operation of operations) {
    const plan = planOne(context, entity, operation);
    const key = 'key' in plan ? `${plan.field.name} ${plan.key}` : undefined;
    if (key !== undefined && seen.has(key)) {
      parts.push([]);
      seen = new Set();
    }
    if (key !== undefined) seen.add(key);
    parts.at(-1)?.push(operation);
  }
  return parts;
}

/**
 * Turns upserts into creates and updates; other operations stay what they are.
 * @param fail hears of those that cannot be told
 * @returns the operations in order, undefined where one has failed
 */
export async function resolveUpserts(
  context: Context,
  tx: Transaction,
  entity: Entity,
  operations: readonly GivenOperation[],
  fail: (index: number, problem: Problem) => void,
): Promise<(WriteOperation | undefined)[]> {
  const plans = operations.map((operation) => planOne(context, entity, operation));
  const found = await findAll(
    context,
    tx,
    entity,
    plans.flatMap((plan) => ('key' in plan ? [plan] : [])),
  );
  return plans.map((plan, index): WriteOperation | undefined => {
    const resolved = 'key' in plan ? resolve(context, entity, plan, found.get(plan)) : plan;
    if ('plain' in resolved) return resolved.plain;
    fail(index, resolved.problem);
    return undefined;
  });
}

function planOne(context: Context, entity: Entity, operation: GivenOperation): Plan {
  if (operation.action !== 'upsert') return { plain: operation };
  const scope = (action: 'create' | 'update'): unknown => context.rights.entity(entity.id).scope(action);
  if (scope('create') === 'none' && scope('update') === 'none') return { problem: forbidden(refusalOf(context, 'mayNeither', entity)) };
  const field = matchField(context, entity, operation.match);
  if (field instanceof Problem) return { problem: field };
  const given = Object.entries(operation.values).filter(([name]) => findField(entity, name) === field);
  const { values, errors } = normaliseInput(context, entity, Object.fromEntries(given), context.environment);
  // What is wrong with the value is told with all that is wrong beside it.
  if (errors.length > 0) return { plain: { action: 'create', values: operation.values } };
  const value = values.get(field) ?? null;
  if (value === null) {
    const message = `${field.title} is needed: by it the record is found.`;
    return { problem: invalid([{ pointer: `/${field.name}`, code: 'required', message }]) };
  }
  return { operation, field, key: matchKey(context, field, value) };
}

/** The form in which a canonical value is looked for. */
export function matchKey(context: Context, field: Field, value: unknown): string {
  const text = field.type.valueType === 'text';
  // A name has parts, and compares as one text.
  const plain = text && typeof value === 'object' ? field.type.toText(value, field, context.environment) : value;
  const literal = String(field.type.literal(plain, field, context.environment));
  return text ? foldText(literal) : literal;
}

/** Whether the stored values of a field can tell one record from another: what is encrypted by its digest, if it has one. */
export function tellsApart(field: Field): boolean {
  const { type } = field;
  const tells = telling.has(type.valueType) || type.encrypts !== undefined;
  return tells && type.operators.includes('eq') && type.columns(field).length > 0;
}

/** The field that records are told by, or what is wrong with it. */
export function matchField(context: Context, entity: Entity, name: string): Field | Problem {
  const access = (field: Field): string => fieldAccess(context.model, context.rights, entity, field);
  const named = findField(entity, name);
  const field = named && access(named) !== 'hidden' ? named : undefined;
  if (field && access(field) === 'write' && tellsApart(field)) return field;
  const usable = [...entity.fields.values()].filter((each) => access(each) === 'write' && tellsApart(each)).map((each) => each.name);
  const near = nearest(name, usable);
  const message = field
    ? `Records of ${entity.plural} cannot be matched by "${field.name}".`
    : `${entity.title} has no field "${name.slice(0, 100)}".`;
  const hint = near === undefined ? `Match by one of ${usable.slice(0, 20).join(', ')}.` : `Did you mean "${near}"?`;
  return badRequest(message, [{ pointer: '/match', code: field ? 'match' : 'unknown-field', message, hint }], 'match');
}

async function findAll(context: Context, tx: Transaction, entity: Entity, wanted: readonly Wanted[]): Promise<Map<Wanted, Match>> {
  const result = new Map<Wanted, Match>();
  for (const field of new Set(wanted.map((each) => each.field))) {
    const search = async (those: readonly Wanted[]): Promise<void> => {
      const keys = those.map((each) => each.key);
      for (const [place, match] of await matchRecords(context, tx, entity, field, keys)) {
        const one = those[place];
        if (one) result.set(one, match);
      }
    };
    const those = wanted.filter((each) => each.field === field);
    await search(those);
    const missing = those.filter((each) => !result.has(each));
    if (field.unique || missing.length === 0) continue;
    // Nothing in the tables keeps two from creating the same: they wait here, and the second one looks again.
    await lockBuckets(context, tx, entity, field, missing);
    await search(missing);
  }
  return result;
}

async function lockBuckets(context: Context, tx: Transaction, entity: Entity, field: Field, wanted: readonly Wanted[]): Promise<void> {
  const bucketOf = (key: string): number => createHash('sha1').update(key).digest().readUInt32BE() % buckets;
  const names = [...new Set(wanted.map(({ key }) => `upsert ${entity.id}.${field.id} ${bucketOf(key)}`))].sort();
  const table = id(context.database.schema, 'relata_counters');
  const lock = async (): Promise<number> => {
    const rows = sql`select name from ${table} where name = any(${names}::text[]) order by name for update`;
    return (await tx.query(toStatement(rows))).rows.length;
  };
  if ((await lock()) === names.length) return;
  const rows = sql`select n, 0 from unnest(${names}::text[]) n order by n`;
  await tx.query(toStatement(sql`insert into ${table} (name, value) ${rows} on conflict (name) do nothing`));
  await lock();
}

/** What an upsert comes to, once it is known what there is. */
function resolve(context: Context, entity: Entity, { operation, field, key }: Wanted, match: Match | undefined): Exclude<Plan, Wanted> {
  const { values, version, absent, present } = operation;
  const title = shownTitle(context, entity, field);
  if (match && match.found > 1) {
    const message = refusalOf(context, 'ambiguous', entity, { count: match.found, field: title });
    return { problem: conflict(message, [{ pointer: `/${field.name}`, code: 'ambiguous', message }], 'ambiguous') };
  }
  if (match && absent === true) return { problem: unmet(refusalOf(context, 'alreadyThere', entity, { field: title })) };
  if (match) {
    const update = { action: 'update' as const, id: match.id, values, found: { field: field.name, key } };
    return { plain: version === undefined ? update : { ...update, version } };
  }
  if (version !== undefined || present === true) return { problem: unmet(refusalOf(context, 'notThere', entity, { field: title })) };
  return { plain: { action: 'create', values } };
}

/** 412: what the caller made a condition does not hold. */
export function unmet(detail: string): Problem {
  return new Problem({ status: 412, code: 'precondition', title: 'The condition of the request does not hold', detail });
}
