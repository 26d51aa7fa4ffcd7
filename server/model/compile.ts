/** documents → frozen model. */
import { createHash } from 'node:crypto';
import type {
  EntityDocument,
  LocaleDocument,
  PackManifest,
  PipelineDocument,
  PropertyDocument,
  SettingsDocument,
} from '../../metadata/types.ts';
import { digestible, encryptable, encryptedKind } from '../fields/encrypted.ts';
import { fieldKind } from '../fields/index.ts';
import type { FieldKind } from '../fields/types.ts';
import { ModelError } from './model-error.ts';
import { columnName, snakeCase, physicalName, titleFromKey } from './names.ts';
import { noNames, type PhysicalNames } from './physical-names.ts';
import { keepRollups } from './rollup-cost.ts';
import { typeComputedFields } from './result-types.ts';
import { systemProperties } from './system-fields.ts';
import type { Backlink, DocumentSet, Entity, Field, Model, Pipeline, SourceDocument } from './types.ts';

export { ModelError } from './model-error.ts';

/**
 * Compiles documents that have been checked (check.ts).
 * @param names of tables and columns that earlier versions chose
 * @throws ModelError when there are no settings, or a field kind or display field is missing
 */
export function compileModel(set: DocumentSet, names: PhysicalNames = noNames): Model {
  const of = <T>(kind: SourceDocument['kind']): T[] =>
    set.filter((document) => document.kind === kind).map((document) => document.content as T);
  const byId = <T extends { readonly id: string }>(kind: SourceDocument['kind']): Map<string, T> =>
    new Map(of<T>(kind).map((document) => [document.id, document]));
  const settings = of<SettingsDocument>('settings')[0];
  if (!settings) throw new ModelError([{ file: 'system/settings.json', pointer: '', message: 'There are no settings.' }]);
  const pipelines = new Map(of<PipelineDocument>('pipeline').map((document) => [document.id, compilePipeline(document)]));
  const entities = new Map<string, Entity>();
  const shortNames = new Map<string, string>();
  for (const document of of<EntityDocument>('entity')) {
    const entity = compileEntity(document, pipelines, names);
    entities.set(entity.id, entity);
    if (!shortNames.has(entity.name)) shortNames.set(entity.name, entity.id);
  }
  for (const entity of entities.values()) addBacklinks(entity, entities);
  const model: Model = {
    version: createHash('sha256')
      .update(JSON.stringify(set.map(({ kind, content }) => [kind, content])))
      .digest('hex'),
    packs: of<PackManifest>('pack'),
    settings,
    entities,
    shortNames,
    pipelines,
    views: byId('view'),
    forms: byId('form'),
    automations: byId('automation'),
    roles: byId('role'),
    reports: byId('report'),
    audits: byId('audit'),
    templates: byId('template'),
    locales: of<LocaleDocument>('locale'),
    documents: set,
  };
  typeComputedFields(model);
  keepRollups(model, names.rollups);
  return model;
}

function compilePipeline(document: PipelineDocument): Pipeline {
  return {
    id: document.id,
    title: document.title,
    initial: document.initial,
    statuses: new Map(document.statuses.map((status) => [status.code, status])),
    document,
  };
}

function compileEntity(document: EntityDocument, pipelines: ReadonlyMap<string, Pipeline>, names: PhysicalNames): Entity {
  const [pack = '', name = ''] = document.id.split('.');
  const table = names.tables[document.id] ?? physicalName(snakeCase(pack), snakeCase(name));
  const required = new Set<string>(document.required ?? []);
  const fields = new Map<string, Field>();
  const add = (key: string, property: PropertyDocument, system: boolean): void =>
    void fields.set(
      key,
      compileField({ entity: document, table, pipelines, names }, key, property, required.has(key) || (system && key === 'id'), system),
    );
  for (const [key, property] of Object.entries(document.properties)) {
    add(key, property, false);
    if (property.field === 'status' && property.pipelines.length > 1)
      add(pipelineFieldName(key), pipelineProperty(key, property, pipelines), false);
  }
  for (const [key, property] of Object.entries(systemProperties)) add(key, property, true);
  const display = fields.get(document.display ?? '') ?? [...fields.values()][0];
  if (!display) throw new ModelError([{ file: document.id, pointer: '/display', message: 'The entity has no field to show.' }]);
  return {
    id: document.id,
    name,
    pack,
    title: document.title,
    plural: document.plural ?? document.title,
    description: document.description,
    icon: document.icon,
    table,
    display,
    fields,
    backlinks: [],
    rules: document.rules ?? [],
    search: document.search ?? [],
    unique: document.unique ?? [],
    document,
  };
}

