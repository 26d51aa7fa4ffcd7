/** Counting and citing records for checks: every figure comes through the query engine, with the rights of whoever runs the audit. */
import type { Condition } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import { pathReadable } from '../access/fields.ts';
import { badRequest } from '../kernel/errors.ts';
import type { Entity, Field } from '../model/types.ts';
import { PathError, resolvePath } from '../model/paths.ts';
import { aggregateRecords } from '../query/aggregate.ts';
import { readRows } from '../query/rows.ts';
import type { Row } from '../query/types.ts';
import type { AuditParams, CheckOutcome, Evidence, EvidenceField } from './types.ts';

/** What most checks share: a population, the value at stake, and what to show of findings. */
export interface PopulationCheck {
  readonly entity: string;
  readonly where?: Condition;
  readonly amount?: string;
  readonly evidence?: { readonly fields?: readonly string[]; readonly sort?: readonly string[]; readonly limit?: number };
}

/** Conditions that must all hold; undefined when there is none. */
export function both(...parts: readonly (Condition | undefined)[]): Condition | undefined {
  const given = parts.filter((part) => part !== undefined && Object.keys(part).length > 0) as Condition[];
  if (given.length === 0) return undefined;
  return given.length === 1 ? given[0] : { and: given };
}

/** The condition that one does not hold (what is empty counts as not). */
export function not(condition: Condition): Condition {
  return { not: condition };
}

/**
 * The entity of a check.
 * @throws Problem 400 when the model has none of that name
 */
export function entityOf(context: Context, id: string): Entity {
  const entity = context.model.entities.get(id);
  if (!entity) throw badRequest(`There is no entity "${id}".`);
  return entity;
}

/** Number of records for which all conditions hold. */
export async function countRecords(
  context: Context,
  entity: string,
  params: AuditParams,
  ...parts: readonly (Condition | undefined)[]
): Promise<number> {
  const filter = both(...parts);
  const { totals } = await aggregateRecords(context, entity, { ...(filter && { filter }), params, measures: [{ count: true }] });
  return Number(totals[0] ?? 0);
}

/** Population, failing records, value at stake and evidence of a check that fails where a condition holds. */
export async function measureFailing(
  context: Context,
  check: PopulationCheck,
  fails: Condition,
  params: AuditParams,
): Promise<CheckOutcome> {
  const population = await countRecords(context, check.entity, params, check.where);
  const filter = both(check.where, fails);
  const { totals } = await aggregateRecords(context, check.entity, {
    ...(filter && { filter }),
    params,
    measures: [{ count: true }, ...(check.amount === undefined ? [] : [{ sum: check.amount }])],
  });
  const failing = Number(totals[0] ?? 0);
  const evidence = failing === 0 ? [] : await citeRecords(context, check, filter, params);
  return {
    population,
    failing,
    value: population === 0 ? null : failing / population,
    unit: 'share',
    evidence,
    ...(check.amount === undefined ? {} : { amount: String(totals[1] ?? '0') }),
  };
}

/** Records as evidence: the greatest amounts first unless the check orders them. */
export async function citeRecords(
  context: Context,
  check: PopulationCheck,
  filter: Condition | undefined,
  params: AuditParams,
): Promise<Evidence[]> {
  const limit = check.evidence?.limit ?? 20;
  if (limit === 0) return [];
  const sort = check.evidence?.sort ?? (check.amount === undefined ? undefined : [`-${check.amount}`]);
  const { rows } = await readRows(context, check.entity, {
    ...(filter && { filter }),
    params,
    select: citedPaths(context, check),
    limit,
    count: 'none',
    ...(sort && { sort }),
  });
  return rows.map((row) => citeRow(context, check, row));
}

/** Paths that evidence needs, without those that whoever runs the audit may not read. */
export function citedPaths(context: Context, check: PopulationCheck): string[] {
  const entity = entityOf(context, check.entity);
  const wanted = [entity.display.name, ...(check.evidence?.fields ?? []), ...(check.amount === undefined ? [] : [check.amount])];
  return [...new Set(wanted)].filter(
    (path) => fieldAt(context, entity, path) !== undefined && pathReadable(context.model, context.rights, entity, path),
  );
}

/** One row as evidence. */
export function citeRow(context: Context, check: PopulationCheck, row: Row): Evidence {
  const entity = entityOf(context, check.entity);
  const paths = (check.evidence?.fields ?? []).filter((path) => path in row);
  const amount = check.amount === undefined ? undefined : amountText(row[check.amount]);
  return {
    entity: entity.id,
    id: row.id,
    label: textOf(context, entity.display, row[entity.display.name]) || row.id,
    fields: paths.map((path): EvidenceField => {
      const field = fieldAt(context, entity, path);
      return { name: path, title: titleOf(context, entity, path), text: field ? textOf(context, field, row[path]) : plainText(row[path]) };
    }),
    ...(amount === undefined ? {} : { amount }),
  };
}

/** The decimal of a money value or number. */
export function amountText(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && 'amount' in value) return String(value.amount);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The field at the end of a path, or undefined when it ends in a part of a value.
 * @throws Problem 400 when the path leads nowhere
 */
export function fieldAt(context: Context, entity: Entity, path: string): Field | undefined {
  const own = entity.fields.get(path);
  if (own) return own;
  try {
    const { end } = resolvePath(context.model, entity, path);
    return end.kind === 'field' ? end.field : undefined;
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw badRequest([error.message, error.hint].filter((part) => part !== undefined).join(' '));
  }
}

/** A path as people know it: titles of its fields, joined. */
export function titleOf(context: Context, entity: Entity, path: string): string {
  const own = entity.fields.get(path);
  if (own) return own.title;
  const names = path.split('.');
  const titles: string[] = [];
  let at: Entity | undefined = entity;
  for (const name of names) {
    const field: Field | undefined = at?.fields.get(name);
    titles.push(field?.title ?? name);
    at = field?.targets.length === 1 ? context.model.entities.get(field.targets[0] ?? '') : undefined;
  }
  return titles.join(' › ');
}

function textOf(context: Context, field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.targets.length > 0) return plainText(value);
  const coded = typeof value === 'string' ? field.codeTitles?.get(value) : undefined;
  if (coded !== undefined) return coded;
  try {
    return field.type.toText(value, field, context.environment);
  } catch {
    return plainText(value);
  }
}

/** A value without a field: labels of links, else its JSON. */
function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plainText).join(', ');
  if (typeof value === 'object') {
    if ('label' in value) return typeof value.label === 'string' ? value.label : '';
    if ('full' in value && typeof value.full === 'string') return value.full;
    if ('amount' in value && 'currency' in value) return `${String(value.amount)} ${String(value.currency)}`;
    return JSON.stringify(value);
  }
  return typeof value === 'string' ? value : String(value);
}
