/** Identities: ids that belong to their pack and stand once per kind, and physical names that do not meet. */
import type { Checking, Place } from './checking.ts';
import { below, report } from './checking.ts';
import type { DocumentError, DocumentSet, Entity, SourceDocument } from '../types.ts';

/** Ids that stand twice, or under a pack that is not theirs. Works on documents as they are, whatever their form. */
export function checkIds(set: DocumentSet): DocumentError[] {
  const errors: DocumentError[] = [];
  const seen = new Map<string, SourceDocument>();
  for (const document of set) {
    const id = idOf(document);
    if (id === undefined) continue;
    const key = `${document.kind} ${id}`;
    const first = seen.get(key);
    if (first)
      errors.push({
        file: document.file,
        pointer: '/id',
        message: `The ${document.kind} "${id}" is also in ${first.file}.`,
        hint: 'Ids are unique; give one of them another.',
      });
    else seen.set(key, document);
    if (document.kind !== 'pack' && id.includes('.') && !id.startsWith(`${document.pack}.`))
      errors.push({
        file: document.file,
        pointer: '/id',
        message: `The id "${id}" does not belong to the pack "${document.pack}".`,
        hint: `Write "${document.pack}.${id.slice(id.indexOf('.') + 1)}".`,
      });
  }
  return errors;
}

/** The id that a document states. */
export function idOf(document: SourceDocument): string | undefined {
  const { content } = document;
  if (typeof content !== 'object' || content === null || !('id' in content)) return undefined;
  return typeof content.id === 'string' ? content.id : undefined;
}

/** Tables, columns and names of back links that would meet. */
export function checkPhysicalNames(checking: Checking, placeOf: (entity: Entity) => Place | undefined): void {
  const tables = new Map<string, string>();
  for (const entity of checking.model.entities.values()) {
    const place = placeOf(entity);
    if (!place) continue;
    if (entity.table.startsWith('relata_'))
      report(checking, below(place, 'id'), `Tables that begin with "relata_" are the server's own.`, 'Choose another id for the pack.');
    claim(checking, below(place, 'id'), tables, entity.table, `the entity "${entity.id}"`, 'table');
    demandRoom(checking, below(place, 'properties'), entity);
    const columns = new Map<string, string>([['search_text', 'the search box']]);
    for (const field of entity.fields.values()) {
      const at = field.system ? below(place, 'properties') : below(place, 'properties', field.name);
      if (field.joinTable !== undefined) claim(checking, at, tables, field.joinTable, `"${entity.id}.${field.name}"`, 'table');
      for (const column of field.type.columns(field)) claim(checking, at, columns, column.name, `"${field.name}"`, 'column');
    }
    checkBacklinks(checking, entity, placeOf);
  }
}

/** PostgreSQL holds 1,600 columns in a table, those that were dropped among them: what is left is for changes of kind and the trash. */
const maximumColumns = 1200;

function demandRoom(checking: Checking, place: Place, entity: Entity): void {
  const columns = [...entity.fields.values()].reduce((count, field) => count + field.type.columns(field).length, 0);
  if (columns > maximumColumns)
    report(
      checking,
      place,
      `The fields of ${entity.title} need ${columns} columns; a table has room for ${maximumColumns}.`,
      'Move some of them to an entity of their own, linked to this one. An amount of money takes three columns, most fields take one.',
    );
}

function claim(checking: Checking, place: Place, taken: Map<string, string>, name: string, who: string, what: string): void {
  const holder = taken.get(name);
  // A field with the name of a system field has been told so already.
  if (holder !== undefined && holder !== who)
    report(checking, place, `The ${what} "${name}" is in use by ${holder}.`, 'State another "id" for one of them.');
  else taken.set(name, who);
}

/** Two links may not give their other side the same name; nor may it be a field's. */
function checkBacklinks(checking: Checking, entity: Entity, placeOf: (entity: Entity) => Place | undefined): void {
  const names = new Map<string, string>();
  for (const { name, entity: holder, field } of entity.backlinks) {
    if (name === undefined) continue;
    const owner = checking.model.entities.get(holder);
    const place = owner ? placeOf(owner) : undefined;
    const before = names.get(name);
    names.set(name, `${holder}.${field}`);
    if (!place) continue;
    const at = below(place, 'properties', field, 'inverse');
    if (entity.fields.has(name)) report(checking, at, `${entity.title} has a field "${name}" of its own.`, 'Choose another inverse.');
    else if (before !== undefined)
      report(checking, at, `${entity.title} has "${name}" already, from ${before}.`, 'Choose another inverse.');
  }
}
