/** Moves along a pipeline: which are permitted and what they ask for. Pure, so that board, bar and menu agree. */
import type { ClientEntity, ClientField, ClientPipeline } from '../../../../metadata/client-model.ts';
import type { TransitionDocument } from '../../../../metadata/types.ts';
import { valueAt } from '../../ui/values.ts';

/** A place that a record may be moved to. */
export interface Move {
  readonly to: string;
  readonly title: string;
  readonly colour: string | undefined;
  /** The transition's own words ("Mark as lost"), if it has some. */
  readonly action: string | undefined;
  readonly require: readonly string[];
}

function transitionFor(pipeline: ClientPipeline, from: string | undefined, to: string): TransitionDocument | undefined {
  return pipeline.transitions?.find(
    (one) => (one.from.includes('*') || (from !== undefined && one.from.includes(from))) && one.to.includes(to),
  );
}

/** The moves that the user may make from a status. */
export function movesFrom(pipeline: ClientPipeline | undefined, from: string | undefined): readonly Move[] {
  if (pipeline === undefined) return [];
  return pipeline.statuses.flatMap((status) => {
    if (status.code === from) return [];
    const transition = transitionFor(pipeline, from, status.code);
    if (pipeline.transitions !== undefined && transition === undefined) return [];
    return [
      {
        to: status.code,
        title: status.title ?? status.code,
        colour: status.colour,
        action: transition?.title,
        require: transition?.require ?? [],
      },
    ];
  });
}

/** Required fields that the record has not filled. */
export function missingFields(
  entity: ClientEntity,
  record: Readonly<Record<string, unknown>>,
  require: readonly string[],
): readonly ClientField[] {
  return require.flatMap((name) => {
    const field = entity.fields.find((one) => one.name === name);
    const value = valueAt(record, name);
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    return field !== undefined && empty ? [field] : [];
  });
}
