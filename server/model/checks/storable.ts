/** Texts of a document that no database and no JSON file can keep: told with their place, before anything is stored. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import { isStorable, storableForm } from '../../kernel/storable.ts';

/** A text that cannot be kept. `pointer` is RFC 6901. */
export interface UnstorableText {
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** Every name and value in a parsed document that holds NUL or half of a surrogate pair. The document may not be nested without bound. */
export function findUnstorable(content: unknown): UnstorableText[] {
  return isStorableThroughout(content) ? [] : locate(content, '');
}

/** Nearly every document is; then no pointer has to be made. */
function isStorableThroughout(content: unknown): boolean {
  if (typeof content === 'string') return isStorable(content);
  if (typeof content !== 'object' || content === null) return true;
  for (const [name, member] of Object.entries(content)) if (!isStorable(name) || !isStorableThroughout(member)) return false;
  return true;
}

function locate(content: unknown, pointer: string): UnstorableText[] {
  if (typeof content === 'string') return isStorable(content) ? [] : [unstorable(pointer)];
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([name, member]) => {
    const at = pointer + segment(name);
    return isStorable(name) ? locate(member, at) : [unstorable(at)];
  });
}

function unstorable(pointer: string): UnstorableText {
  return {
    pointer: storableForm(pointer),
    message: 'The text holds a character that cannot be stored.',
    hint: 'Remove characters that do not show.',
  };
}
