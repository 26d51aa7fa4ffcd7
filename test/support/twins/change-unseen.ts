/** Makes everything that one user does not see of a workspace another. */
import type { Context } from '../../../server/access/context.ts';
import { fieldAccess } from '../../../server/access/fields.ts';
import { id, join, literal, raw, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import { newId } from '../../../server/kernel/ids.ts';
import type { Entity, Field } from '../../../server/model/types.ts';
import { otherValues } from './other-values.ts';
import { changeRuns } from './change-runs.ts';
import { changeEncrypted } from './encrypted-values.ts';
import { handOn, isRestricting, isTold, type Run } from './told-values.ts';
import { deciding, type Sight } from './unseen.ts';

/** Makes everything that the user does not see another. @returns how much was changed */
export async function changeUnseen(context: Context, sight: Sight, workspace: Workspace, others: readonly string[]): Promise<number> {
  const { database } = workspace;
  const fixed = deciding(context);
  let changed = 0;
  const run = async (statement: Sql): Promise<void> => {
    try {
      changed += (await database.query(toStatement(statement))).rowCount;
    } catch (error) {
      // What must be unique, or of a certain form, stays as it is.
      if (!/^(23|22)/.test(String((error as { code?: unknown }).code))) throw error;
    }
  };
  for (const entity of workspace.model().entities.values()) {
    const table = id(database.schema, entity.table);
    const seen = sight.visible.get(entity.id) ?? [];
    const unseen = sql`t.id <> all(${seen}::uuid[])`;
    for (const field of entity.fields.values()) {
      if (fixed.has(`${entity.id}.${field.name}`)) continue;
      const own = context.model.entities.get(entity.id)?.fields.get(field.name) ?? field;
      const access = fieldAccess(context.model, context.rights, context.model.entities.get(entity.id) ?? entity, own);
      const rows =
        access === 'hidden' || access === 'masked'
          ? raw('true')
          : sql`(${unseen} or t.id = any(${sight.guarded.get(`${entity.id}.${field.name}`) ?? []}::uuid[]))`;
      if (isTold(context, entity, field)) {
        // Nothing keeps it from being told that a value is taken, but for what is known already: nobody says by whom.
        if (access !== 'hidden' && access !== 'masked') await handOn(workspace, entity, field, rows, run);
        if (access === 'read' || access === 'write' || isRestricting(field)) continue;
      }
      await changeField(workspace, entity, field, rows, run);
      if ((access === 'read' || access === 'write') && field.targets.length > 0 && !field.required)
        await repoint(workspace, sight, entity, field, seen, run);
    }
    // The box of the search holds what its fields hold.
    const hidden = entity.search.some((name) => {
      const field = context.model.entities.get(entity.id)?.fields.get(name);
      return field !== undefined && !['read', 'write'].includes(fieldAccess(context.model, context.rights, entity, field));
    });
    if (entity.search.some((name) => entity.fields.has(name)))
      await run(sql`update ${table} t set search_text = coalesce(t.search_text, '') || ' zzother' where ${hidden ? raw('true') : unseen}`);
    await addUnseen(workspace, entity, seen, run);
    // Whoever may change a record by role knows with whom it is shared; of all other shares nobody hears.
    const sharing = context.rights.entity(entity.id).scope('update') !== 'none';
    await run(sql`insert into ${id(database.schema, 'relata_shares')} (entity, record_id, grantee, grantee_kind, level, created_at)
      select ${entity.id}, t.id, g::uuid, 'user', 'update', now() from ${table} t, unnest(${others.filter((other) => other !== sight.user)}::text[]) g
      where ${sharing ? unseen : raw('true')} on conflict do nothing`);
    await changeHistory(context, workspace, entity, sight, run);
  }
  await changeRuns(context, sight, workspace);
  return changed;
}

async function changeField(workspace: Workspace, entity: Entity, field: Field, rows: Sql, run: Run): Promise<void> {
  if (field.type.encrypts !== undefined) return changeEncrypted(workspace, entity, field, rows, run);
  const { database } = workspace;
  if (field.joinTable !== undefined) {
    await run(
      sql`delete from ${id(database.schema, field.joinTable)} j using ${id(database.schema, entity.table)} t where j.from_id = t.id and ${rows}`,
    );
    return;
  }
  const target = field.targets.length === 1 ? workspace.model().entities.get(field.targets[0] ?? '') : undefined;
  const pick = target && sql`(select o.id from ${id(database.schema, target.table)} o order by md5(o.id::text || t.id::text) limit 1)`;
  // A link to one of several entities stays whole.
  if (field.kind === 'linkAny') {
    const columns = field.type.columns(field).map((column) => sql`${id(column.name)} = null`);
    await run(sql`update ${id(database.schema, entity.table)} t set ${join(columns)} where ${rows}`);
    return;
  }
  for (const [column, value] of otherValues(field, pick))
    await run(sql`update ${id(database.schema, entity.table)} t set ${id(column)} = ${value} where ${rows}`);
}

/** A link that is seen, to a record that is not, reads as none: so it may as well be none, or lead to another that is not seen. */
async function repoint(workspace: Workspace, sight: Sight, entity: Entity, field: Field, seen: readonly string[], run: Run): Promise<void> {
  const { database } = workspace;
  const table = id(database.schema, entity.table);
  if (field.targets.length > 1) {
    const [entityColumn, idColumn] = field.type.columns(field).map((column) => id(column.name));
    const hidden = field.targets.map(
      (target) => sql`(t.${entityColumn} = ${target} and t.${idColumn} <> all(${[...(sight.visible.get(target) ?? [])]}::uuid[]))`,
    );
    await run(
      sql`update ${table} t set ${entityColumn ?? raw('')} = null, ${idColumn ?? raw('')} = null where t.id = any(${[...seen]}::uuid[]) and (${join(hidden, ' or ')})`,
    );
    return;
  }
  const target = workspace.model().entities.get(field.targets[0] ?? '');
  if (!target) return;
  // Everybody knows which records are their own.
  const own = target.id === 'system.user' && sight.user !== null ? [sight.user] : [];
  const unseenTarget = sql`o.id <> all(${[...(sight.visible.get(target.id) ?? []), ...own]}::uuid[])`;
  const pick = sql`(select o.id from ${id(database.schema, target.table)} o where ${unseenTarget} order by md5(o.id::text || t.id::text) limit 1)`;
  if (field.joinTable !== undefined) {
    await run(sql`insert into ${id(database.schema, field.joinTable)} (from_id, to_id, position) select t.id, o.id, 1000 from ${table} t, ${id(database.schema, target.table)} o
      where t.id = any(${[...seen]}::uuid[]) and ${unseenTarget} on conflict do nothing`);
    return;
  }
  const column = id(field.column);
  await run(sql`update ${table} t set ${column} = case when t.${column} is null then ${pick} end
    where t.id = any(${[...seen]}::uuid[]) and (t.${column} is null or t.${column} <> all(${[...(sight.visible.get(target.id) ?? []), ...own]}::uuid[]))`);
}

/** More records of the sort that is not seen: each unseen one once more, with its links to those that are seen. */
async function addUnseen({ database }: Workspace, entity: Entity, seen: readonly string[], run: Run): Promise<void> {
  const { rows } = await database.query<{ columns: string[]; ids: string[] | null }>(
    toStatement(sql`select (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = ${id(database.schema, entity.table).chunks[0] ?? ''}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'id') as columns,
      (select array_agg(t.id::text) from ${id(database.schema, entity.table)} t where t.id <> all(${[...seen]}::uuid[])) as ids`),
  );
  const names = rows[0]?.columns ?? [];
  const alone = columnsAlone(entity);
  for (const [index, key] of (rows[0]?.ids ?? []).entries()) {
    const values = names.map((name) => {
      const type = alone.get(name);
      if (type === 'text') return sql`${id(name)} || ${` ${newId()}`}`;
      return type === undefined || type === 'uuid' ? id(name) : sql`${id(name)} + ${1000 + index}::int`;
    });
    await run(
      sql`insert into ${id(database.schema, entity.table)} (id, ${join(names.map((name) => id(name)))}) select ${newId()}::uuid, ${join(values)} from ${id(database.schema, entity.table)} where id = ${key}::uuid`,
    );
  }
}

/** Columns of which no two records hold the same, with their types. */
function columnsAlone(entity: Entity): Map<string, string> {
  const fields = [...entity.fields.values()].filter((field) => field.unique || entity.unique.some((names) => names.includes(field.name)));
  return new Map(fields.flatMap((field) => field.type.columns(field).slice(0, 1)).map((column) => [column.name, column.type]));
}

async function changeHistory(context: Context, { database }: Workspace, entity: Entity, sight: Sight, run: Run): Promise<void> {
  const history = id(database.schema, 'relata_history');
  const stages = id(database.schema, 'relata_status_history');
  const seen = sight.visible.get(entity.id) ?? [];
  const own = context.model.entities.get(entity.id) ?? entity;
  const hidden = [...own.fields.values()].filter(
    (field) => fieldAccess(context.model, context.rights, own, field) === 'hidden' && field.type.computed !== true,
  );
  const masked = [...own.fields.values()].filter((field) => fieldAccess(context.model, context.rights, own, field) === 'masked');
  const otherChange = (field: Field): Sql =>
    sql`jsonb_build_object(${literal(field.id)}, jsonb_build_object('before', ${field.targets.length > 0 ? raw('null::text') : raw("'zzother'")}, 'after', null))`;
  for (const field of [...hidden, ...masked])
    await run(sql`update ${history} set changes = changes || ${otherChange(field)} where entity = ${entity.id} and changes ? ${field.id}`);
  // What is not seen of some records only.
  for (const field of own.fields.values()) {
    const guarded = sight.guarded.get(`${entity.id}.${field.name}`) ?? [];
    if (guarded.length === 0 || [...hidden, ...masked].includes(field)) continue;
    const these = sql`entity = ${entity.id} and record_id = any(${[...guarded]}::uuid[])`;
    await run(sql`update ${history} set changes = changes || ${otherChange(field)} where ${these} and changes ? ${field.id}`);
    if (field.pipelines.length > 0)
      await run(sql`update ${stages} set at = at - interval '40 days', to_code = 'zz' where ${these} and field = ${field.id}`);
  }
  const [first] = hidden;
  const names = sql`id, at, entity, record_id, action, version, actor, source, changes`;
  if (first)
    await run(sql`insert into ${history} (${names}) select gen_random_uuid(), at, entity, record_id, 'update', version, actor, source,
      jsonb_build_object(${literal(first.id)}, jsonb_build_object('before', null, 'after', 'zzother')) from ${history} where entity = ${entity.id} and action = 'create'`);
  if (context.rights.entity(entity.id).scope('update') === 'none')
    await run(sql`insert into ${history} (${names}) select gen_random_uuid(), at + interval '2 milliseconds', entity, record_id, 'share', version, null, source,
      '{"_share": {"before": null, "after": {"entity": "system.user", "id": "00000000-0000-7000-8000-00000000dead", "level": "read"}}}' from ${history} where entity = ${entity.id} and action = 'create'`);
  await run(
    sql`update ${history} set changes = '{}', source = 'import', version = 99 where entity = ${entity.id} and record_id <> all(${[...seen]}::uuid[])`,
  );
  const unreadable = hidden.map((field) => field.id);
  await run(sql`update ${stages} set at = at - interval '40 days', to_code = 'zz'
    where entity = ${entity.id} and (record_id <> all(${[...seen]}::uuid[]) or field = any(${[...unreadable, ...masked.map((field) => field.id)]}::text[]))`);
}
