/**
 * The model: packs and customizations, validated, resolved and frozen. Everything else reads the model, never documents.
 */
import type {
  AuditDocument,
  AutomationDocument,
  EntityDocument,
  FormDocument,
  LocaleDocument,
  PackManifest,
  PipelineDocument,
  ReportDocument,
  RoleDocument,
  RuleDocument,
  SettingsDocument,
  TemplateDocument,
  ViewDocument,
} from '../../metadata/types.ts';
import type { FieldDefinition, FieldKind } from '../fields/types.ts';

/** How the values of a rollup are kept on its own entity's table, up to date with every write of a child. */
export interface KeptRollup {
  /** Its column: named for what is computed, so that another measure or condition has another column. */
  readonly column: string;
  readonly type: string;
  /** A count is 0 where there are no children; a measure is empty there. */
  readonly counts: boolean;
  /** The entity of the children, and the field of theirs that points here. */
  readonly child: string;
  readonly link: string;
  /** Fields of theirs that bear on it, by name. */
  readonly inputs: readonly string[];
  /** Their columns. */
  readonly watched: readonly string[];
  /** Directions in which lists are ordered by it: an index each. */
  readonly directions: readonly ('asc' | 'desc')[];
}

/** A field of an entity, resolved. */
export interface Field extends FieldDefinition {
  /** The kind's name, and the kind itself. */
  readonly kind: string;
  readonly type: FieldKind;
  /** Immutable identity within the entity. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly description: string | undefined;
  /** Required on every record (from `required` of the entity). */
  readonly required: boolean;
  readonly unique: boolean;
  readonly readOnly: boolean;
  /** Not in generated lists and forms. */
  readonly hidden: boolean;
  /** One of the fields that every record has (id, version, owner, …). */
  readonly system: boolean;
  /** Full ids of the entities that a link may point at; empty for other kinds. */
  readonly targets: readonly string[];
  readonly onDelete: 'restrict' | 'detach' | 'cascade';
  /** The join table of `links`. Its columns are `from_id`, `to_id`, `position`. */
  readonly joinTable: string | undefined;
  /** Pipelines of a `status`, in order; empty for other kinds. */
  readonly pipelines: readonly Pipeline[];
  /** Set on rollups whose values are kept (rollup-cost.ts). */
  readonly kept?: KeptRollup;
}

/** The other side of a link: a to-many path on the entity that is pointed at. */
export interface Backlink {
  /** Name of the path on this entity (`inverse`), or undefined when only rollups use it. */
  readonly name: string | undefined;
  readonly title: string;
  /** The entity that holds the link, and the link's field there. */
  readonly entity: string;
  readonly field: string;
}

/** An entity, resolved. */
export interface Entity {
  /** Full id, `crm.deal`. */
  readonly id: string;
  /** Short name, `deal`. */
  readonly name: string;
  readonly pack: string;
  readonly title: string;
  readonly plural: string;
  readonly description: string | undefined;
  readonly icon: string | undefined;
  /** Physical table. */
  readonly table: string;
  /** The field that names a record to people. */
  readonly display: Field;
  /** All fields by API name, system fields last. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly backlinks: readonly Backlink[];
  readonly rules: readonly RuleDocument[];
  /** Paths that the search box looks in. */
  readonly search: readonly string[];
  /** Field names that are unique together. */
  readonly unique: readonly (readonly string[])[];
  readonly document: EntityDocument;
}

/** A pipeline: its document with statuses at hand by code. */
export interface Pipeline {
  readonly id: string;
  readonly title: string;
  readonly initial: string;
  readonly statuses: ReadonlyMap<string, PipelineDocument['statuses'][number]>;
  readonly document: PipelineDocument;
}

/** The whole model of a workspace at one version. */
export interface Model {
  /** SHA-256 over the resolved documents, in hexadecimal. */
  readonly version: string;
  readonly packs: readonly PackManifest[];
  readonly settings: SettingsDocument;
  /** By full id. */
  readonly entities: ReadonlyMap<string, Entity>;
  /** Full id by short name: the first pack to be installed took it. */
  readonly shortNames: ReadonlyMap<string, string>;
  readonly pipelines: ReadonlyMap<string, Pipeline>;
  readonly views: ReadonlyMap<string, ViewDocument>;
  readonly forms: ReadonlyMap<string, FormDocument>;
  readonly automations: ReadonlyMap<string, AutomationDocument>;
  readonly roles: ReadonlyMap<string, RoleDocument>;
  readonly reports: ReadonlyMap<string, ReportDocument>;
  readonly audits: ReadonlyMap<string, AuditDocument>;
  readonly templates: ReadonlyMap<string, TemplateDocument>;
  readonly locales: readonly LocaleDocument[];
  /** What the model was made of: for storage and comparison. */
  readonly documents: DocumentSet;
}

/** Document kinds and the folders of a pack that hold them. */
export const documentFolders = {
  entity: 'entities',
  pipeline: 'pipelines',
  view: 'views',
  form: 'forms',
  automation: 'automations',
  role: 'roles',
  report: 'reports',
  audit: 'audits',
  template: 'templates',
  locale: 'locales',
} as const;

/** A document kind that stands in a folder of a pack. */
export type DocumentKind = keyof typeof documentFolders;

/** One document as it was read, with the place it came from (for errors), relative to the pack's parent folder. */
export interface SourceDocument {
  readonly kind: DocumentKind | 'settings' | 'pack';
  readonly pack: string;
  readonly file: string;
  readonly content: unknown;
}

/** All documents of all packs, in the order in which packs are installed. */
export type DocumentSet = readonly SourceDocument[];

/** One thing wrong in a document. `pointer` is RFC 6901 into the file. */
export interface DocumentError {
  readonly file: string;
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}
