/** Values that a user who may write can learn of by being refused: those that are taken already, and links that keep a record from being deleted. */
import type { Context } from '../../../server/access/context.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import { id, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import type { Entity, Field } from '../../../server/model/types.ts';

/** Carries out a change, as far as the database lets it be made. */
export type Run = (statement: Sql) => Promise<void>;

/** Whether a link of it keeps what it leads to from being deleted. */
export function isRestricting(field: Field): boolean {
  return 'onDelete' in field.document && field.document.onDelete === 'restrict';
}

/** Whether a refusal says of a record that it holds this value, whoever holds it. */
export function isTold(context: Context, entity: Entity, field: Field): boolean {
  if (isRestricting(field)) return true;
  const rights = context.rights.entity(entity.id);
  const writes = ['create', 'update', 'import'].some((action) => rights.scope(action as 'create') !== 'none');
  return writes && (field.unique || entity.unique.some((names) => names.includes(field.name)));
}

/** Hands unique texts of unseen records on from one to the next: the same values are taken, by others. */
export async function handOn({ database }: Workspace, entity: Entity, field: Field, rows: Sql, run: Run): Promise<void> {
  const [column] = field.type.columns(field);
  if (!field.unique || column?.type !== 'text') return;
  const [table, name] = [id(database.schema, entity.table), id(column.name)];
  const { rows: held } = await database.query<{ id: string; value: string }>(
    toStatement(
      sql`select t.id::text as id, t.${name} as value from ${table} t where ${rows} and t.deleted_at is null and t.${name} is not null order by t.id`,
    ),
  );
  if (held.length < 2) return;
  await run(sql`update ${table} t set ${name} = t.${name} || ' ' || t.id::text where t.id = any(${held.map((each) => each.id)}::uuid[])`);
  for (const [index, { id: key }] of held.entries())
    await run(sql`update ${table} t set ${name} = ${held[(index + 1) % held.length]?.value ?? ''} where t.id = ${key}::uuid`);
}