/** The name of the field that says which of several pipelines a status goes along. */
export function pipelineFieldName(status: string): string {
  return `${status}Pipeline`;
}

function pipelineProperty(
  key: string,
  status: Extract<PropertyDocument, { field: 'status' }>,
  pipelines: ReadonlyMap<string, Pipeline>,
): PropertyDocument {
  return {
    field: 'select',
    id: pipelineFieldName(status.id ?? key),
    title: `${status.title ?? titleFromKey(key)}: pipeline`,
    options: status.pipelines.map((id) => ({ value: id, title: pipelines.get(id)?.title ?? id })) as unknown as [{ value: string }],
  };
}

/** What the fields of one entity are compiled with. */
interface Surroundings {
  readonly entity: EntityDocument;
  readonly table: string;
  readonly pipelines: ReadonlyMap<string, Pipeline>;
  readonly names: PhysicalNames;
}

function compileField(
  { entity, table, pipelines, names }: Surroundings,
  key: string,
  property: PropertyDocument,
  required: boolean,
  system: boolean,
): Field {
  const plain = fieldKind(property.field);
  if (!plain)
    throw new ModelError([
      { file: entity.id, pointer: `/properties/${key}/field`, message: `There is no field kind "${property.field}".` },
    ]);
  const type = kindOf(plain, property, table);
  const id = property.id ?? key;
  const own = property.field === 'status' ? property.pipelines.flatMap((name) => pipelines.get(name) ?? []) : [];
  const options =
    'options' in property && property.options !== undefined
      ? property.options.map((option) => [option.value, option.title ?? option.value] as const)
      : [];
  const codes = [
    ...own.flatMap((pipeline) => [...pipeline.statuses.values()].map((status) => [status.code, status.title] as const)),
    ...options,
  ];
  return {
    name: key,
    id,
    title: property.title ?? titleFromKey(key),
    column: names.columns[`${entity.id}.${id}`] ?? columnName(id),
    document: property,
    kind: property.field,
    type,
    ...(codes.length > 0 ? { codes: codes.map(([code]) => code), codeTitles: new Map(codes) } : {}),
    aliases: property.aliases ?? [],
    description: property.description,
    required,
    unique: property.unique === true,
    readOnly: property.readOnly === true,
    hidden: property.hidden === true,
    system,
    targets: targetsOf(property),
    onDelete: 'onDelete' in property && property.onDelete !== undefined ? property.onDelete : 'detach',
    joinTable: property.field === 'links' ? (names.tables[`${entity.id}.${id}`] ?? physicalName(table, snakeCase(id))) : undefined,
    pipelines: own,
  };
}

/** The kind as it is stored: encrypted, where the property says so and the kind can be. */
function kindOf(plain: FieldKind, { encrypted, blindIndex }: PropertyDocument, table: string): FieldKind {
  if (encrypted !== true || !encryptable.has(plain.kind)) return plain;
  return encryptedKind(plain, table, blindIndex === true && digestible.has(plain.kind));
}

function targetsOf(property: PropertyDocument): string[] {
  if (property.field === 'user') return ['system.user'];
  if (property.field === 'link' || property.field === 'links' || property.field === 'linkAny')
    return Array.isArray(property.to) ? [...property.to] : [property.to];
  return [];
}

/** The other side of every link. */
function addBacklinks(entity: Entity, entities: ReadonlyMap<string, Entity>): void {
  for (const field of entity.fields.values()) {
    if (field.system && field.name !== 'owner' && field.name !== 'team') continue;
    for (const targetId of field.targets) {
      const target = entities.get(targetId);
      if (!target) continue;
      const document = field.document as { inverse?: string; inverseTitle?: string };
      const backlink: Backlink = {
        name: document.inverse,
        title: document.inverseTitle ?? entity.plural,
        entity: entity.id,
        field: field.name,
      };
      (target.backlinks as Backlink[]).push(backlink);
    }
  }
}
