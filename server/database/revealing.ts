/** Opens the encrypted values that statements bring back, whoever sent them: there is no way round it, and none to forget it. */
import type { FieldCipher } from '../encryption/field-cipher.ts';
import { marker } from '../encryption/marker.ts';
import type { Statement, StatementResult, Transaction } from './types.ts';

/** Whether a statement brings encrypted values: only then are its rows looked at. */
export function bringsEncrypted(statement: Statement): boolean {
  return statement.text.includes(marker);
}

/** The result of a statement, opened. */
export async function revealed<Row>(
  cipher: FieldCipher,
  statement: Statement,
  running: Promise<StatementResult<Row>>,
): Promise<StatementResult<Row>> {
  const result = await running;
  if (bringsEncrypted(statement)) await cipher.reveal(result.rows as Record<string, unknown>[]);
  return result;
}

/** The batches of a stream, opened. */
export async function* revealedStream<Row>(cipher: FieldCipher, statement: Statement, batches: AsyncIterable<Row[]>): AsyncIterable<Row[]> {
  const looked = bringsEncrypted(statement);
  for await (const batch of batches) {
    if (looked) await cipher.reveal(batch as Record<string, unknown>[]);
    yield batch;
  }
}

/** A transaction whose statements bring their values opened. */
export function revealingTransaction(cipher: FieldCipher, tx: Transaction): Transaction {
  return {
    locks: tx.locks,
    query: (statement) => revealed(cipher, statement, tx.query(statement)),
    async finish<Row>(statement: Statement, after?: Statement) {
      const behind = await tx.finish<Row>(statement, after);
      if (behind !== undefined && after !== undefined && bringsEncrypted(after))
        await cipher.reveal(behind.rows as Record<string, unknown>[]);
      return behind;
    },
  };
}
