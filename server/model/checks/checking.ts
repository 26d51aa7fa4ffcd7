/** What the checks of documents share: the model of what holds so far, a place for errors, and the common questions. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import { nearest } from '../../../metadata/rules/suggest.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import { FieldError } from '../../fields/types.ts';
import { PathError } from '../paths.ts';
import { typeOfPath, type PathEnd } from '../path-type.ts';
import type { DocumentError, Entity, Field, Model, SourceDocument } from '../types.ts';

/** One use of a thing by a document. */
export interface Use {
  /** What is used: `entity <id>`, `field <entity>.<name>`, `code <entity>.<field> <code>`, or `<kind> <id>` of another document. */
  readonly target: string;
  readonly document: SourceDocument;
  /** Where in the document (RFC 6901). */
  readonly pointer: string;
}

/** One run over a set of documents. */
export interface Checking {
  /** Whatever a check finds in its place is noted here as a use: one traversal both checks and tells what depends on what. */
  readonly uses: Use[];
  /** Compiled of the documents whose form is right. */
  readonly model: Model;
  readonly errors: DocumentError[];
  /** `<kind> <id>` of documents that are there but whose form is wrong: naming them is no second error. */
  readonly broken: ReadonlySet<string>;
  /** `<entity>.<field>` of fields that are there but whose form is wrong. */
  readonly brokenFields: ReadonlySet<string>;
  readonly environment: FieldEnvironment;
  /** Parameters that conditions may name: those of the audit that is being checked. */
  readonly params?: ReadonlySet<string>;
}

/** A place in a document. */
export interface Place {
  readonly document: SourceDocument;
  readonly pointer: string;
}

/** A place below a place. */
export function below(place: Place, ...names: readonly (string | number)[]): Place {
  const tail = names.map(segment).join('');
  return { document: place.document, pointer: place.pointer + tail };
}

/** Notes an error. */
export function report(checking: Checking, place: Place, message: string, hint?: string): void {
  checking.errors.push({ file: place.document.file, pointer: place.pointer, message, ...(hint === undefined ? {} : { hint }) });
}

/** `Did you mean …?`, or undefined when nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(name, candidates);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** Notes that a document uses something. */
export function note(checking: Checking, place: Place, target: string): void {
  checking.uses.push({ target, document: place.document, pointer: place.pointer });
}

const registries = {
  pipeline: 'pipelines',
  view: 'views',
  report: 'reports',
  template: 'templates',
  role: 'roles',
} as const;

/** Demands that a document of a kind exists. */
export function demandDocument(checking: Checking, place: Place, kind: keyof typeof registries, id: string): boolean {
  const known: ReadonlyMap<string, unknown> = checking.model[registries[kind]];
  if (known.has(id) || checking.broken.has(`${kind} ${id}`)) {
    note(checking, place, `${kind} ${id}`);
    return true;
  }
  report(checking, place, `There is no ${kind} "${id}".`, didYouMean(id, known.keys()));
  return false;
}

/** An entity by its full id; reported when there is none, silent when its own document is wrong. */
export function demandEntity(checking: Checking, place: Place, id: string): Entity | undefined {
  const entity = checking.model.entities.get(id);
  if (entity) note(checking, place, `entity ${id}`);
  if (entity || checking.broken.has(`entity ${id}`)) return entity;
  report(checking, place, `There is no entity "${id}".`, didYouMean(id, checking.model.entities.keys()));
  return undefined;
}

/** A field of an entity by its API name or an old one; reported when there is none. */
export function demandField(checking: Checking, place: Place, entity: Entity, name: string): Field | undefined {
  const field = entity.fields.get(name) ?? [...entity.fields.values()].find((candidate) => candidate.aliases.includes(name));
  if (field) note(checking, place, `field ${entity.id}.${field.name}`);
  if (field || checking.brokenFields.has(`${entity.id}.${name}`)) return field;
  report(checking, place, `${entity.title} has no field "${name}".`, didYouMean(name, entity.fields.keys()));
  return undefined;
}

