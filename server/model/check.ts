/**
 * Everything that is wrong in a set of documents, at once: first each by itself against its schema, then all of them against one
 * another. What is of the right form is checked further even when its neighbours are not.
 */
import path from 'node:path';
import type {
  AuditDocument,
  AutomationDocument,
  EntityDocument,
  FormDocument,
  PackManifest,
  PipelineDocument,
  ReportDocument,
  RoleDocument,
  SettingsDocument,
  TemplateDocument,
  ViewDocument,
} from '../../metadata/types.ts';
import { checkAudit } from './checks/audits.ts';
import { checkAutomation } from './checks/automations.ts';
import type { Checking, Place, Use } from './checks/checking.ts';
import { checkCircles } from './checks/computed.ts';
import { below } from './checks/checking.ts';
import { checkEntity } from './checks/entities.ts';
import { checkIds, checkPhysicalNames, idOf } from './checks/identity.ts';
import { checkPack, checkSettings } from './checks/packs.ts';
import { checkPipeline } from './checks/pipelines.ts';
import { checkRole } from './checks/roles.ts';
import { checkForm, checkReport, checkView } from './checks/screens.ts';
import { checkShape, salvage } from './checks/shape.ts';
import { checkTemplateDocument } from './checks/templates.ts';
import { compileModel } from './compile.ts';
import { environmentOf } from './environment.ts';
import { ModelError } from './model-error.ts';
import { noNames, type PhysicalNames } from './physical-names.ts';
import type { DocumentError, DocumentSet, Entity, Model, SourceDocument } from './types.ts';

/**
 * Checks a set of documents.
 * @param unreadable files that hold no JSON: what they are named after is not missed elsewhere
 * @returns every error, in the order of the files; none when the set can be compiled and used
 */
export function checkDocuments(set: DocumentSet, unreadable: readonly Omit<SourceDocument, 'content'>[] = []): DocumentError[] {
  return inspectDocuments(set, unreadable).errors;
}

/** What a look at a set of documents finds. */
export interface Inspection {
  readonly errors: DocumentError[];
  /** What depends on what, for as much as is right. */
  readonly uses: readonly Use[];
  /** Compiled, where nothing is wrong. */
  readonly model: Model | undefined;
}

/**
 * Checks a set of documents, and tells what each of them uses. See `checkDocuments`.
 * @param names those of tables and columns that were chosen before
 */
export function inspectDocuments(
  set: DocumentSet,
  unreadable: readonly Omit<SourceDocument, 'content'>[] = [],
  names: PhysicalNames = noNames,
): Inspection {
  const shapes = set.map((document) => ({ document, errors: checkShape(document) }));
  const uses: Use[] = [];
  const errors = [...shapes.flatMap((shape) => shape.errors), ...checkIds(set)];
  const broken = new Set(unreadable.map(({ kind, pack, file }) => `${kind} ${nameOf(pack, kind, file)}`));
  const brokenFields = new Set<string>();
  const held: SourceDocument[] = [];
  for (const shape of shapes) {
    const whole = shape.errors.length === 0;
    const rest = whole ? shape.document : salvage(shape.document);
    if (rest) held.push(rest);
    else broken.add(`${shape.document.kind} ${idOf(shape.document) ?? ''}`);
    if (rest && !whole) for (const name of lostFields(shape.document, rest)) brokenFields.add(name);
  }
  const model = compileHeld(held, names, errors);
  if (model) {
    for (const name of fieldsWithoutGround(model)) brokenFields.add(name);
    checkAgainstOneAnother(held, { model, errors, uses, broken, brokenFields, environment: { ...environmentOf(model), digest: () => '' } });
  }
  return { errors: inOrder(set, errors), uses, model: errors.length > 0 ? undefined : model };
}

/** The id that a document of this file would have by custom. */
function nameOf(pack: string, kind: SourceDocument['kind'], file: string): string {
  return kind === 'pack' ? pack : `${pack}.${path.basename(file, '.json')}`;
}

/** Fields of an entity that did not survive the salvage of its document. */
function lostFields(before: SourceDocument, after: SourceDocument): string[] {
  if (before.kind !== 'entity') return [];
  const properties = (document: SourceDocument): string[] => Object.keys((document.content as Partial<EntityDocument>).properties ?? {});
  const kept = new Set(properties(after));
  return properties(before)
    .filter((name) => !kept.has(name))
    .map((name) => `${idOf(before) ?? ''}.${name}`);
}

/** Fields that point at an entity or pipeline which is not there: told where they stand, and not again wherever they are used. */
function fieldsWithoutGround(model: Model): string[] {
  return [...model.entities.values()].flatMap((entity) =>
    [...entity.fields.values()]
      .filter(
        ({ targets, document, pipelines }) =>
          targets.some((target) => !model.entities.has(target)) ||
          (document.field === 'status' && pipelines.length < document.pipelines.length),
      )
      .map((field) => `${entity.id}.${field.name}`),
  );
}

function compileHeld(held: DocumentSet, names: PhysicalNames, errors: DocumentError[]): Model | undefined {
  try {
    return compileModel(held, names);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    if (errors.length === 0) errors.push(...error.errors);
    return undefined;
  }
}

function checkAgainstOneAnother(held: DocumentSet, checking: Checking): void {
  const sources = new Map<string, SourceDocument>();
  for (const document of held)
    if (document.kind === 'entity' && !sources.has(idOf(document) ?? '')) sources.set(idOf(document) ?? '', document);
  const placeOf = (entity: Entity): Place | undefined => {
    const document = sources.get(entity.id);
    return document && { document, pointer: '' };
  };
  for (const document of held) checkDocument(checking, document);
  checkPhysicalNames(checking, placeOf);
  checkCircles(checking, (entity, field) => {
    const place = placeOf(entity);
    return place && below(place, 'properties', field.name);
  });
}

function checkDocument(checking: Checking, document: SourceDocument): void {
  const place: Place = { document, pointer: '' };
  const { content } = document;
  switch (document.kind) {
    case 'entity': {
      const entity = checking.model.entities.get(idOf(document) ?? '');
      if (entity && entity.document === content) checkEntity(checking, place, entity);
      return;
    }
    case 'pipeline':
      checkPipeline(checking, place, content as PipelineDocument);
      return;
    case 'view':
      checkView(checking, place, content as ViewDocument);
      return;
    case 'form':
      checkForm(checking, place, content as FormDocument);
      return;
    case 'report':
      checkReport(checking, place, content as ReportDocument);
      return;
    case 'automation':
      checkAutomation(checking, place, content as AutomationDocument);
      return;
    case 'template':
      checkTemplateDocument(checking, place, content as TemplateDocument);
      return;
    case 'role':
      checkRole(checking, place, content as RoleDocument);
      return;
    case 'audit':
      checkAudit(checking, place, content as AuditDocument);
      return;
    case 'pack':
      checkPack(checking, place, content as PackManifest);
      return;
    case 'settings':
      checkSettings(checking, place, content as SettingsDocument);
      return;
    case 'locale':
    // A locale may speak of what is not installed: a pack that translates others does.
  }
}

/** Errors in the order of the files, each once. */
function inOrder(set: DocumentSet, errors: readonly DocumentError[]): DocumentError[] {
  const position = new Map(set.map((document, index) => [document.file, index]));
  const seen = new Set<string>();
  return errors
    .filter((error) => {
      const key = `${error.file} ${error.pointer} ${error.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((one, other) => (position.get(one.file) ?? 0) - (position.get(other.file) ?? 0));
}
