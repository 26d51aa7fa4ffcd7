/** What kept rollups need of the tables: a column and indexes where they are read, a function where the children are written. */
import { quoteIdentifier as q } from '../database/sql.ts';
import type { Entity, Model } from '../model/types.ts';
import { keepersOf, keptFields } from '../query/kept-rollups.ts';
import { objectName } from './names.ts';
import type { DesiredColumn, DesiredIndex, DesiredTable } from './types.ts';

/** The columns of an entity's kept rollups. */
export function keptColumns(entity: Entity): DesiredColumn[] {
  return keptFields(entity).map(({ kept: { column, type, counts } }) => ({
    name: column,
    type,
    notNull: counts,
    ...(counts ? { default: '0' } : {}),
    derived: true,
  }));
}

/** Their indexes, in the orders that lists are asked for, with the id behind as in every ORDER BY. */
export function keptIndexes(entity: Entity): DesiredIndex[] {
  return keptFields(entity).flatMap(({ kept: { column, directions } }) =>
    directions.map((direction) => ({
      name: objectName(entity.table, column, direction, 'idx'),
      unique: false,
      definition: `(${q(column)} ${direction} nulls last, id ${direction}) where deleted_at is null`,
    })),
  );
}

/** The tables, with the functions that keep rollups over their rows. */
export function withKeepers(tables: readonly DesiredTable[], model: Model, schema: string): DesiredTable[] {
  const keepers = Map.groupBy(keepersOf(model, schema), ({ table }) => table);
  return tables.map((table) => {
    const triggers = keepers.get(table.name)?.map(({ name, body }) => ({ name, body }));
    return triggers === undefined ? table : { ...table, triggers };
  });
}
