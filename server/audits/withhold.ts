/**
 * A result cites records with the rights of whoever ran the audit. Others see a check's figures, but its records, members and values
 * only when they may read every record and field of all entities that have a part in it.
 */
import { formulaPaths, parseFormula } from '../../metadata/rules/formula.ts';
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import { PathError, resolvePath } from '../model/paths.ts';
import type { Entity, Model } from '../model/types.ts';
import type { AuditResult, AuditRun, CheckResult } from './types.ts';

/** The result as this reader may see it: the same object where that is all of it. */
export function withholdDetails(context: Context, run: AuditRun, result: AuditResult): AuditResult {
  if (run.actor !== null && run.actor === context.actor.id) return result;
  const hidden = new Set(result.checks.filter((check) => !maySee(context, run, check)).map((check) => check.id));
  if (hidden.size === 0) return result;
  return {
    ...result,
    checks: result.checks.map((check) => (hidden.has(check.id) ? bareFigures(check) : check)),
    recommendations: result.recommendations.map(({ amount, ...advice }) =>
      amount === undefined || hidden.has(advice.check ?? '') ? advice : { ...advice, amount },
    ),
  };
}

function maySee(context: Context, run: AuditRun, check: CheckResult): boolean {
  const words = wordsOf(context.model.audits.get(run.audit)?.checks.find(({ id }) => id === check.id));
  const cited = [check.entity ?? '', ...check.evidence.map((item) => item.entity), ...words];
  const entities = [...new Set(cited)].flatMap((id) => context.model.entities.get(id) ?? []);
  const reached = new Set(entities.flatMap((entity) => [entity, ...reachedFrom(context.model, entity, words)]));
  return [...reached].every((entity) => seesWholly(context, run, entity));
}

/** All that a check's document says, names and conditions among it. */
function wordsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => [key, ...wordsOf(value)]);
}

/** Entities whose records have a part in what is found of one: its fields lead to them, are computed of them, or a path crosses them. */
function reachedFrom(model: Model, entity: Entity, words: readonly string[]): Entity[] {
  const fields = [...entity.fields.values()];
  const ids = fields.flatMap(({ targets, document }) =>
    document.field === 'rollup' ? [document.of.slice(0, document.of.lastIndexOf('.'))] : targets,
  );
  const formulas = fields.flatMap(({ document }) => (document.field === 'formula' ? formulaPaths(parseFormula(document.formula)) : []));
  return [...ids.flatMap((id) => model.entities.get(id) ?? []), ...[...words, ...formulas].flatMap((path) => crossed(model, entity, path))];
}

function crossed(model: Model, entity: Entity, path: string): Entity[] {
  try {
    const { hops, end } = resolvePath(model, entity, path);
    return [...hops.map((hop) => hop.target), ...(end.kind === 'backlink' ? [end.target] : [])];
  } catch (error) {
    if (error instanceof PathError) return [];
    throw error;
  }
}

/** Whether the reader sees every record of an entity, and every field of it. */
function seesWholly({ model, rights }: Context, run: AuditRun, entity: Entity): boolean {
  // The server itself sees what restrictions keep from everybody; whoever else ran it did not.
  if (run.actor === null && isKept(entity)) return false;
  if (rights.admin) return true;
  const own = rights.entity(entity.id);
  if (own.scope('read') !== 'all') return false;
  return [...entity.fields.values()].every((field) => isReadable(model, rights, entity, field) && own.fieldCases(field.name) === undefined);
}

/** Whether some of its records, or fields of them, are to be read by nobody. */
function isKept(entity: Entity): boolean {
  return (entity.document.restrictions ?? []).some((restriction) => restriction.actions.includes('read'));
}

function bareFigures(check: CheckResult): CheckResult {
  const { groups: _groups, amount: _amount, groupKind: _kind, ...rest } = check;
  return { ...rest, evidence: [], notes: [{ key: 'withheld', values: {} }] };
}
