/** By which fields records move along pipelines. */
import { oncePer } from '../kernel/once-per.ts';
import { pipelineFieldName } from './compile.ts';
import type { Entity, Field } from './types.ts';

/** Fields by which a record moves: its statuses, and the choice of a pipeline, which brings it to the first status of that. */
export const movingFields: (entity: Entity) => ReadonlySet<Field> = oncePer((entity) => {
  const statuses = [...entity.fields.values()].filter((field) => field.pipelines.length > 0);
  const choices = statuses.filter((field) => field.pipelines.length > 1).map((field) => entity.fields.get(pipelineFieldName(field.name)));
  return new Set([...statuses, ...choices].filter((field) => field !== undefined));
});
