/**
 * A result cites records with the rights of whoever ran the audit. Others see a check's figures, but its records, members and values
 * only when they may read all records of the entity and every cited field.
 */
import type { Context } from '../access/context.ts';
import { isReadable } from '../access/fields.ts';
import type { Entity } from '../model/types.ts';
import type { AuditResult, AuditRun, CheckResult } from './types.ts';

/** The result as this reader may see it. */
export function withholdDetails(context: Context, run: AuditRun, result: AuditResult): AuditResult {
  if (run.actor !== null && run.actor === context.actor.id) return result;
  const hidden = new Set(result.checks.filter((check) => !maySee(context, run, check)).map((check) => check.id));
  return {
    ...result,
    checks: result.checks.map((check) => (hidden.has(check.id) ? bareFigures(check) : check)),
    recommendations: result.recommendations.map(({ amount, ...advice }) =>
      amount === undefined || hidden.has(advice.check ?? '') ? advice : { ...advice, amount },
    ),
  };
}

function maySee(context: Context, run: AuditRun, check: CheckResult): boolean {
  const cited = new Set([
    ...(check.entity === undefined ? [] : [check.entity]),
    ...check.evidence.map((item) => item.entity).filter((entity) => entity !== ''),
  ]);
  return [...cited].every((id) => {
    const entity = context.model.entities.get(id);
    // The server itself sees what restrictions keep from everybody; whoever else ran it did not.
    if (entity && run.actor === null && isKept(entity)) return false;
    if (context.rights.admin) return true;
    if (!entity || context.rights.entity(id).scope('read') !== 'all') return false;
    // Paths into other entities are not followed here: whoever lacks any field of this one sees figures only.
    const rights = context.rights.entity(id);
    return [...entity.fields.values()].every(
      (field) => isReadable(context.model, context.rights, entity, field) && rights.fieldCases(field.name) === undefined,
    );
  });
}

/** Whether some of its records, or fields of them, are to be read by nobody. */
function isKept(entity: Entity): boolean {
  return (entity.document.restrictions ?? []).some((restriction) => restriction.actions.includes('read'));
}

function bareFigures(check: CheckResult): CheckResult {
  const { groups: _groups, amount: _amount, groupKind: _kind, ...rest } = check;
  return { ...rest, evidence: [], notes: [{ key: 'withheld', values: {} }] };
}
