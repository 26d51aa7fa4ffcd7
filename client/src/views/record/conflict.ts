/** Two people changed one record. */
import type { RecordData } from '../../api/records.ts';

/** Where the user began, what is there now, what the user wanted. */
export interface Conflict {
  readonly base: RecordData;
  readonly theirs: RecordData;
  readonly mine: Readonly<Record<string, unknown>>;
}
