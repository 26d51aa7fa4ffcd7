/** Moves along pipelines: which are permitted, and what each demands. */
import type { TransitionDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';
import type { ProblemItem } from '../kernel/errors.ts';
import type { Entity, Field, Pipeline } from '../model/types.ts';

/** A move of one status field. */
export interface Move {
  readonly field: Field;
  readonly from: string | null;
  readonly to: string;
  /** The pipeline that the record goes along after the move. */
  readonly pipeline: Pipeline | undefined;
  readonly after: Readonly<Record<string, unknown>>;
}

/**
 * What stands against a move; an empty list permits it.
 * @param holds evaluates the condition of a transition on the record as it will be
 */
export function checkMove(context: Context, entity: Entity, move: Move, holds: (condition: unknown) => boolean): ProblemItem[] {
  const pointer = `/${move.field.name}`;
  const { pipeline } = move;
  const title = pipeline?.statuses.get(move.to)?.title ?? move.to;
  const listed = pipeline?.document.transitions;
  // A status that the pipeline lacks has been refused before.
  if (!pipeline?.statuses.has(move.to) || listed === undefined) return [];
  // A record that comes from another pipeline begins at the first status, or meets the demands of a move to the one it goes to.
  const arrives = move.from !== null && !pipeline.statuses.has(move.from);
  if (arrives && move.to === pipeline.initial) return [];
  const candidates = listed.filter((transition) => (arrives ? transition.to.includes(move.to) : leads(transition, move)));
  if (candidates.length === 0)
    return [{ pointer, code: 'transition', message: `${entity.title} cannot go from ${titleOf(move.field, move.from)} to ${title}.` }];
  const permitted = candidates.filter((transition) => roleMay(context, transition));
  if (permitted.length === 0) return [{ pointer, code: 'forbidden', message: `Your roles do not let you move to ${title}.` }];
  const open = permitted.filter((transition) => transition.when === undefined || holds(transition.when));
  if (open.length === 0) return [{ pointer, code: 'transition', message: `The conditions for moving to ${title} are not met.` }];
  const demands = open.map((transition) => (transition.require ?? []).filter((name) => isEmpty(move.after[name])));
  const least = demands.reduce((best, next) => (next.length < best.length ? next : best));
  return least.map((name) => ({
    pointer: `/${name}`,
    code: 'required',
    message: `${entity.fields.get(name)?.title ?? name} is required for moving to ${title}.`,
  }));
}

/** Whether a transition leads from here to there. */
export function leads(transition: TransitionDocument, move: Pick<Move, 'from' | 'to'>): boolean {
  const from: readonly string[] = transition.from;
  return transition.to.includes(move.to) && (from.includes('*') || (move.from !== null && from.includes(move.from)));
}

/** Whether the actor's roles may take a transition. */
export function roleMay(context: Context, transition: TransitionDocument): boolean {
  return (
    context.rights.admin ||
    transition.roles === undefined ||
    transition.roles.length === 0 ||
    transition.roles.some((role) => context.actor.roles.includes(role))
  );
}

function titleOf(field: Field, code: string | null): string {
  if (code === null) return 'no status';
  return field.codeTitles?.get(code) ?? code;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
