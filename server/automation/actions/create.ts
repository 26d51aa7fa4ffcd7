/** Creates a record, by the write path like everybody. */
import { createHash } from 'node:crypto';
import type { ActionDocument } from '../../../metadata/types.ts';
import { readRecord } from '../../query/record.ts';
import { writeRecords } from '../../records/write.ts';
import { resolveValue } from '../values.ts';
import type { RunAction } from './types.ts';

/** The id comes from the effect key, so a second run finds the record there and makes none. */
export const runCreate: RunAction<Extract<ActionDocument, { type: 'create' }>> = async ({ subject, action, effectKey }) => {
  const { context } = subject;
  const entity = context.model.entities.get(action.entity);
  if (!entity) return `The entity ${action.entity} is not there any more.`;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(action.values ?? {}))
    values[name] = await resolveValue(subject, value, entity.fields.get(name));
  const id = idOf(effectKey);
  const [result] = await writeRecords(context, entity.id, [{ action: 'create', id, values }]);
  if (result?.ok) return `Created ${entity.title} ${id}.`;
  if (result && result.problem.status === 409 && (await exists(subject, entity.id, id))) return 'It had been created already.';
  throw result?.problem ?? new Error('Nothing was created.');
};

async function exists(subject: Parameters<typeof resolveValue>[0], entity: string, id: string): Promise<boolean> {
  return readRecord(subject.context, entity, id, { select: ['id'] }).then(
    () => true,
    () => false,
  );
}

/** A UUID (version 8: made by our own rule) from the effect key. */
function idOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
