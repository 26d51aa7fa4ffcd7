/** Where a model's encrypted values stand, for those who go over them. */
import type { Database } from '../database/types.ts';
import type { SealedColumn } from '../encryption/reseal.ts';
import { digestedText } from '../fields/encrypted.ts';
import type { Model } from '../model/types.ts';
import { encryptedFields } from './sealed-changes.ts';

/** The columns of all encrypted fields. */
export function sealedColumns({ cipher }: Database, model: Model): SealedColumn[] {
  return [...model.entities.values()].flatMap((entity) =>
    encryptedFields(entity).map((field): SealedColumn => {
      const place = { table: entity.table, column: field.column };
      const others = field.type.columns(field).filter(({ name }) => name !== field.column);
      return { ...place, digestColumn: others[0]?.name, digest: (text) => cipher.digest(place, digestedText(JSON.parse(text))) };
    }),
  );
}
