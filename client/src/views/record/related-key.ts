/** Cache key of a related list, so that a change of any record can drop them all. */
export function relatedKey(list: string, recordId: string, part: 'count' | 'rows'): readonly unknown[] {
  return ['related', list, recordId, part];
}
