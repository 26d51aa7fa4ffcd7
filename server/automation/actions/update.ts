/** Changes the record itself, once for a message: when it comes again, what people have made of the record since stays. */
import type { ActionDocument } from '../../../metadata/types.ts';
import { writeRecords } from '../../records/write.ts';
import { resolveValue } from '../values.ts';
import type { RunAction } from './types.ts';

/** Writes the values by the write path. */
export const runUpdate: RunAction<Extract<ActionDocument, { type: 'update' }>> = async ({ subject, action, effectKey }) => {
  const { context, entity, record } = subject;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(action.values)) values[name] = await resolveValue(subject, value, entity.fields.get(name));
  const once = { key: `effect ${effectKey}`, fingerprint: effectKey };
  const [result] = await writeRecords(context, entity.id, [{ action: 'update', id: record.id, values }], { once });
  if (!result?.ok) throw result?.problem ?? new Error('Nothing was changed.');
  if (result.replayed === true) return 'It had been changed already.';
  return result.changed ? 'Changed.' : 'It was so already.';
};
