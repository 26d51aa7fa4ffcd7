/** A question about the model or the settings. */
import type { Context } from '../../access/context.ts';
import type { AuditParams, CheckOf, CheckOutcome, Direction, Evidence } from '../types.ts';

/** One file per question in this folder. */
export interface Question {
  readonly direction: Direction;
  ask(context: Context, check: CheckOf<'config'>, params: AuditParams): Promise<CheckOutcome>;
}

/** A finding that is not a record: a field, a pipeline, a role. */
export function finding(label: string, ...facts: readonly (readonly [title: string, text: string])[]): Evidence {
  return { entity: '', id: null, label, fields: facts.map(([title, text]) => ({ name: title, title, text })) };
}

/** The outcome of a question that counts things: value is the share that fails. */
export function shareOf(population: number, evidence: readonly Evidence[]): CheckOutcome {
  return { population, failing: evidence.length, value: population === 0 ? null : evidence.length / population, unit: 'share', evidence };
}
