/** A new record begun from the words that found nothing. */
import type { ClientEntity } from '../../../metadata/client-model.ts';

/** The words as the field by which records of the entity are named, where that takes text. */
export function nameFrom(entity: ClientEntity, words: string): Record<string, unknown> {
  const display = entity.fields.find((field) => field.name === entity.display);
  if (words === '' || display === undefined || display.computed) return {};
  if (display.kind === 'personName') {
    const parts = words.split(/\s+/);
    const family = parts.length > 1 ? parts.pop() : undefined;
    return { [display.name]: { given: parts.join(' '), ...(family === undefined ? {} : { family }) } };
  }
  return display.valueType === 'text' ? { [display.name]: words } : {};
}
