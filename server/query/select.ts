/** What is sent of a record: names and SQL of the output, with links as `{ id, label }` and expanded relations as subqueries. */
import { parseCondition } from '../../metadata/rules/condition.ts';
import { segment } from '../../metadata/rules/json-pointer.ts';
import { fieldAccess, isReadable, pathReadable } from '../access/fields.ts';
import { all, join, literal, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest, type Problem } from '../kernel/errors.ts';
import { findField, PathError } from '../model/paths.ts';
import type { Backlink, Entity, Field } from '../model/types.ts';
import { compileCondition } from './condition-sql.ts';
import { fieldColumn, guardOf } from './guard.ts';
import { orderSql, parseSort } from './order.ts';
import { pointsAt } from './points-at.ts';
import { bounded, childRows, objectSql, type Output, type OutputColumn } from './record-json.ts';
import { expressionOf, fieldExpression, joinLink, refuseHidden, resolveOrRefuse } from './expression.ts';
import { columnSql, createSource, tableSql, type Source } from './source.ts';
import type { ExpandRequest } from './types.ts';
import { anyTarget, fromVisible, labelSql } from './visible.ts';

/** How deep `expand` may nest. */
const maximumDepth = 4;
/** Records of a to-many path that come with each record: unless said otherwise, and at the most. */
const usualChildren = 50;
export const maximumChildren = 200;

/** The request for one level of output. */
export interface OutputRequest {
  readonly select?: readonly string[] | undefined;
  readonly expand?: Readonly<Record<string, ExpandRequest | true>> | undefined;
}

/** Where in a request one level stands: how deep it is, and its pointer (RFC 6901). */
interface Place {
  readonly depth: number;
  readonly pointer: string;
}

const top: Place = { depth: 0, pointer: '' };

/** One level of output. */
function outputOf(source: Source, request: OutputRequest, place: Place): Output {
  const { model, rights } = source.compilation.context;
  const masked: Sql[] = [];
  const expanded = new Map(Object.entries(request.expand ?? {}).map(([name, wanted]) => [name, wanted === true ? {} : wanted]));
  if (expanded.size > 0 && place.depth >= maximumDepth) {
    const message = `expand may nest ${maximumDepth} levels.`;
    throw badRequest(message, [{ pointer: `${place.pointer}/expand`, code: 'range', message }]);
  }
  const columns: OutputColumn[] = [];
  const many: Output['many'][number][] = [];
  const add = (name: string, value: Sql): void => void columns.push({ name, value });
  const addMany = (name: string, rows: Sql): void => {
    const alias = raw(source.compilation.alias());
    many.push({ name, alias, rows });
    add(name, sql`${alias}.data`);
  };
  const addField = (name: string, field: Field, wanted: ExpandRequest | undefined): void => {
    const below = under(place, name);
    if (field.joinTable !== undefined && wanted?.limit !== undefined) addMany(name, linkedRows(source, field, wanted, below, wanted.limit));
    else add(name, fieldOutput(source, field, wanted, below));
  };
  for (const path of selectedPaths(source, request.select)) {
    const field = source.entity.fields.get(path);
    if (!field) {
      add(path, pathOutput(source, path, `${place.pointer}/select`));
    } else if (fieldAccess(model, rights, source.entity, field) === 'masked') {
      masked.push(literal(path));
      add(path, raw('null'));
    } else {
      refuseHidden(source, field, path, `${place.pointer}/select`);
      const guard = guardOf(source, field);
      if (guard !== undefined) masked.push(sql`case when not ${guard} then ${literal(path)} end`);
      if (field.targets.length === 0) add(path, plainOutput(source, field));
      else {
        addField(path, field, expanded.get(path));
        expanded.delete(path);
      }
    }
  }
  for (const [name, wanted] of expanded) {
    const field = source.entity.fields.get(name);
    if (!field || field.targets.length === 0) addMany(name, pointingRows(source, name, wanted, under(place, name)));
    else if (fieldAccess(model, rights, source.entity, field) !== 'masked') {
      // Whoever expands a link wants it, selected or not.
      if (!source.trusted && !isReadable(model, rights, source.entity, field)) throw noRelation(source, name, under(place, name));
      addField(name, field, wanted);
    }
  }
  if (masked.length > 0) add('_masked', sql`to_json(array_remove(array[${join(masked)}]::text[], null))`);
  return { columns, many };
}

function under(place: Place, name: string): Place {
  return { depth: place.depth + 1, pointer: `${place.pointer}/expand${segment(name)}` };
}

