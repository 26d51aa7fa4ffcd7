/** model → desired tables: columns from field kinds, keys and indexes from what the metadata says will be asked. */
import { quoteIdentifier } from '../database/sql.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import { keptColumns, keptIndexes, withKeepers } from './kept-rollups.ts';
import { foreignKeyName, objectName, uniqueIndexName } from './names.ts';
import { viewIndexes } from './view-indexes.ts';
import type { DesiredColumn, DesiredForeignKey, DesiredIndex, DesiredTable } from './types.ts';

const q = quoteIdentifier;

/** All tables that a model needs, entities first, then join tables. */
export function desiredTables(model: Model, schema: string): DesiredTable[] {
  const entities = [...model.entities.values()];
  const tables = [
    ...entities.map((entity) => entityTable(model, entity, schema)),
    ...entities.flatMap((entity) => joinTables(model, entity)),
  ];
  return withKeepers(tables, model, schema);
}

function entityTable(model: Model, entity: Entity, schema: string): DesiredTable {
  const fields = [...entity.fields.values()];
  const columns = fields.flatMap((field) => field.type.columns(field).map((column) => desiredColumn(field, column)));
  columns.push(...keptColumns(entity));
  if (entity.search.length > 0) columns.push({ name: 'search_text', type: 'text', notNull: false });
  return {
    name: entity.table,
    columns,
    primaryKey: ['id'],
    indexes: uniqueByName([
      ...fieldIndexes(entity, schema),
      ...togetherIndexes(entity, schema),
      ...searchIndexes(entity),
      ...viewIndexes(model, entity, schema),
      ...keptIndexes(entity),
    ]),
    foreignKeys: fields.flatMap((field) => foreignKey(model, entity, field)),
  };
}

/** Only the columns that the system itself always fills are NOT NULL; what people must fill is the validator's matter. */
function desiredColumn(field: Field, column: { name: string; type: string }): DesiredColumn {
  const notNull = field.system && ['id', 'version', 'createdAt', 'updatedAt'].includes(field.name);
  return { name: column.name, type: column.type, notNull };
}

function fieldIndexes(entity: Entity, schema: string): DesiredIndex[] {
  return [...entity.fields.values()].flatMap((field): DesiredIndex[] => {
    if (field.name === 'id') return [];
    if (field.unique) return [uniqueIndex(entity, [field], schema)];
    const columns = field.type.columns(field);
    const first = columns[0];
    if (!first) return [];
    if (field.kind === 'linkAny') {
      const [kind, target] = columns;
      return [
        {
          name: objectName(entity.table, field.column, 'idx'),
          unique: false,
          definition: `(${q(target?.name ?? '')}, ${q(kind?.name ?? '')})`,
        },
      ];
    }
    const wanted = field.targets.length > 0 || field.kind === 'status' || field.document.index === true;
    // Whoever changed a record is asked for in histories, not in lists: an index on it would only slow every write.
    if (!wanted || field.name === 'createdBy' || field.name === 'updatedBy') return [];
    // Text compares folded; these operators serve the beginnings of texts, too, whatever the collation.
    if (field.type.valueType === 'text') {
      const definition = `(${q(schema)}.relata_fold(${q(first.name)}) text_pattern_ops)`;
      return [{ name: objectName(entity.table, first.name, 'folded', 'idx'), unique: false, definition }];
    }
    return [{ name: objectName(entity.table, first.name, 'idx'), unique: false, definition: `(${q(first.name)})` }];
  });
}

/** Unique among the living; text without regard to case and script variants. */
function uniqueIndex(entity: Entity, fields: readonly Field[], schema: string): DesiredIndex {
  const columns = fields.map((field) => field.type.columns(field)[0]?.name ?? field.column);
  const parts = fields.map((field, index) =>
    field.type.valueType === 'text' ? `${q(schema)}.relata_fold(${q(columns[index] ?? '')})` : q(columns[index] ?? ''),
  );
  return { name: uniqueIndexName(entity.table, columns), unique: true, definition: `(${parts.join(', ')}) where deleted_at is null` };
}

function togetherIndexes(entity: Entity, schema: string): DesiredIndex[] {
  return entity.unique.map((names) =>
    uniqueIndex(
      entity,
      names.flatMap((name) => entity.fields.get(name) ?? []),
      schema,
    ),
  );
}

function searchIndexes(entity: Entity): DesiredIndex[] {
  if (entity.search.length === 0) return [];
  return [{ name: objectName(entity.table, 'search', 'idx'), unique: false, definition: 'using gin (search_text gin_trgm_ops)' }];
}

function foreignKey(model: Model, entity: Entity, field: Field): DesiredForeignKey[] {
  const target =
    field.targets.length === 1 && field.joinTable === undefined && field.kind !== 'linkAny'
      ? model.entities.get(field.targets[0] ?? '')
      : undefined;
  const column = field.type.columns(field)[0]?.name;
  if (!target || column === undefined || field.name === 'createdBy' || field.name === 'updatedBy') return [];
  const onDelete = field.onDelete === 'detach' ? 'set null' : field.onDelete;
  return [{ name: foreignKeyName(entity.table, column), column, target: target.table, onDelete }];
}

function joinTables(model: Model, entity: Entity): DesiredTable[] {
  return [...entity.fields.values()].flatMap((field): DesiredTable[] => {
    const target = model.entities.get(field.targets[0] ?? '');
    if (field.joinTable === undefined || !target) return [];
    const name = field.joinTable;
    return [
      {
        name,
        columns: [
          { name: 'from_id', type: 'uuid', notNull: true },
          { name: 'to_id', type: 'uuid', notNull: true },
          { name: 'position', type: 'integer', notNull: true, default: '0' },
        ],
        primaryKey: ['from_id', 'to_id'],
        indexes: [{ name: objectName(name, 'to_id', 'idx'), unique: false, definition: '(to_id)' }],
        foreignKeys: [
          { name: foreignKeyName(name, 'from_id'), column: 'from_id', target: entity.table, onDelete: 'cascade' },
          { name: foreignKeyName(name, 'to_id'), column: 'to_id', target: target.table, onDelete: 'cascade' },
        ],
      },
    ];
  });
}

function uniqueByName(indexes: readonly DesiredIndex[]): DesiredIndex[] {
  return [...new Map(indexes.map((index) => [index.name, index])).values()];
}
