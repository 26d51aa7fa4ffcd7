/** Whether records, as they are now, are still within what the actor may write: nobody creates or moves a record out of their own reach. */
import type { Context } from '../access/context.ts';
import { slot } from '../database/named.ts';
import { all, id, sql } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { Entity } from '../model/types.ts';
import { actionScope } from '../query/scope.ts';
import { columnSql, createSource, tableSql } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';
import type { Draft } from './draft.ts';

/** Ids of written records that are outside the scope of the action that wrote them. */
export async function resultsOutOfScope(context: Context, tx: Queryable, entity: Entity, drafts: readonly Draft[]): Promise<Set<string>> {
  const outside = new Set<string>();
  for (const action of ['create', 'update'] as const) {
    const scope = context.rights.entity(entity.id).scope(action);
    const ids = drafts.filter((draft) => draft.operation.action === action).map((draft) => draft.id);
    if (ids.length === 0 || scope === 'all' || (scope === 'none' && action === 'update')) continue;
    const statement = statementFor(context, ['outside', entity.id, action], {}, [ids], (compilation) => {
      const source = createSource(compilation, entity);
      const inScope = all(actionScope(source, action));
      return sql`select ${columnSql(source, 'id')}::text as id from ${tableSql(context, entity.table)} ${id(source.alias)} where ${columnSql(source, 'id')} = any(${slot(0)}::uuid[]) and (${inScope}) is not true`;
    });
    const { rows } = await tx.query<{ id: string }>(statement);
    for (const row of rows) outside.add(row.id);
  }
  return outside;
}
