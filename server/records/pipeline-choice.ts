/** A status with several pipelines: the record says along which it goes, and its status is one of that. */
import { pipelineFieldName } from '../model/compile.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Draft } from './draft.ts';

/**
 * Brings a status and its pipeline together. A new record goes along the pipeline that its status belongs to; a pipeline that is chosen
 * without a status begins at its first one; a status of another pipeline than the record's is refused, unless both are chosen.
 */
export function choosePipelines(entity: Entity, draft: Draft): void {
  for (const field of entity.fields.values()) if (field.pipelines.length > 1) choosePipeline(draft, field);
}

function choosePipeline(draft: Draft, field: Field): void {
  const { after, current } = draft;
  const name = pipelineFieldName(field.name);
  const named = (wanted: string): boolean => [...draft.given].some((given) => given.name === wanted);
  const status = typeof after[field.name] === 'string' ? (after[field.name] as string) : undefined;
  const chosen = field.pipelines.find((pipeline) => pipeline.id === after[name]);
  const fitting = field.pipelines.find((pipeline) => status !== undefined && pipeline.statuses.has(status));
  if (chosen && chosen === fitting) return;
  if (chosen && (status === undefined || (named(name) && !named(field.name)))) after[field.name] = chosen.initial;
  else if (chosen && (named(name) || current)) {
    const codes = [...chosen.statuses.keys()].join(', ');
    const message = `${chosen.title} has no status "${String(status)}".`;
    draft.errors.push({
      pointer: `/${field.name}`,
      code: 'invalid',
      message,
      hint: `It has ${codes}; set "${name}" to change the pipeline.`,
    });
  } else after[name] = (fitting ?? field.pipelines[0])?.id ?? null;
}
