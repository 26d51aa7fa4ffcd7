/** What is sent of a record: names and SQL of the output, with links as `{ id, label }` and expanded relations as subqueries. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import { fieldAccess, isReadable } from '../access/fields.ts';
import { all, id, join, literal, quoteIdentifier, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import type { Backlink, Entity, Field } from '../model/types.ts';
import { compileCondition } from './condition-sql.ts';
import { orderSql, parseSort } from './order.ts';
import { pointsAt } from './points-at.ts';
import { fieldColumn, guardOf } from './guard.ts';
import { readScope } from './scope.ts';
import { expressionOf, fieldExpression, joinLink, refuseHidden, resolveOrRefuse } from './expression.ts';
import { columnSql, createSource, joinAll, tableSql, type Source } from './source.ts';
import type { ExpandRequest } from './types.ts';

/** How deep `expand` may nest, and how many records of a to-many path come at the most. */
const maximumDepth = 4;
const maximumChildren = 200;

/** The request for one level of output. */
export interface OutputRequest {
  readonly select?: readonly string[] | undefined;
  readonly expand?: Readonly<Record<string, ExpandRequest | true>> | undefined;
}

/** One JSON object per record of the source, as `select … as "name"` columns: to be wrapped by `row_to_json`. */
export function outputColumns(source: Source, request: OutputRequest, depth = 0): Sql[] {
  const { model, rights } = source.compilation.context;
  const masked: Sql[] = [];
  const expanded = new Map(Object.entries(request.expand ?? {}).map(([name, wanted]) => [name, wanted === true ? {} : wanted]));
  if (expanded.size > 0 && depth >= maximumDepth) throw badRequest(`expand may nest ${maximumDepth} levels.`);
  const columns: Sql[] = [];
  const add = (name: string, value: Sql): void => void columns.push(sql`${value} as ${id(name)}`);
  for (const path of selectedPaths(source, request.select)) {
    const field = source.entity.fields.get(path);
    if (!field) {
      add(path, pathOutput(source, path));
    } else if (fieldAccess(model, rights, source.entity, field) === 'masked') {
      masked.push(literal(path));
      add(path, raw('null'));
    } else {
      refuseHidden(source, field, path, '/select');
      const guard = guardOf(source, field);
      if (guard !== undefined) masked.push(sql`case when not ${guard} then ${literal(path)} end`);
      add(path, fieldOutput(source, field, expanded.get(path), depth));
      expanded.delete(path);
    }
  }
  for (const [name, wanted] of expanded) {
    const field = source.entity.fields.get(name);
    if (!field || field.targets.length === 0) add(name, expandOutput(source, name, wanted, depth));
    else if (fieldAccess(model, rights, source.entity, field) !== 'masked') {
      // Whoever expands a link wants it, selected or not.
      refuseHidden(source, field, name, `/expand/${name}`);
      add(name, fieldOutput(source, field, wanted, depth));
    }
  }
  if (masked.length > 0) add('_masked', sql`to_json(array_remove(array[${join(masked)}]::text[], null))`);
  return columns;
}

/** `row_to_json` over the output columns, with the source's record as the only row. */
export function outputJson(source: Source, request: OutputRequest, depth = 0): Sql {
  const columns = outputColumns(source, request, depth);
  const row = raw(quoteIdentifier(source.compilation.alias()));
  return sql`(select row_to_json(${row}) from (select ${join(columns)}) ${row})`;
}

/** Names asked for, always with id and version; without a list every readable field. */
function selectedPaths(source: Source, select: readonly string[] | undefined): readonly string[] {
  const { model, rights } = source.compilation.context;
  if (select) return [...new Set(['id', 'version', ...select])];
  return [...source.entity.fields.values()]
    .filter((field) => fieldAccess(model, rights, source.entity, field) !== 'hidden')
    .map((field) => field.name);
}

/** A field as the API sends it. */
export function fieldOutput(source: Source, field: Field, expand: ExpandRequest | undefined, depth: number): Sql {
  if (field.joinTable !== undefined) return linksOutput(source, field, expand ?? {}, depth);
  if (field.kind === 'linkAny') return anyLinkOutput(source, field);
  const target = field.targets.length === 1 ? source.compilation.context.model.entities.get(field.targets[0] ?? '') : undefined;
  if (target) return linkOutput(source, field, target, expand, depth);
  return plainOutput(source, field);
}

