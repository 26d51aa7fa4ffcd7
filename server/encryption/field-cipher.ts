/** Encrypts and opens values of one database: its keys, its digests, and what its statements bring back. */
import { createHmac } from 'node:crypto';
import type { Logger } from '../kernel/logger.ts';
import { openKeyRing, type KeyRing, type RingInput } from './key-ring.ts';
import type { Marked } from './marker.ts';
import { revealRow } from './reveal.ts';
import { keyIdOf, openValue, sealValue, type ColumnPlace, type ValuePlace } from './sealed-value.ts';

/** What a database encrypts and opens with. */
export interface FieldCipher {
  /** To be awaited, outside of anything that must not wait, before something is encrypted: reads the keys at most once a minute. */
  ready(): Promise<void>;
  /** Encrypts with the newest key. @throws Error before `ready` */
  seal(place: ValuePlace, text: string): string;
  /** The text of a value, or null when it does not open. */
  open(place: ValuePlace, sealed: string): Promise<string | null>;
  /** A keyed digest of a text, the same whenever the text is: by it, and by nothing else, an encrypted value can be found. */
  digest(place: ColumnPlace, text: string): string;
  /** Opens the marked values in rows, in place. */
  reveal(rows: readonly Record<string, unknown>[]): Promise<void>;
  readonly ring: KeyRing;
}

/** Makes the cipher of a database; nothing is read until it is needed. */
export function createFieldCipher(input: RingInput): FieldCipher {
  const { schema, secrets, logger } = input;
  const ring = openKeyRing(input);
  const attempt = ({ place, sealed }: Marked): string | undefined => {
    const key = ring.find(keyIdOf(sealed) ?? '');
    return key && openValue(schema, place, key.key, sealed);
  };
  const isUnknown = ({ sealed }: Marked): boolean => {
    const keyId = keyIdOf(sealed);
    return keyId !== undefined && ring.find(keyId) === undefined;
  };
  const digestKeys = new Map<string, Buffer>();
  return {
    ring,
    ready: () => ring.ready(),
    seal(place, text) {
      const { shortId, key } = ring.active();
      return sealValue(schema, place, shortId, key, text);
    },
    async open(place, sealed) {
      await ring.loaded();
      const marked = { place, sealed };
      if (isUnknown(marked)) await ring.reload();
      return attempt(marked) ?? damaged(logger, place);
    },
    digest({ table, column }, text) {
      const purpose = `field-digest ${schema} ${table} ${column}`;
      let key = digestKeys.get(purpose);
      if (!key) digestKeys.set(purpose, (key = secrets.derive(purpose)));
      return createHmac('sha256', key).update(text).digest('base64url');
    },
    async reveal(rows) {
      await ring.loaded();
      let missing = false;
      const opened = (marked: Marked): string | null => attempt(marked) ?? damaged(logger, marked.place);
      for (const row of rows)
        revealRow(row, (marked) => {
          if (!isUnknown(marked)) return opened(marked);
          // Another process may have made the key just now: such a value stays marked for a second round.
          missing = true;
          return undefined;
        });
      if (!missing) return;
      await ring.reload();
      for (const row of rows) revealRow(row, opened);
    },
  };
}

/** A value that does not open is empty for whoever reads, and a line in the log for whoever looks after the server. */
function damaged(logger: Logger, { table, column, record }: ValuePlace): null {
  logger.error({ table, column, record }, 'An encrypted value does not open: it was altered or moved, or its key is not there.');
  return null;
}
