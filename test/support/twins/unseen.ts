/** What one user may not see of a workspace, and making all of it another. */
import type { Context } from '../../../server/access/context.ts';
import { fieldAccess } from '../../../server/access/fields.ts';
import { conditionPaths, parseCondition } from '../../../metadata/rules/condition.ts';
import { formulaPaths, parseFormula } from '../../../metadata/rules/formula.ts';
import { id, join, literal, raw, sql, toStatement, type Sql } from '../../../server/database/sql.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import { newId } from '../../../server/kernel/ids.ts';
import { PathError, resolvePath } from '../../../server/model/paths.ts';
import type { Entity, Field } from '../../../server/model/types.ts';
import { readRows } from '../../../server/query/rows.ts';

/** What a user sees. */
export interface Sight {
  /** The user. */
  readonly user: string | null;
  /** Ids of the records that they see, by entity. */
  readonly visible: ReadonlyMap<string, readonly string[]>;
  /** Ids of records of which they do not see a field that they see of others, by `<entity>.<field>`. */
  readonly guarded: ReadonlyMap<string, readonly string[]>;
}

/** Reads what a user sees, living and in the trash. */
export async function sightOf(context: Context): Promise<Sight> {
  const visible = new Map<string, string[]>();
  const guarded = new Map<string, string[]>();
  for (const entity of context.model.entities.values()) {
    const ids: string[] = [];
    visible.set(entity.id, ids);
    if (context.rights.entity(entity.id).scope('read') === 'none') continue;
    const names = [...entity.fields.values()]
      .filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden')
      .map((field) => field.name);
    for (const trash of [false, true]) {
      const { rows } = await readRows(context, entity.id, { select: names, limit: 1000, trash });
      for (const row of rows) {
        ids.push(row.id);
        for (const name of (row['_masked'] as readonly string[] | undefined) ?? []) {
          const key = `${entity.id}.${name}`;
          guarded.set(key, [...(guarded.get(key) ?? []), row.id]);
        }
      }
    }
  }
  return { user: context.actor.id, visible, guarded };
}

/**
 * Fields by which scopes, restrictions and statuses decide what is seen: to make one of them another would change who sees what, which is
 * another question.
 */
function deciding(context: Context): Set<string> {
  const found = new Set<string>();
  const add = (entity: Entity, path: string): void => {
    try {
      const resolved = resolvePath(context.model, entity, path);
      let at = entity;
      for (const hop of resolved.hops) {
        found.add(`${at.id}.${hop.field.name}`);
        at = hop.target;
      }
      if (resolved.end.kind !== 'field' && resolved.end.kind !== 'part') return;
      const { field } = resolved.end;
      found.add(`${at.id}.${field.name}`);
      if (field.document.field === 'formula') for (const input of formulaPaths(parseFormula(field.document.formula))) add(at, input);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
    }
  };
  const conditions = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? [value] : []);
  for (const entity of context.model.entities.values()) {
    for (const name of ['owner', 'team', 'deletedAt', 'id', 'version']) found.add(`${entity.id}.${name}`);
    for (const role of context.model.roles.values()) {
      const rule = { ...role.entities?.['*'], ...role.entities?.[entity.id] };
      const scopes = [
        rule.read,
        rule.update,
        rule.delete,
        rule.transition,
        rule.export,
        ...Object.values(rule.statuses ?? {}).flatMap((each) => [each.update, each.delete, each.transition]),
      ];
      for (const scope of scopes.flatMap(conditions)) for (const path of conditionPaths(parseCondition(scope))) add(entity, path);
      for (const status of Object.keys(rule.statuses ?? {})) found.add(`${entity.id}.${status.split('.')[0] ?? ''}`);
    }
    for (const { where } of entity.document.restrictions ?? []) for (const path of conditionPaths(parseCondition(where))) add(entity, path);
  }
  // These say who the user is.
  for (const name of ['name', 'email', 'roles', 'active', 'team', 'language', 'timeZone']) found.add(`system.user.${name}`);
  found.add('system.team.parent');
  return found;
}

