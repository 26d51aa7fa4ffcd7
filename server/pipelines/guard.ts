/** Moves along pipelines: which are permitted, and what each demands. */
import type { TransitionDocument } from '../../metadata/types.ts';
import type { FaultKey } from '../../metadata/rules/fault-texts/en.ts';
import type { FaultValues } from '../../metadata/rules/faults.ts';
import type { Context } from '../access/context.ts';
import { shownEntity, shownStatus, wording } from '../access/wording.ts';
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
  const titleOf = (code: string): string => shownStatus(context, entity, move.field, pipeline, code);
  const say = (field: Field, key: FaultKey, values: FaultValues = {}): string =>
    wording(context, entity, field, key, { to: titleOf(move.to), ...values });
  const listed = pipeline?.document.transitions;
  // A status that the pipeline lacks has been refused before.
  if (!pipeline?.statuses.has(move.to) || listed === undefined) return [];
  // A record that comes from another pipeline begins at the first status, or meets the demands of a move to the one it goes to.
  const arrives = move.from !== null && !pipeline.statuses.has(move.from);
  if (arrives && move.to === pipeline.initial) return [];
  const candidates = listed.filter((transition) => (arrives ? transition.to.includes(move.to) : leads(transition, move)));
  if (candidates.length === 0)
    return [
      {
        pointer,
        code: 'transition',
        message: say(move.field, 'noMove', {
          entity: shownEntity(context, entity).title,
          from: move.from === null ? '–' : titleOf(move.from),
        }),
      },
    ];
  const permitted = candidates.filter((transition) => roleMay(context, transition));
  if (permitted.length === 0) return [{ pointer, code: 'forbidden', message: say(move.field, 'moveForbidden') }];
  const open = permitted.filter((transition) => transition.when === undefined || holds(transition.when));
  if (open.length === 0) return [{ pointer, code: 'transition', message: say(move.field, 'moveUnmet') }];
  const demands = open.map((transition) => (transition.require ?? []).filter((name) => isEmpty(move.after[name])));
  const least = demands.reduce((best, next) => (next.length < best.length ? next : best));
  return least.flatMap((name): ProblemItem[] => {
    const field = entity.fields.get(name);
    return field ? [{ pointer: `/${name}`, code: 'required', message: say(field, 'requiredForMove') }] : [];
  });
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

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
