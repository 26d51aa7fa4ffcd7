/**
 * Changes of metadata. Words: an *edit* replaces, adds or removes one document; a *change set* is a draft of edits on its way to being
 * applied; a *plan* says what it will do; a *step* is one row of the plan in the database; a *version* is what came of it.
 */
import type { Source } from '../access/context.ts';
import type { DocumentError, DocumentSet, SourceDocument } from '../model/types.ts';
import type { DesiredTable } from '../schema/types.ts';
import type { PhysicalNames } from '../model/physical-names.ts';

/** One document as it shall be; `content: null` takes it away. */
export interface Edit {
  readonly kind: SourceDocument['kind'];
  readonly id: string;
  readonly content: unknown;
}

/** New codes by old ones. */
export type CodeMap = Readonly<Record<string, string>>;

/** Records that get other codes: those that the condition, on records as they are before, holds for; without one, all that have them. */
export interface CodeMove {
  readonly where?: unknown;
  readonly codes: CodeMap;
}

/** Codes that take the place of others in records, by `<entity id>.<field>`: new ones by old ones, or moves of which the first that fits counts. */
export type Replacements = Readonly<Record<string, CodeMap | readonly CodeMove[]>>;

/** Where a change set stands. `failed` can be applied again, from the step that failed. */
export type ChangeState = 'draft' | 'applying' | 'cancelling' | 'applied' | 'failed' | 'discarded';

/** A change set. */
export interface ChangeSet {
  readonly id: string;
  readonly number: number;
  readonly state: ChangeState;
  readonly title: string;
  /** The version that its edits were made on. */
  readonly baseVersion: number;
  readonly edits: readonly Edit[];
  readonly replacements: Replacements;
  readonly author: string | null;
  readonly authorName: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly planHash: string | null;
  /** The version that came of it. */
  readonly version: number | null;
  readonly error: string | null;
  /** Whoever applied it, or is about to; null for one that nobody has. */
  readonly applier: Applier | null;
}

/** How one document differs between two sets. */
export interface DocumentChange {
  readonly kind: SourceDocument['kind'];
  readonly id: string;
  readonly title: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What differs within it, by pointer (elements of lists by their identity). */
  readonly differences: readonly Difference[];
}

/** One place that differs; `undefined` is not there. */
export interface Difference {
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Who applies a change set, and how they came: kept with it, since whoever goes on with it after a crash is somebody else. */
export interface Applier {
  readonly id: string | null;
  readonly name: string;
  readonly source: Source;
  /** The API key that they came with. */
  readonly key?: { readonly id: string };
}

/** A version of the model, without its documents. */
export interface VersionFacts {
  readonly version: number;
  readonly hash: string;
  readonly appliedAt: string;
  readonly actor: string | null;
  readonly actorName: string | null;
  readonly message: string;
}

/** A version with what it was made of. */
export interface Version extends VersionFacts {
  readonly documents: DocumentSet;
  /** The packs' own documents at that time; what was customised differs from them. */
  readonly sources: DocumentSet;
  readonly physical: PhysicalNames;
  /** The tables that it needs; null for versions of a time when that was not kept. */
  readonly tables: readonly DesiredTable[] | null;
}

/** How grave a finding is: `blocks` must be mended before the change can be applied. */
export interface Finding {
  readonly severity: 'blocks' | 'warns';
  /** `field crm.deal.amount` and the like. */
  readonly target: string;
  readonly message: string;
  /** How many records are concerned, and the first of them. */
  readonly records?: number;
  readonly sample?: readonly string[];
  readonly fix?: string;
}

/** How a step bears on those who work meanwhile. */
export type StepClass = 'instant' | 'online' | 'background' | 'destructive';

/** One step of a plan. */
export interface Step {
  readonly type: string;
  readonly class: StepClass;
  /** For a person: what happens. */
  readonly summary: string;
  readonly table: string;
  /** Rows that it touches, by the planner's estimate; bytes that it writes; seconds that it may take. */
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  /** What the runner needs. */
  readonly work: StepWork;
}

/** Statements of DDL, one after the other. */
export interface DdlWork {
  readonly kind: 'ddl';
  readonly statements: readonly { readonly text: string; readonly alone: boolean }[];
  readonly undo: readonly string[];
  /** The index that is built concurrently: whoever goes on looks first what became of it. */
  readonly index?: string;
}

/** What a step does. */
export type StepWork =
  | DdlWork
  | { readonly kind: 'convert'; readonly entity: string; readonly field: string; readonly revived: boolean }
  | { readonly kind: 'search'; readonly entity: string }
  | { readonly kind: 'rollups'; readonly entity: string }
  | { readonly kind: 'replace'; readonly entity: string; readonly field: string; readonly codes: CodeMap; readonly where?: unknown }
  | { readonly kind: 'pipelines'; readonly entity: string; readonly field: string }
  | { readonly kind: 'clear'; readonly statements: readonly string[] }
  | { readonly kind: 'rebase'; readonly from: string; readonly to: string }
  /** Of views for analysts; without a fingerprint there are to be none. */
  | { readonly kind: 'views'; readonly fingerprint: string | null }
  | { readonly kind: 'switch' }
  | { readonly kind: 'nodes' }
  | { readonly kind: 'settle'; readonly entity: string; readonly field: string; readonly statements: readonly string[] };

/** What a change set will do. */
export interface ChangePlan {
  /** SHA-256 over everything that the plan says: `apply` demands it. */
  readonly hash: string;
  readonly baseVersion: number;
  readonly documents: readonly DocumentChange[];
  readonly errors: readonly DocumentError[];
  readonly findings: readonly Finding[];
  /** Documents that use what is changed or taken away. */
  readonly uses: readonly { readonly target: string; readonly kind: string; readonly id: string; readonly pointer: string }[];
  readonly steps: readonly Step[];
}
