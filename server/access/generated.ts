/** Views and forms for entities that have none written. */
import type { FormDocument, ViewDocument } from '../../metadata/types.ts';
import type { Entity, Field } from '../model/types.ts';

const wide = new Set(['longText', 'richText', 'json', 'address', 'links', 'tags']);
const unlisted = new Set(['longText', 'richText', 'json', 'address', 'file', 'image', 'links']);
const maximumColumns = 8;

/** A table, if no table is written; a board, if there is a status and no board. */
export function generatedViews(entity: Entity, written: readonly ViewDocument[], readable: (name: string) => boolean): ViewDocument[] {
  const result: ViewDocument[] = [];
  const own = [...entity.fields.values()].filter((field) => !field.system && readable(field.name));
  if (!written.some((view) => view.type === 'table')) {
    const listed = own.filter((field) => !field.hidden && !unlisted.has(field.kind) && field !== entity.display).map((field) => field.name);
    const columns = [...(readable(entity.display.name) ? [entity.display.name] : []), ...listed].slice(0, maximumColumns);
    result.push({
      id: `${entity.id}.table`,
      title: entity.plural,
      entity: entity.id,
      type: 'table',
      columns: columns.length === 0 ? ['createdAt'] : columns,
    });
  }
  const status = own.find((field) => field.pipelines.length > 0);
  if (status && !written.some((view) => view.type === 'board')) {
    const card = own
      .filter((field) => ['link', 'money', 'date', 'user'].includes(field.kind))
      .slice(0, 3)
      .map((field) => field.name);
    result.push({ id: `${entity.id}.board`, title: status.title, entity: entity.id, type: 'board', group: status.name, card });
  }
  return result;
}

/** One section with all fields that people fill, then what is computed. */
export function generatedForm(entity: Entity): FormDocument {
  const own = [...entity.fields.values()].filter(
    (field) => (!field.system || field.name === 'owner' || field.name === 'team') && !field.hidden,
  );
  const place = (field: Field): string | { field: string; span: number } =>
    wide.has(field.kind) ? { field: field.name, span: 2 } : field.name;
  const ordered = [...own.filter((field) => field.type.computed !== true), ...own.filter((field) => field.type.computed === true)];
  return {
    id: `${entity.id}.form`,
    title: entity.title,
    entity: entity.id,
    sections: [{ title: entity.title, columns: 2, fields: ordered.map(place) }],
  };
}
