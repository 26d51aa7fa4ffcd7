/**
 * Names of tables and columns that were chosen: kept with every version of the model, so that renaming a field never moves its column and
 * a change of type can put the values into a new one. What no version has chosen yet is named after the ids.
 */
import type { Model } from './types.ts';

/** Chosen names. */
export interface PhysicalNames {
  /** Table by entity id, and join table by `<entity id>.<field id>`. */
  readonly tables: Readonly<Record<string, string>>;
  /** Base of the column names by `<entity id>.<field id>`. */
  readonly columns: Readonly<Record<string, string>>;
  /**
   * Columns of kept rollups by `<entity id>.<field id>`. A version names those whose values stand in the database when it comes into force;
   * where there are no names at all, the cost rule alone decides.
   */
  readonly rollups?: Readonly<Record<string, string>>;
}

/** Nothing chosen yet. */
export const noNames: PhysicalNames = { tables: {}, columns: {} };

/** The names that a model uses, to be stored with its version. */
export function physicalNamesOf(model: Model): PhysicalNames {
  const tables: Record<string, string> = {};
  const columns: Record<string, string> = {};
  const rollups: Record<string, string> = {};
  for (const entity of model.entities.values()) {
    tables[entity.id] = entity.table;
    for (const field of entity.fields.values()) {
      if (field.system) continue;
      const key = `${entity.id}.${field.id}`;
      columns[key] = field.column;
      if (field.kept) rollups[key] = field.kept.column;
      if (field.joinTable !== undefined) tables[key] = field.joinTable;
    }
  }
  return { tables, columns, rollups };
}

/** The names of a version. One of a time when no rollups were kept names none, and keeps none. */
export function storedNames(names: PhysicalNames): PhysicalNames {
  return { rollups: {}, ...names };
}

/** The names that a next version takes over: which rollups it keeps is decided anew. */
export function inheritedNames({ tables, columns }: PhysicalNames): PhysicalNames {
  return { tables, columns };
}
