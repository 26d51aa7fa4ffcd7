/** The predicate "this child points at that record", for every kind of link. */
import { all, literal, raw, sql, type Sql } from '../database/sql.ts';
import type { Field } from '../model/types.ts';
import { fieldColumn, guardOf } from './guard.ts';
import { columnSql, tableSql, type Source } from './source.ts';

/** Whether `child` points at the record of `parent` by its field `link`, as the reader may see it. */
export function pointsAt(child: Source, link: Field, parent: Source): Sql {
  const parentId = columnSql(parent, 'id');
  if (link.joinTable !== undefined) {
    const between = raw(child.compilation.alias());
    const table = tableSql(child.compilation.context, link.joinTable);
    const guard = guardOf(child, link);
    const tie = sql`exists (select 1 from ${table} ${between} where ${between}.from_id = ${columnSql(child, 'id')} and ${between}.to_id = ${parentId})`;
    return guard === undefined ? tie : all([tie, guard]);
  }
  if (link.kind === 'linkAny') {
    const [entity, target] = link.type.columns(link);
    return sql`(${fieldColumn(child, link, target?.name ?? '')} = ${parentId} and ${columnSql(child, entity?.name ?? '')} = ${literal(parent.entity.id)})`;
  }
  return sql`${fieldColumn(child, link, link.column)} = ${parentId}`;
}
