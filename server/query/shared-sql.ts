/** Records that were shared with the actor or one of their teams. */
import type { RecordAction } from '../access/scopes.ts';
import { id, literal, raw, sql, type Sql } from '../database/sql.ts';
import { columnSql, type Source } from './source.ts';

/** What a share may give, weakest first. */
export const shareLevels = ['read', 'update'] as const;

const opened: Readonly<Partial<Record<RecordAction, Sql>>> = {
  read: raw(''),
  update: raw(" and s.level = 'update'"),
  transition: raw(" and s.level = 'update'"),
};

/** The predicate "this record was shared with me", none for what a share never gives. The ids are looked up once for the statement, not for each record. */
export function sharedSql(source: Source, action: RecordAction): Sql[] {
  const { actor, database } = source.compilation.context;
  const level = opened[action];
  if (actor.id === null || level === undefined) return [];
  const mine = [actor.id, ...actor.teams];
  const ids = sql`select s.record_id from ${id(database.schema, 'relata_shares')} s where s.grantee = any(${mine}::uuid[]) and s.entity = ${literal(source.entity.id)}${level}`;
  return [sql`${columnSql(source, 'id')} = any(array(${ids}))`];
}
