/** All check kinds by name; the schema of audits names the same ones. */
import type { Context } from '../../access/context.ts';
import type { AuditParams, Check, CheckEnvironment, CheckKind, CheckOutcome, Direction } from '../types.ts';
import { checklist } from './checklist.ts';
import { completeness } from './completeness.ts';
import { config } from './config.ts';
import { coverage } from './coverage.ts';
import { crossField } from './cross-field.ts';
import { distribution } from './distribution.ts';
import { duplicate } from './duplicate.ts';
import { freshness } from './freshness.ts';
import { funnel } from './funnel.ts';
import { orphan } from './orphan.ts';
import { overdue } from './overdue.ts';
import { permission } from './permission.ts';
import { rate } from './rate.ts';
import { ratio } from './ratio.ts';
import { validity } from './validity.ts';

/** One entry per kind: a missing or wrong one does not compile. */
export const checkKinds: { readonly [Kind in Check['kind']]: CheckKind<Kind> } = {
  checklist,
  completeness,
  config,
  coverage,
  crossField,
  distribution,
  duplicate,
  freshness,
  funnel,
  orphan,
  overdue,
  permission,
  rate,
  ratio,
  validity,
};

/** The kind of a check: sound because the registry is keyed by the kind that each entry serves. */
function kindOf(check: Check): CheckKind {
  return checkKinds[check.kind] as unknown as CheckKind;
}

/** Runs a check of any kind. */
export function runCheck(context: Context, check: Check, params: AuditParams, environment: CheckEnvironment): Promise<CheckOutcome> {
  return kindOf(check).run(context, check, params, environment);
}

/** Which values of a check are better by its kind. */
export function directionOf(check: Check): Direction {
  return kindOf(check).direction(check);
}
