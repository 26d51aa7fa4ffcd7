/**
 * Views for analysts: one per entity, called as it is called now, with a column per field under its present name. They show what one role may
 * read, without the trash.
 */
import { createHash } from 'node:crypto';
import { fieldAccess } from '../../access/fields.ts';
import { compileRights } from '../../access/rights.ts';
import type { Context } from '../../access/context.ts';
import { all, id, inlineSql, join, sql, type Sql } from '../../database/sql.ts';
import type { Entity, Field } from '../../model/types.ts';
import { startCompilation } from '../../query/compilation.ts';
import { fieldExpression } from '../../query/expression.ts';
import { comparedColumn, guardOf } from '../../query/guard.ts';
import { readScope } from '../../query/scope.ts';
import { columnSql, createSource, joinAll, tableSql, type Source } from '../../query/source.ts';

/** One view: its name, and the query that it stands for. */
export interface AnalystView {
  readonly name: string;
  readonly query: string;
}

/** All views, and who may read them. */
export interface AnalystViews {
  readonly views: readonly AnalystView[];
  readonly databaseRole: string;
  /** Of all that is in them: two models with the same fingerprint need nothing done. */
  readonly fingerprint: string;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The schema in which they stand. */
export function viewSchema(schema: string): string {
  return `${schema}_views`;
}

/** The views of the context's model; undefined when its settings want none. */
export function analystViews(context: Context): AnalystViews | undefined {
  const { model, database } = context;
  const { analysts } = model.settings;
  if (analysts === undefined) return undefined;
  // Whoever reads the views is nobody in particular, and bound by restrictions like everybody.
  const reader: Context = { ...context, rights: compileRights(model, [analysts.role]), actor: { ...context.actor, id: nobody } };
  const names = new Map<string, number>();
  for (const { name } of model.entities.values()) names.set(name, (names.get(name) ?? 0) + 1);
  const views = [...model.entities.values()].flatMap((entity): AnalystView[] => {
    if (reader.rights.entity(entity.id).scope('read') !== 'all') return [];
    const name = names.get(entity.name) === 1 ? entity.name : `${entity.pack}.${entity.name}`;
    const query = viewQuery(reader, entity);
    return query === undefined ? [] : [{ name, query: inlineSql(query) }];
  });
  const databaseRole = analysts.databaseRole ?? `${database.schema}_analyst`;
  return {
    views,
    databaseRole,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([databaseRole, views]))
      .digest('hex'),
  };
}

/** The query of a view; undefined where a restriction on reading goes by the moment, which a definition that is kept cannot. */
function viewQuery(context: Context, entity: Entity): Sql | undefined {
  const compilation = { ...startCompilation(context), kept: true };
  const source = createSource(compilation, entity);
  const fields = [...entity.fields.values()].filter(
    (field) => field.name !== 'deletedAt' && ['read', 'write'].includes(fieldAccess(context.model, context.rights, entity, field)),
  );
  const columns = fields.flatMap((field) => fieldColumns(source, field));
  const where = all([sql`${columnSql(source, 'deleted_at')} is null`, ...readScope(source)]);
  if (compilation.momentary()) return undefined;
  return sql`select ${join(columns)} from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} where ${where}`;
}

/** A field as one column or several: the first has its name, the others what they are behind it (`amount`, `amountCurrency`). */
function fieldColumns(source: Source, field: Field): Sql[] {
  const named = (name: string, value: Sql): Sql => sql`${value} as ${id(name)}`;
  if (field.joinTable !== undefined) {
    const { context } = source.compilation;
    // Ids of what the role does not see, and links that it sees of some records only, are left out as a whole.
    if (guardOf(source, field) !== undefined || field.targets.some((target) => context.rights.entity(target).scope('read') !== 'all'))
      return [];
    const table = tableSql(context, field.joinTable);
    const links = sql`(select array_agg(j.to_id order by j.position, j.to_id) from ${table} j where j.from_id = ${columnSql(source, 'id')})`;
    return [named(field.name, links)];
  }
  // Analysts would see the encrypted text, which says nothing, and could tell equal values by their digests.
  if (field.type.encrypts !== undefined) return [];
  const columns = field.type.columns(field);
  if (columns.length === 0) return goesByTheReader(field) ? [] : [named(field.name, fieldExpression(source, field).sql)];
  return columns.flatMap((column, index) => {
    const rest = column.name.slice(field.column.length).replace(/^_/, '');
    const name = index === 0 || rest === '' ? field.name : `${field.name}${rest.charAt(0).toUpperCase()}${camelCase(rest.slice(1))}`;
    return index > 0 && source.entity.fields.has(name) ? [] : [named(name, comparedColumn(source, field, column.name))];
  });
}

const camelCase = (text: string): string => text.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Figures over what is compared with the moment or with the reader: a view has neither. */
function goesByTheReader({ document }: Field): boolean {
  return document.field === 'rollup' && /"\$(now|me|today|period)/.test(JSON.stringify(document));
}