/** One JSON object of the source's record. */
export function outputJson(source: Source, request: OutputRequest): Sql {
  return objectSql(source, outputOf(source, request, top));
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
function fieldOutput(source: Source, field: Field, expand: ExpandRequest | undefined, place: Place): Sql {
  if (field.joinTable !== undefined) return linkedArray(source, field, expand ?? {}, place);
  if (field.targets.length > 0 && expand) demandToOne(expand, place);
  if (field.kind === 'linkAny') return anyLinkOutput(source, field, expand, place);
  const target = field.targets.length === 1 ? source.compilation.context.model.entities.get(field.targets[0] ?? '') : undefined;
  if (target) return linkOutput(source, field, target, expand, place);
  return plainOutput(source, field);
}

/** What only lists have is refused of one record, not passed over. */
function demandToOne(expand: ExpandRequest, { pointer }: Place): void {
  const errors = (['filter', 'sort', 'limit'] as const)
    .filter((member) => expand[member] !== undefined)
    .map((member) => ({
      pointer: `${pointer}/${member}`,
      code: 'parameter',
      message: `"${member}" is for relations that lead to many records.`,
    }));
  if (errors.length > 0) throw badRequest(errors.map(({ message }) => message).join(' '), errors, 'parameter');
}

function plainOutput(source: Source, field: Field): Sql {
  if (field.type.columns(field).length > 0) return field.type.read(field, (column) => fieldColumn(source, field, column));
  const expression = fieldExpression(source, field);
  // Computed numbers travel as decimal strings, like stored ones; counts are plain numbers.
  if (field.document.field === 'rollup' && field.document.count === true) return sql`(${expression.sql})::bigint`;
  if (expression.valueType === 'number' || expression.valueType === 'money') return decimalText(expression.sql);
  if (expression.valueType === 'instant') return sql`to_char((${expression.sql}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return expression.sql;
}

/** A numeric as the shortest decimal text. */
export function decimalText(value: Sql): Sql {
  return sql`trim_scale((${value})::numeric)::text`;
}

function linkOutput(source: Source, field: Field, target: Entity, expand: ExpandRequest | undefined, place: Place): Sql {
  const child = createSource(source.compilation, target, source.trusted);
  const from = (): Sql => fromVisible(child, sql`${columnSql(child, 'id')} = ${fieldColumn(source, field, field.column)}`);
  if (!expand) {
    // A name and an id, many to a page: without a row in between they cost a tenth less.
    const label = labelSql(child);
    return sql`(select json_build_object('id', ${columnSql(child, 'id')}, 'label', ${label}) from ${from()})`;
  }
  return sql`(${childRows(child, linkedColumns(child, expand, place), from())})`;
}

/** What is sent of a record that a link points at: its name and id, or what `expand` asks for beside the name. */
function linkedColumns(child: Source, expand: ExpandRequest | undefined, place: Place): Output {
  const label = { name: 'label', value: labelSql(child) };
  if (!expand) return { columns: [{ name: 'id', value: columnSql(child, 'id') }, label], many: [] };
  const output = outputOf(child, expand, place);
  // A field that is called so stands for itself.
  return output.columns.some(({ name }) => name === label.name) ? output : { ...output, columns: [label, ...output.columns] };
}

/** Records of a join table as `select … as j`, in their order unless another is asked for. */
function linked(source: Source, field: Field, expand: ExpandRequest, place: Place, limit: Sql): Sql {
  const target = source.compilation.context.model.entities.get(field.targets[0] ?? '');
  if (!target) throw new Error(`${field.name} leads nowhere, although the model was checked.`);
  const child = createSource(source.compilation, target, source.trusted);
  const between = raw(source.compilation.alias());
  const table = tableSql(source.compilation.context, field.joinTable ?? '');
  const output = linkedColumns(child, expand.select || expand.expand ? expand : undefined, place);
  const filter = expand.filter ? [compileCondition(child, parseCondition(expand.filter, `${place.pointer}/filter`))] : [];
  const order = expand.sort ? orderSql(parseSort(child, expand.sort, `${place.pointer}/sort`)) : sql`${between}.position, ${between}.to_id`;
  const guard = guardOf(source, field);
  const tie = all([sql`${between}.from_id = ${columnSql(source, 'id')}`, ...(guard === undefined ? [] : [guard]), ...filter]);
  const from = sql`${table} ${between} join ${fromVisible(child, tie, sql`${columnSql(child, 'id')} = ${between}.to_id`)}`;
  return childRows(child, output, sql`${from} order by ${order}${limit}`);
}

/** All of them: links are the value of a field, and whoever writes it back must have had the whole. */
function linkedArray(source: Source, field: Field, expand: ExpandRequest, place: Place): Sql {
  const row = raw(source.compilation.alias());
  return sql`(select coalesce(json_agg(${row}.j), '[]') from (${linked(source, field, expand, place, raw(''))}) ${row})`;
}

function linkedRows(source: Source, field: Field, expand: ExpandRequest, place: Place, wanted: number): Sql {
  const limit = childLimit(wanted, place);
  return bounded(source, linked(source, field, expand, place, raw(` limit ${limit + 1}`)), limit);
}

function childLimit(wanted: number, { pointer }: Place): number {
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= maximumChildren) return wanted;
  const message = `"limit" of a relation must be a whole number from 1 to ${maximumChildren}.`;
  throw badRequest(message, [{ pointer: `${pointer}/limit`, code: 'range', message }]);
}

function anyLinkOutput(source: Source, field: Field, expand: ExpandRequest | undefined, place: Place): Sql {
  if (expand) demandKnown(source, field, expand, place);
  const output = anyTarget(source, field, (child, where) => {
    const { columns, many } = linkedColumns(child, expand && knownOf(child, expand), place);
    return childRows(
      child,
      { columns: [{ name: 'entity', value: literal(child.entity.id) }, ...columns], many },
      fromVisible(child, where),
    );
  });
  return output ?? raw('null::json');
}

/** What of a request one of several targets has, as far as the reader may know it. */
function knownOf(child: Source, { select, expand }: ExpandRequest): ExpandRequest {
  return {
    ...(select && { select: select.filter((path) => isKnown(child, path)) }),
    ...(expand && {
      expand: Object.fromEntries(Object.entries(expand).filter(([name]) => isKnown(child, name) || hasBacklink(child, name))),
    }),
  };
}

/** Names that none of the targets has are refused like any other. */
function demandKnown(source: Source, field: Field, { select = [], expand = {} }: ExpandRequest, { pointer }: Place): void {
  const { compilation } = source;
  const children = field.targets.flatMap((target) => {
    const entity = compilation.context.model.entities.get(target);
    return entity ? [createSource(compilation, entity, source.trusted)] : [];
  });
  const unknown = [
    ...select.filter((path) => !children.some((child) => isKnown(child, path))).map((name) => ({ name, at: `${pointer}/select` })),
    ...Object.keys(expand)
      .filter((name) => !children.some((child) => isKnown(child, name) || hasBacklink(child, name)))
      .map((name) => ({ name, at: `${pointer}/expand${segment(name)}` })),
  ];
  if (unknown.length === 0) return;
  const message = `Nothing that ${field.title} points at has ${unknown.map(({ name }) => `"${name}"`).join(', ')}.`;
  throw badRequest(
    message,
    unknown.map(({ name, at }) => ({ pointer: at, code: 'unknown-field', message: `No field "${name}".` })),
    'unknown-field',
  );
}

function isKnown(source: Source, path: string): boolean {
  const { model, rights } = source.compilation.context;
  if (!source.trusted && rights.entity(source.entity.id).scope('read') === 'none') return false;
  const field = findField(source.entity, path);
  if (field) return source.trusted || fieldAccess(model, rights, source.entity, field) !== 'hidden';
  try {
    return pathReadable(model, rights, source.entity, path) && !source.entity.backlinks.some(({ name }) => name === path);
  } catch (error) {
    if (error instanceof PathError) return false;
    throw error;
  }
}

function hasBacklink(source: Source, name: string): boolean {
  return readableBacklink(source, name) !== undefined;
}

/** A path across to-one links: the value at its end. */
function pathOutput(source: Source, path: string, pointer: string): Sql {
  const resolved = resolveOrRefuse(source, path, pointer);
  if (resolved.end.kind !== 'field') {
    const { sql: value, valueType } = expressionOf(source, path, pointer);
    return valueType === 'instant' ? sql`to_char((${value}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : value;
  }
  let at = source;
  for (const hop of resolved.hops) {
    refuseHidden(at, hop.field, path, pointer, source);
    at = joinLink(at, hop.field, hop.target);
  }
  refuseHidden(at, resolved.end.field, path, pointer, source);
  return fieldOutput(at, resolved.end.field, undefined, top);
}

/** A relation by which other records point here, if there is one that the reader may see. */
function readableBacklink(source: Source, name: string): { readonly entity: Entity; readonly link: Field } | undefined {
  const { model, rights } = source.compilation.context;
  const backlink: Backlink | undefined = source.entity.backlinks.find((candidate) => candidate.name === name);
  const entity = backlink ? model.entities.get(backlink.entity) : undefined;
  const link = entity?.fields.get(backlink?.field ?? '');
  if (!entity || !link || rights.entity(entity.id).scope('read') === 'none' || !isReadable(model, rights, entity, link)) return undefined;
  return { entity, link };
}

/** Records that point here. */
function pointingRows(source: Source, name: string, wanted: ExpandRequest, place: Place): Sql {
  const found = readableBacklink(source, name);
  if (!found) throw noRelation(source, name, place);
  const limit = childLimit(wanted.limit ?? usualChildren, place);
  const child = createSource(source.compilation, found.entity, source.trusted);
  const order = orderSql(parseSort(child, wanted.sort ?? [], `${place.pointer}/sort`));
  const filter = wanted.filter ? [compileCondition(child, parseCondition(wanted.filter, `${place.pointer}/filter`))] : [];
  const output = outputOf(child, wanted, place);
  const from = fromVisible(child, all([pointsAt(child, found.link, source), ...filter]));
  return bounded(source, childRows(child, output, sql`${from} order by ${order} limit ${raw(String(limit + 1))}`), limit);
}

/** The same words for what is not there and for what is hidden. */
function noRelation(source: Source, name: string, { pointer }: Place): Problem {
  const message = `${source.entity.title} has no relation "${name}".`;
  return badRequest(message, [{ pointer, code: 'unknown-field', message }], 'unknown-field');
}