function plainOutput(source: Source, field: Field): Sql {
  if (field.type.columns(field).length > 0) return field.type.read(field, (column) => fieldColumn(source, field, column));
  const expression = fieldExpression(source, field);
  // Computed numbers travel as decimal strings, like stored ones; counts are plain numbers.
  if (field.document.field === 'rollup' && field.document.count === true) return sql`(${expression.sql})::bigint`;
  if (expression.valueType === 'number' || expression.valueType === 'money') return decimalText(expression.sql, scaleOf(field));
  if (expression.valueType === 'instant') return sql`to_char((${expression.sql}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return expression.sql;
}

function scaleOf(field: Field): number {
  const document = field.document;
  return document.field === 'formula' && document.scale !== undefined ? document.scale : 2;
}

/** A numeric as the shortest decimal text of at most `scale` places. */
export function decimalText(value: Sql, scale: number): Sql {
  return sql`trim_scale(round((${value})::numeric, ${raw(String(scale))}))::text`;
}

/** The text by which people know a record of the source, or null when the reader may not see it. */
export function labelSql(source: Source): Sql {
  const { model, rights } = source.compilation.context;
  const field = source.entity.display;
  if (!source.trusted && !isReadable(model, rights, source.entity, field)) return raw('null');
  return sql`(${fieldExpression(source, field).sql})::text`;
}

function linkOutput(source: Source, field: Field, target: Entity, expand: ExpandRequest | undefined, depth: number): Sql {
  const child = createSource(source.compilation, target, source.trusted);
  const label = labelSql(child);
  const extra = expand ? outputColumns(child, { select: expand.select, expand: expand.expand }, depth + 1) : [];
  const columns = expand ? [sql`${label} as "label"`, ...extra] : [sql`${columnSql(child, 'id')} as "id"`, sql`${label} as "label"`];
  return sql`(select row_to_json(o) from (select ${join(columns)} from ${fromVisible(child, sql`${columnSql(child, 'id')} = ${fieldColumn(source, field, field.column)}`)}) o)`;
}

function linksOutput(source: Source, field: Field, expand: ExpandRequest, depth: number): Sql {
  const target = source.compilation.context.model.entities.get(field.targets[0] ?? '');
  if (!target) throw new Error(`${field.name} leads nowhere, although the model was checked.`);
  const child = createSource(source.compilation, target, source.trusted);
  const between = raw(source.compilation.alias());
  const table = tableSql(source.compilation.context, field.joinTable ?? '');
  const extra =
    expand.select || expand.expand
      ? outputColumns(child, { select: expand.select, expand: expand.expand }, depth + 1)
      : [sql`${columnSql(child, 'id')} as "id"`];
  const filter = expand.filter ? [compileCondition(child, parseCondition(expand.filter))] : [];
  const columns = join([sql`${labelSql(child)} as "label"`, ...extra, sql`${between}.position as "_position"`]);
  const guard = guardOf(source, field);
  const tie = all([sql`${between}.from_id = ${columnSql(source, 'id')}`, ...(guard === undefined ? [] : [guard]), ...filter]);
  const from = sql`${table} ${between} join ${fromVisible(child, tie, sql`${columnSql(child, 'id')} = ${between}.to_id`)}`;
  return sql`(select coalesce(json_agg(to_jsonb(o) - '_position' order by o."_position"), '[]') from (select ${columns} from ${from}) o)`;
}

/** The child's table with its joins, restricted to living records that the reader may see. */
function fromVisible(child: Source, where: Sql, on?: Sql): Sql {
  const scope = child.trusted ? [] : readScope(child);
  const table = sql`${tableSql(child.compilation.context, child.entity.table)} ${id(child.alias)}`;
  const condition = all([where, sql`${columnSql(child, 'deleted_at')} is null`, ...scope]);
  return sql`${table}${on ? sql` on ${on}` : raw('')}${joinAll(child)} where ${condition}`;
}

function anyLinkOutput(source: Source, field: Field): Sql {
  const [entityColumn, idColumn] = field.type.columns(field);
  const pointer = fieldColumn(source, field, idColumn?.name ?? '');
  const branches = field.targets.flatMap((targetId) => {
    const target = source.compilation.context.model.entities.get(targetId);
    if (!target) return [];
    const child = createSource(source.compilation, target, source.trusted);
    const columns = sql`${literal(target.id)} as "entity", ${columnSql(child, 'id')} as "id", ${labelSql(child)} as "label"`;
    const found = sql`(select row_to_json(o) from (select ${columns} from ${fromVisible(child, sql`${columnSql(child, 'id')} = ${pointer}`)}) o)`;
    return [sql`when ${literal(target.id)} then ${found}`];
  });
  if (branches.length === 0) return raw('null::json');
  return sql`(case ${fieldColumn(source, field, entityColumn?.name ?? '')} ${join(branches, ' ')} end)`;
}

/** A path across to-one links: the value at its end. */
function pathOutput(source: Source, path: string): Sql {
  const resolved = resolveOrRefuse(source, path, '/select');
  if (resolved.end.kind !== 'field') return expressionOf(source, path, '/select').sql;
  let at = source;
  for (const hop of resolved.hops) {
    refuseHidden(at, hop.field, path, '/select');
    at = joinLink(at, hop.field, hop.target);
  }
  refuseHidden(at, resolved.end.field, path, '/select');
  return fieldOutput(at, resolved.end.field, undefined, maximumDepth);
}

/** A to-many path that was asked for: an array of records. */
function expandOutput(source: Source, name: string, wanted: ExpandRequest, depth: number): Sql {
  const backlink: Backlink | undefined = source.entity.backlinks.find((candidate) => candidate.name === name);
  const entity = backlink ? source.compilation.context.model.entities.get(backlink.entity) : undefined;
  const link = entity?.fields.get(backlink?.field ?? '');
  const { model, rights } = source.compilation.context;
  if (!backlink || !entity || !link || rights.entity(entity.id).scope('read') === 'none' || !isReadable(model, rights, entity, link)) {
    const message = `${source.entity.title} has no relation "${name}".`;
    throw badRequest(message, [{ pointer: `/expand/${name}`, code: 'unknown-field', message }], 'unknown-field');
  }
  const child = createSource(source.compilation, entity, source.trusted);
  const sort = parseSort(child, wanted.sort ?? []);
  const filter = wanted.filter ? compileCondition(child, parseCondition(wanted.filter)) : raw('true');
  const columns = outputColumns(child, { select: wanted.select, expand: wanted.expand }, depth + 1);
  const limit = Math.min(wanted.limit ?? 50, maximumChildren);
  const rows = sql`select row_to_json(o) as j from (select ${join(columns)} from ${fromVisible(child, all([pointsAt(child, link, source), filter]))} order by ${orderSql(sort)} limit ${raw(String(limit))}) o`;
  return sql`(select coalesce(json_agg(r.j), '[]') from (${rows}) r)`;
}
