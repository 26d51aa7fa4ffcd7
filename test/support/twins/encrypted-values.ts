/** Encrypted values of twins: each workspace has keys of its own, and what was encrypted by those of one opens nowhere else. */
import { id, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import { isEncryptedValue, openFromHistory, sealForHistory } from '../../../server/encryption/history-values.ts';
import { digestedText } from '../../../server/fields/encrypted.ts';
import type { Entity, Field } from '../../../server/model/types.ts';
import { encryptedFields } from '../../../server/records/sealed-changes.ts';
import type { StoredChanges } from '../../../server/query/past-values.ts';
import type { Run } from './told-values.ts';

/** Sets encrypted values of some rows: the JSON text of a value, or null, for each id. */
async function store(
  { database }: Workspace,
  entity: Entity,
  field: Field,
  values: ReadonlyMap<string, string | null>,
  run: Run,
): Promise<void> {
  const place = { table: entity.table, column: field.column };
  for (const [record, text] of values) {
    const sealed = text === null ? null : database.cipher.seal({ ...place, record }, text);
    const digest = text === null ? null : database.cipher.digest(place, digestedText(JSON.parse(text)));
    for (const { name } of field.type.columns(field))
      await run(
        sql`update ${id(database.schema, entity.table)} set ${id(name)} = ${name === field.column ? sealed : digest}::text where id = ${record}::uuid`,
      );
  }
}

/** Makes a field of some rows `t` another: of every second row that had a value it has none. */
export async function changeEncrypted(workspace: Workspace, entity: Entity, field: Field, rows: Sql, run: Run): Promise<void> {
  const { database } = workspace;
  const found = await database.query<{ id: string; full: boolean }>(
    toStatement(
      sql`select t.id::text as id, t.${id(field.column)} is not null as full from ${id(database.schema, entity.table)} t where ${rows} order by t.id`,
    ),
  );
  await database.cipher.ready();
  const other = JSON.stringify('zzother');
  await store(workspace, entity, field, new Map(found.rows.map((row, index) => [row.id, row.full && index % 2 === 1 ? null : other])), run);
}

/** Encrypts what was copied from one workspace to the other once more, by the keys of the other. */
export async function resealCopy(one: Workspace, other: Workspace): Promise<void> {
  const run: Run = async (statement) => {
    await other.database.query(toStatement(statement));
  };
  await other.database.cipher.ready();
  for (const entity of one.model().entities.values())
    for (const field of encryptedFields(entity)) {
      const { rows } = await one.database.query<{ id: string; sealed: string }>(
        toStatement(
          sql`select id::text as id, ${id(field.column)} as sealed from ${id(one.database.schema, entity.table)} where ${id(field.column)} is not null`,
        ),
      );
      const values = new Map<string, string | null>();
      for (const row of rows)
        values.set(row.id, await one.database.cipher.open({ table: entity.table, column: field.column, record: row.id }, row.sealed));
      await store(other, entity, field, values, run);
    }
  await resealHistory(one, other);
}

async function resealHistory(one: Workspace, other: Workspace): Promise<void> {
  const { rows } = await one.database.query<{ id: string; entity: string; record: string; changes: StoredChanges }>(
    toStatement(
      sql`select id::text as id, entity, record_id::text as record, changes from ${id(one.database.schema, 'relata_history')} where changes::text like '%"$encrypted"%'`,
    ),
  );
  for (const { id: entry, entity, record, changes } of rows) {
    const again = async (field: string, value: unknown): Promise<unknown> => {
      const place = { entity, field, record };
      if (!isEncryptedValue(value)) return value;
      return sealForHistory(other.database.cipher, place, await openFromHistory(one.database.cipher, place, value));
    };
    const resealed = Object.entries(changes).map(
      async ([field, { before, after }]) => [field, { before: await again(field, before), after: await again(field, after) }] as const,
    );
    await other.database.query(
      toStatement(
        sql`update ${id(other.database.schema, 'relata_history')} set changes = ${JSON.stringify(Object.fromEntries(await Promise.all(resealed)))}::jsonb where id = ${entry}::uuid`,
      ),
    );
  }
}
