/**
 * The shape of `GET /api/model`: the model as one user may see it, in that user's language. Hidden entities and fields are
 * not in it. Server and client share this file.
 */
import type {
  FormDocument,
  ReportDocument,
  RuleDocument,
  SettingsDocument,
  StatusDocument,
  TransitionDocument,
  ViewDocument,
} from './types.ts';
import type { Operator } from './rules/operators.ts';

/** How values of a field compare (see server/fields/types.ts). */
export type ClientValueType =
  | 'text'
  | 'number'
  | 'money'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'duration'
  | 'code'
  | 'codes'
  | 'record'
  | 'records'
  | 'reference'
  | 'none';

/** One choice of a select or multi-select. */
export interface ClientOption {
  readonly value: string;
  readonly title: string;
  readonly colour?: string;
}

/** One field as this user sees it. */
export interface ClientField {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly valueType: ClientValueType;
  readonly operators: readonly Operator[];
  readonly description?: string;
  readonly placeholder?: string;
  /** `masked` fields are sent as `null` with the name listed in `_masked`. */
  readonly access: 'read' | 'write' | 'masked';
  readonly required: boolean;
  readonly unique: boolean;
  readonly system: boolean;
  /** Left out of generated lists and forms. */
  readonly hidden: boolean;
  readonly computed: boolean;
  readonly sortable: boolean;
  /** Stored encrypted: it can be read and written, and perhaps found by equality, and nothing else. */
  readonly encrypted?: true;
  readonly default?: unknown;
  readonly options?: readonly ClientOption[];
  /** Pipelines of a status field. */
  readonly pipelines?: readonly string[];
  /** Entities that a link may point at (full ids), those that the user may read. */
  readonly targets?: readonly string[];
  /** Condition on what a link may point at. */
  readonly where?: unknown;
  /** Kind of the result of a formula or rollup. */
  readonly result?: string;
  /** Members that are particular to the kind: minimum, maximum, minLength, maxLength, scale, unit, currency, country, maximum stars, accept, maxSize, prefix… */
  readonly limits: Readonly<Record<string, unknown>>;
}

/** A list of records that point at this one. */
export interface ClientBacklink {
  /** Path for `expand` and conditions; absent when the link has no inverse. */
  readonly name?: string;
  readonly title: string;
  readonly entity: string;
  readonly field: string;
}

/** What a user may do with records in one status, where roles say something particular of it. */
export interface ClientStatusRights {
  readonly update: boolean;
  readonly delete: boolean;
  readonly transition: boolean;
  /** Fields whose access is another one there. */
  readonly fields: Readonly<Record<string, 'masked' | 'read' | 'write'>>;
}

/** What nobody may do with records that match, or with some of their fields. */
export interface ClientRestriction {
  readonly id: string;
  readonly title?: string;
  readonly actions: readonly string[];
  readonly where: unknown;
  readonly fields?: readonly string[];
  readonly message?: string;
}

/** One entity as this user sees it. */
export interface ClientEntity {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly plural: string;
  readonly description?: string;
  readonly icon?: string;
  /** Name of the field that names a record. */
  readonly display: string;
  readonly fields: readonly ClientField[];
  readonly backlinks: readonly ClientBacklink[];
  readonly rules: readonly RuleDocument[];
  readonly searchable: boolean;
  /** What the user may do with at least some records. */
  readonly can: Readonly<Record<'create' | 'update' | 'delete' | 'transition' | 'import' | 'export', boolean>>;
  /** Rights by the status of the record, as `<status field>.<code>`: in place of `can` and of the fields' `access` there. */
  readonly statuses?: Readonly<Record<string, ClientStatusRights>>;
  readonly restrictions?: readonly ClientRestriction[];
}

/** A pipeline with titles in the user's language. */
export interface ClientPipeline {
  readonly id: string;
  readonly title: string;
  readonly initial: string;
  readonly statuses: readonly StatusDocument[];
  /** Absent: every move is permitted. Only the user's own moves are listed. */
  readonly transitions?: readonly TransitionDocument[];
}

/** One entry of the navigation. */
export interface ClientNavigationItem {
  readonly title: string;
  readonly icon?: string;
  /** Where it leads: an entity (its default view), a view or a report. */
  readonly entity?: string;
  readonly view?: string;
  readonly report?: string;
}

/** A group of the navigation. */
export interface ClientNavigationGroup {
  readonly title: string;
  readonly icon?: string;
  readonly items: readonly ClientNavigationItem[];
}

/** An audit that the user may see. */
export interface ClientAudit {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly canRun: boolean;
}

/** The signed-in user. */
export interface ClientUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: readonly string[];
  readonly teams: readonly string[];
  readonly language: string;
  readonly timeZone: string;
  readonly calendar: string;
  readonly admin: boolean;
}

/** The whole answer of `GET /api/model`. */
export interface ClientModel {
  /** Changes with the model, the user's rights and language; also the ETag. */
  readonly version: string;
  readonly user: ClientUser;
  /** An administrator looks at the system as holders of these roles, or this user, see it: nothing can be written. */
  readonly viewAs?: { readonly roles: readonly string[]; readonly user?: { readonly id: string; readonly name: string } };
  readonly settings: SettingsDocument;
  /** BCP 47, and the direction of its script. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly navigation: readonly ClientNavigationGroup[];
  readonly entities: readonly ClientEntity[];
  readonly pipelines: readonly ClientPipeline[];
  /** Written ones and generated ones (ids `<entity>.table`, `<entity>.board`); every entity has at least one. The first with `default` is shown first. */
  readonly views: readonly ViewDocument[];
  /** Written ones and generated ones (`<entity>.form`); every entity has one. */
  readonly forms: readonly FormDocument[];
  readonly reports: readonly ReportDocument[];
  readonly audits: readonly ClientAudit[];
}
