/**
 * The things that a statement reads from, and the SQL of a path on them.
 *
 * Words: a *compilation* is the making of one statement; a *source* is one row variable in it (an alias of an entity's table)
 * with the joins that paths across to-one links have asked for. A *trusted* source belongs to a condition of the model itself
 * (a role's scope, a rollup): it sees what the reader may not, and nothing of it is ever sent.
 */
import type { ConditionNode } from '../../metadata/rules/condition.ts';
import type { Operator } from '../../metadata/rules/operators.ts';
import type { Context } from '../access/context.ts';
import { id, raw, sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';
import type { Entity, Field } from '../model/types.ts';
import type { FieldUse, UseCounter } from './usage.ts';

/** The collation by which text sorts: the same in ORDER BY, in cursors and in indexes. */
export const textCollation = raw('collate "und-x-icu"');

/** What one statement's making shares. */
export interface Compilation {
  readonly context: Context;
  /** Values for `{ "$param": … }`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The statement is kept by the database and read at any time: its formulas go by the database's clock, in the workspace's time zone. */
  readonly kept?: boolean;
  /** A fresh alias. */
  alias(): string;
  /** The present instant, for what depends on it: such a statement holds for this moment only. */
  now(): Date;
  /** Whether anybody asked for the present instant. */
  momentary(): boolean;
  /** Notes that a request filters or sorts by a field: each run of the statement counts it. */
  note(entity: Entity, field: Field, use: FieldUse): void;
  /** What was noted. */
  readonly noted: readonly UseCounter[];
  /** Compiles a condition (condition-sql.ts). Scopes and rollups hold conditions, and conditions ask for scopes and rollups: this is where the circle closes. */
  condition(source: Source, node: ConditionNode): Sql;
  /** The SQL of a path (expression.ts), for the same reason. */
  expression(source: Source, path: string): Expression;
}

/** One row variable of a statement. */
export interface Source {
  readonly compilation: Compilation;
  readonly entity: Entity;
  readonly alias: string;
  readonly trusted: boolean;
  /** It stands behind a link, which may be empty: then there is no record, and nothing of it has a value. */
  readonly linked?: boolean;
  /** Joined sources by link field, and the SQL of the joins in order. */
  readonly joined: Map<Field, Source>;
  readonly joins: Sql[];
}

/** What a path means in SQL. */
export interface Expression {
  /** By what it compares and sorts. */
  readonly sql: Sql;
  readonly valueType: ValueType;
  readonly operators: readonly Operator[];
  /** The field at the end, with the source that it stands on. */
  readonly field: Field;
  readonly source: Source;
  /** The part of it that the path names, if any. */
  readonly part: string | undefined;
  /** A link that is seen on some records only: its column, for which there is an index, and where it is seen. */
  readonly guarded?: { readonly column: Sql; readonly where: Sql } | undefined;
}

/** A new row variable on an entity. */
export function createSource(compilation: Compilation, entity: Entity, trusted = false, alias = compilation.alias()): Source {
  return { compilation, entity, alias, trusted, joined: new Map(), joins: [] };
}

/** The entity's table, qualified by the workspace's schema. */
export function tableSql(context: Context, table: string): Sql {
  return id(context.database.schema, table);
}

/** A physical column of a source. */
export function columnSql(source: Source, column: string): Sql {
  return id(source.alias, column);
}

/** What has a value even of nothing (a count, `coalesce` in a formula): empty where the link that the source stands behind leads to no record. */
export function ofRecord(source: Source, computed: Sql): Sql {
  return source.linked === true ? sql`(case when ${columnSql(source, 'id')} is not null then ${computed} end)` : computed;
}

/** The joins of a source, to stand behind its table in FROM. */
export function joinAll(source: Source): Sql {
  return source.joins.reduce((before, next) => sql`${before}${next}`, raw(''));
}

/** Whether an expression is a column of whole numbers. */
export function isWholeColumn({ field, part }: Pick<Expression, 'field' | 'part'>): boolean {
  const [column] = part === undefined ? field.type.columns(field) : [];
  return column?.type === 'integer' || column?.type === 'bigint';
}
