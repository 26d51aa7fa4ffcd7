/** What paths mean in SQL: columns, parts of composite values, joins across links, formulas and rollups. */
import { nearest } from '../../metadata/rules/suggest.ts';
import { parseFormula } from '../../metadata/rules/formula.ts';
import { isReadable } from '../access/fields.ts';
import { all, id, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { formulaScale } from '../model/computed-scale.ts';
import { findField, PathError, resolvePath } from '../model/paths.ts';
import type { Entity, Field } from '../model/types.ts';
import { formulaSql } from './formula-sql.ts';
import { comparedColumn, fieldColumn, guardOf, targetGuardOf } from './guard.ts';
import { rollupSql } from './rollup-sql.ts';
import { readScope } from './scope.ts';
import { columnSql, createSource, ofRecord, tableSql, type Expression, type Source } from './source.ts';
import { statusPart } from './status-part.ts';

/**
 * The source behind a to-one link: joined once, restricted to records that the reader may see. Its own joins are appended to
 * the same list, behind it. (A role's condition keeps its joins in a subquery, so ON needs none.)
 */
export function joinLink(source: Source, field: Field, target: Entity): Source {
  const known = source.joined.get(field);
  if (known) return known;
  const joined: Source = { ...createSource(source.compilation, target, source.trusted), linked: true, joins: source.joins };
  source.joined.set(field, joined);
  const on = all([
    sql`${columnSql(joined, 'id')} = ${fieldColumn(source, field, field.column)}`,
    sql`${columnSql(joined, 'deleted_at')} is null`,
    ...(source.trusted ? [] : readScope(joined)),
  ]);
  source.joins.push(sql` left join ${tableSql(source.compilation.context, target.table)} ${id(joined.alias)} on ${on}`);
  return joined;
}

/**
 * The SQL of a path.
 * @throws Problem 400 when the path leads nowhere, ends in a to-many link, or names what the reader may not see (in the same words).
 */
export function expressionOf(source: Source, path: string, pointer = ''): Expression {
  const resolved = resolveOrRefuse(source, path, pointer);
  let at = source;
  for (const hop of resolved.hops) {
    refuseHidden(at, hop.field, path, pointer, source);
    at = joinLink(at, hop.field, hop.target);
  }
  const end = resolved.end;
  if (end.kind === 'backlink') {
    throw badRequest(`"${path}" leads to many records.`, [
      { pointer, code: 'to-many', message: `"${path}" leads to many records.`, hint: 'Use some, none or every.' },
    ]);
  }
  refuseHidden(at, end.field, path, pointer, source);
  if (end.kind === 'part') return partExpression(at, end.field, end.part);
  return fieldExpression(at, end.field);
}

/** Resolves a path; a path that is unknown is refused with the nearest name. */
export function resolveOrRefuse(source: Source, path: string, pointer: string): ReturnType<typeof resolvePath> {
  try {
    return resolvePath(source.compilation.context.model, source.entity, path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw unknownPath(path, pointer, source, isSeen(source, path) ? error.hint : hintFor(source, path));
  }
}

function unknownPath(path: string, pointer: string, source: Source, hint: string | undefined): Error {
  const message = `${source.entity.title} has no field "${path}".`;
  return badRequest(message, [{ pointer, code: 'unknown-field', message, ...(hint === undefined ? {} : { hint }) }], 'unknown-field');
}

/**
 * A hidden field is refused in the words for one that does not exist.
 * @param root where the path begins, if not at the source
 */
export function refuseHidden(source: Source, field: Field, path: string, pointer: string, root: Source = source): void {
  const { model, rights } = source.compilation.context;
  if (source.trusted || isReadable(model, rights, source.entity, field)) return;
  throw unknownPath(path, pointer, root, hintFor(root, path));
}

/** The nearest name among those that the reader may see, at the place where the path leaves them; what is hidden is as if it were not there. */
function hintFor({ compilation, entity, trusted }: Source, path: string): string | undefined {
  const { model, rights } = compilation.context;
  const seen = (at: Entity, field: Field): boolean => trusted || isReadable(model, rights, at, field);
  let at: Entity | undefined = entity;
  for (const name of path.split('.')) {
    if (!at) return undefined;
    const here: Entity = at;
    const field = findField(here, name);
    if (!field || !seen(here, field)) {
      const fields = [...here.fields.values()].filter((each) => seen(here, each)).map((each) => each.name);
      const backlinks = here.backlinks.flatMap((backlink) => {
        const holder = model.entities.get(backlink.entity);
        const link = holder?.fields.get(backlink.field);
        return backlink.name !== undefined && holder && link && seen(holder, link) ? [backlink.name] : [];
      });
      const near = nearest(name, [...fields, ...backlinks]);
      return near === undefined || near === name ? undefined : `Did you mean "${near}"?`;
    }
    at = field.targets.length === 1 && field.joinTable === undefined ? model.entities.get(field.targets[0] ?? '') : undefined;
    if (!at && field.targets.length === 0) return undefined;
  }
  return undefined;
}

/** Whether everything on the way is seen, so that what is wrong with the path may be told as it is. */
function isSeen(source: Source, path: string): boolean {
  const { model, rights } = source.compilation.context;
  let at: Entity | undefined = source.entity;
  for (const name of path.split('.')) {
    const field: Field | undefined = at && findField(at, name);
    if (!at || !field) return at === undefined;
    if (!source.trusted && !isReadable(model, rights, at, field)) return false;
    at = field.targets.length === 1 && field.joinTable === undefined ? model.entities.get(field.targets[0] ?? '') : undefined;
  }
  return true;
}

/** The SQL of a field of a source: a column, or the computation of a formula or rollup. */
export function fieldExpression(source: Source, field: Field): Expression {
  const document = field.document;
  const { context } = source.compilation;
  const made = { valueType: field.type.valueType, operators: field.type.operators, field, source, part: undefined };
  if (document.field === 'formula') {
    const result = formulaSql(
      parseFormula(document.formula),
      (path) => {
        const input = expressionOf(source, path);
        return { sql: input.sql, type: input.valueType };
      },
      {
        ...(source.compilation.kept === true ? {} : { now: () => source.compilation.now().toISOString() }),
        timeZone: context.actor.timeZone,
      },
    );
    const types = field.type.resolve?.(field);
    const value = result.type === 'number' ? sql`round(${result.sql}, ${raw(String(formulaScale(field)))})` : result.sql;
    return {
      ...made,
      sql: ofRecord(source, value),
      valueType: types?.valueType ?? result.type,
      operators: types?.operators ?? made.operators,
    };
  }
  if (document.field === 'rollup') {
    const types = field.type.resolve?.(field);
    return {
      ...made,
      sql: rollupSql(source, field),
      valueType: types?.valueType ?? 'number',
      operators: types?.operators ?? made.operators,
    };
  }
  const reference = (column: string): Sql => comparedColumn(source, field, column);
  const guarded = guardedLink(source, field);
  return {
    ...made,
    ...(guarded === undefined ? {} : { guarded }),
    sql: field.type.comparable?.(field, reference) ?? reference(field.type.columns(field)[0]?.name ?? field.column),
  };
}

/** The column of a link by itself, and where it counts. */
function guardedLink(source: Source, field: Field): Expression['guarded'] {
  if (field.targets.length === 0 || field.joinTable !== undefined) return undefined;
  const guards = [guardOf(source, field), targetGuardOf(source, field)].filter((guard) => guard !== undefined);
  const columns = field.type.columns(field);
  return guards.length === 0
    ? undefined
    : { column: columnSql(source, (columns[1] ?? columns[0])?.name ?? field.column), where: all(guards) };
}

function partExpression(source: Source, field: Field, part: string): Expression {
  if (field.pipelines.length > 0) return statusPart(source, field, part);
  const definition = field.type.parts?.[part];
  if (!definition) throw new Error(`The kind ${field.kind} has no part ${part}, although the model says so.`);
  return {
    sql: definition.sql(field, (column) => comparedColumn(source, field, column)),
    valueType: definition.valueType,
    operators: definition.operators,
    field,
    source,
    part,
  };
}