/** Where a path ends; reported when it leads nowhere. */
export function demandPath(checking: Checking, place: Place, entity: Entity, path: string): PathEnd | undefined {
  try {
    const end = typeOfPath(checking.model, entity, path);
    noteHops(checking, place, entity, end);
    return end;
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (!leadsThroughBroken(checking, entity, path)) report(checking, place, error.message, error.hint);
    return undefined;
  }
}

/** Every field on the way of a path is used, and the one at its end; of a back link, the link that makes it. */
function noteHops(checking: Checking, place: Place, entity: Entity, { resolved, field }: PathEnd): void {
  let at = entity;
  for (const hop of resolved.hops) {
    note(checking, place, `field ${at.id}.${hop.field.name}`);
    at = hop.target;
  }
  if (field) note(checking, place, `field ${at.id}.${field.name}`);
  else if (resolved.end.kind === 'backlink') note(checking, place, `field ${resolved.end.target.id}.${resolved.end.backlink.field}`);
}

/** Where a path to a single value ends; reported when it leads nowhere or to many records. */
export function demandSingle(checking: Checking, place: Place, entity: Entity, path: string): PathEnd | undefined {
  const end = demandPath(checking, place, entity, path);
  if (end?.many === undefined) return end;
  report(checking, place, `"${path}" leads to many records.`, 'Only paths to one value can stand here.');
  return undefined;
}

/** Whether a path stops at a field or entity whose own form is wrong. */
function leadsThroughBroken(checking: Checking, entity: Entity, path: string): boolean {
  let at: Entity | undefined = entity;
  for (const name of path.split('.')) {
    if (!at) return false;
    if (checking.brokenFields.has(`${at.id}.${name}`)) return true;
    const field: Field | undefined = at.fields.get(name);
    if (!field) return checking.broken.size > 0 && at.backlinks.every((backlink) => backlink.name !== name) && hasBrokenEntities(checking);
    if (field.targets.some((target) => checking.broken.has(`entity ${target}`))) return true;
    at = checking.model.entities.get(field.targets[0] ?? '');
  }
  return false;
}

/** An entity that cannot be read may have been the one whose link gives a path its name. */
function hasBrokenEntities(checking: Checking): boolean {
  return [...checking.broken].some((name) => name.startsWith('entity '));
}

/** Whether a field, or what it points at, is wrong itself: what is said of its values then means nothing. */
export function isBroken(checking: Checking, entity: Entity, field: Field): boolean {
  return checking.brokenFields.has(`${entity.id}.${field.name}`);
}

/** Demands that a value would be accepted by a field; null is what empties it. */
export function demandValue(checking: Checking, place: Place, entity: Entity, field: Field, value: unknown): void {
  if (value === null || value === undefined || isBroken(checking, entity, field)) return;
  try {
    field.type.normalise(value, field, checking.environment);
    noteCode(checking, place, entity, field, value);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    const codes = field.codes !== undefined && typeof value === 'string' ? didYouMean(value, field.codes) : undefined;
    report(checking, place, error.message, codes ?? error.hint);
  }
}

/** Notes the use of a code of a field; other values are nobody's. */
export function noteCode(checking: Checking, place: Place, entity: Entity, field: Field, value: unknown): void {
  for (const code of Array.isArray(value) ? (value as readonly unknown[]) : [value])
    if (typeof code === 'string' && field.codes?.includes(code) === true) note(checking, place, `code ${entity.id}.${field.name} ${code}`);
}

/** Demands that a field can be written by people. */
export function demandWritable(checking: Checking, place: Place, field: Field): void {
  if (field.type.computed === true) report(checking, place, `"${field.name}" is computed and cannot be set.`);
}

/** Demands that roles exist. */
export function demandRoles(checking: Checking, place: Place, roles: readonly string[] | undefined): void {
  (roles ?? []).forEach((role, index) => demandDocument(checking, below(place, index), 'role', role));
}

/** Reports names that stand twice in a list. */
export function demandUnique(checking: Checking, names: readonly string[], placeOf: (index: number) => Place, what: string): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (seen.has(name)) report(checking, placeOf(index), `The ${what} "${name}" stands here twice.`, 'Remove one of them.');
    seen.add(name);
  });
}