/** Another value of a column. */
function another(column: Sql, type: string, target: Sql | undefined): Sql {
  if (type === 'uuid') return target ?? raw('gen_random_uuid()');
  if (type === 'boolean') return sql`not coalesce(${column}, false)`;
  if (type === 'date') return sql`coalesce(${column}, date '2001-01-01') + 400`;
  if (type.startsWith('timestamp')) return sql`coalesce(${column}, timestamptz '2001-01-01') + interval '400 days'`;
  if (type === 'jsonb') return raw(`'{"zz": true}'::jsonb`);
  if (type.endsWith('[]')) return sql`coalesce(${column}, '{}') || '{zzother}'::${raw(type)}`;
  if (type === 'text') return sql`coalesce(${column}, '') || 'zzother'`;
  return sql`coalesce(${column}, 0) + 1001`;
}

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
    await changeHistory(context, workspace, entity, seen, run);
  }
  return changed;
}

type Run = (statement: Sql) => Promise<void>;

async function changeField(workspace: Workspace, entity: Entity, field: Field, rows: Sql, run: Run): Promise<void> {
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
  // What could not be stored is no other value: a currency stays one, and what is required stays there.
  const columns = field.type.columns(field).filter((column) => field.kind !== 'money' || column.type !== 'text');
  for (const column of columns)
    await run(
      sql`update ${id(database.schema, entity.table)} t set ${id(column.name)} = ${field.kind === 'rating' ? sql`6 - coalesce(${id('t', column.name)}, 1)` : another(id('t', column.name), column.type, pick)} where ${rows}`,
    );
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
  const list = join((rows[0]?.columns ?? []).map((name) => id(name)));
  for (const key of rows[0]?.ids ?? [])
    await run(
      sql`insert into ${id(database.schema, entity.table)} (id, ${list}) select ${newId()}::uuid, ${list} from ${id(database.schema, entity.table)} where id = ${key}::uuid`,
    );
}

async function changeHistory(context: Context, { database }: Workspace, entity: Entity, seen: readonly string[], run: Run): Promise<void> {
  const history = id(database.schema, 'relata_history');
  const own = context.model.entities.get(entity.id) ?? entity;
  const hidden = [...own.fields.values()].filter(
    (field) => fieldAccess(context.model, context.rights, own, field) === 'hidden' && field.type.computed !== true,
  );
  const masked = [...own.fields.values()].filter((field) => fieldAccess(context.model, context.rights, own, field) === 'masked');
  for (const field of [...hidden, ...masked]) {
    const value = sql`jsonb_build_object(${literal(field.id)}, jsonb_build_object('before', null, 'after', ${field.targets.length > 0 ? raw('null::text') : raw("'zzother'")}))`;
    await run(sql`update ${history} set changes = changes || ${value} where entity = ${entity.id} and changes ? ${field.id}`);
  }
  const [first] = hidden;
  const names = sql`id, at, entity, record_id, action, version, actor, source, changes`;
  if (first)
    await run(sql`insert into ${history} (${names}) select gen_random_uuid(), at + interval '1 millisecond', entity, record_id, 'update', version, actor, source,
      jsonb_build_object(${literal(first.id)}, jsonb_build_object('before', null, 'after', 'zzother')) from ${history} where entity = ${entity.id} and action = 'create'`);
  if (context.rights.entity(entity.id).scope('update') === 'none')
    await run(sql`insert into ${history} (${names}) select gen_random_uuid(), at + interval '2 milliseconds', entity, record_id, 'share', version, null, source,
      '{"_share": {"before": null, "after": {"entity": "system.user", "id": "00000000-0000-7000-8000-00000000dead", "level": "read"}}}' from ${history} where entity = ${entity.id} and action = 'create'`);
  await run(
    sql`update ${history} set changes = '{}', source = 'import', version = 99 where entity = ${entity.id} and record_id <> all(${[...seen]}::uuid[])`,
  );
}
