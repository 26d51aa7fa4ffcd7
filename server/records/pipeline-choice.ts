/** A status with several pipelines: the record says along which it goes, and its status is one of that. */
import { pipelineFieldName } from '../model/compile.ts';
import type { Entity, Field } from '../model/types.ts';
import type { Draft } from './draft.ts';

/**
 * Brings a status and its pipeline together. A pipeline that is chosen without a status begins at its first one; a status that is
 * chosen without a pipeline stays in the record's own if that has it, else it takes the first that does; both must fit.
 */
export function choosePipelines(entity: Entity, draft: Draft): void {
  for (const field of entity.fields.values()) if (field.pipelines.length > 1) choosePipeline(draft, field);
}

function choosePipeline(draft: Draft, field: Field): void {
  const { after } = draft;
  const name = pipelineFieldName(field.name);
  const names = new Set([...draft.given].map((given) => given.name));
  const chosen = field.pipelines.find((pipeline) => pipeline.id === after[name]);
  const status = after[field.name];
  if (chosen && typeof status === 'string' && chosen.statuses.has(status)) return;
  if (chosen && names.has(name) && names.has(field.name) && typeof status === 'string') {
    const codes = [...chosen.statuses.keys()].join(', ');
    const message = `${chosen.title} has no status "${status}".`;
    draft.errors.push({ pointer: `/${field.name}`, code: 'invalid', message, hint: `It has ${codes}.` });
  } else if (chosen && (names.has(name) || typeof status !== 'string')) after[field.name] = chosen.initial;
  else after[name] = (field.pipelines.find((pipeline) => pipeline.statuses.has(String(status))) ?? field.pipelines[0])?.id ?? null;
}
