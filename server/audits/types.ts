/**
 * Audits: what a check kind is, what a check finds, and what a run leaves behind.
 *
 * Words: the *population* of a check is the records that it assesses; those that *fail* are its findings, some of which are kept
 * as *evidence*; its *value* is one figure (a share from 0 to 1 unless the unit says otherwise) that thresholds turn into a score.
 */
import type { AuditDocument } from '../../metadata/types.ts';
import type { Context } from '../access/context.ts';

/** One check of an audit document, and the check of one kind. */
export type Check = AuditDocument['checks'][number];
export type CheckOf<Kind extends Check['kind']> = Extract<Check, { kind: Kind }>;

/** How grave a failed check is. */
export type Grade = 'essential' | 'important' | 'useful' | 'desirable';

/** Which values of a figure are better. */
export type Direction = 'lower' | 'higher';

/** How a figure is written: a share from 0 to 1, a number of records, a plain number, or money in the base currency. */
export type Unit = 'share' | 'count' | 'number' | 'money';

/** Values of the audit's parameters, by name; durations and dates as ISO 8601. */
export type AuditParams = Readonly<Record<string, string | number | boolean>>;

/** One field of a finding, as text for people. */
export interface EvidenceField {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** One record that fails. */
export interface Evidence {
  readonly entity: string;
  /** Null where the finding is not a record (a field, a role). */
  readonly id: string | null;
  readonly label: string;
  readonly fields: readonly EvidenceField[];
  /** Value at stake in the base currency or the field's unit, as decimal string. */
  readonly amount?: string;
}

/** How well one field is filled. */
export interface FieldCount {
  readonly field: string;
  readonly title: string;
  readonly filled: number;
  readonly population: number;
}

/** A part of the population: an age class, a status, a value. */
export interface GroupCount {
  readonly label: string;
  readonly count: number;
  readonly amount?: string;
  /** A share particular to the group, such as its win rate. */
  readonly share?: number;
  readonly colour?: string;
}

/** A fact as a key of the report's texts with its values, so that it is told in the reader's language. */
export interface Note {
  readonly key: 'undated' | 'empty' | 'clusters' | 'admins' | 'unanswered' | 'wonIn' | 'quotient' | 'withheld';
  /** Numbers are written with the reader's digits; those named `share` as percentages. */
  readonly values: Readonly<Record<string, number | string>>;
}

/** What a check found. */
export interface CheckOutcome {
  readonly population: number;
  readonly failing: number;
  /** Null when nothing could be measured. */
  readonly value: number | null;
  readonly unit: Unit;
  readonly evidence: readonly Evidence[];
  readonly byField?: readonly FieldCount[];
  /** Shown as bars; `groupKind` says what they are. */
  readonly groups?: readonly GroupCount[];
  readonly groupKind?: 'ageing' | 'values' | 'stages' | 'periods' | 'clusters' | 'members';
  /** Value at stake over all failing records. */
  readonly amount?: string;
  /** Facts worth a line beside the figure, such as what was not assessed. */
  readonly notes?: readonly Note[];
}

/** What a check may need beside the context. */
export interface CheckEnvironment {
  /** The instant of the run: the same for all checks. */
  readonly now: Date;
  /** Answers to checklists, by check and item, newest first. */
  answers(checkId: string): Promise<ReadonlyMap<string, ChecklistAnswer>>;
}

/** A person's answer to one item of a checklist. */
export interface ChecklistAnswer {
  readonly item: string;
  readonly answer: boolean;
  readonly note: string | null;
  readonly actor: string | null;
  readonly at: string;
}

/** A check kind: one file per kind under `checks/`. */
export interface CheckKind<Kind extends Check['kind'] = Check['kind']> {
  readonly kind: Kind;
  /** Which values are better unless the check's thresholds say so. */
  direction(check: CheckOf<Kind>): Direction;
  /** @throws Problem when the check cannot be carried out; the run goes on without it. */
  run(context: Context, check: CheckOf<Kind>, params: AuditParams, environment: CheckEnvironment): Promise<CheckOutcome>;
}

/** What became of a check: `excluded` has too few records (or no answers), `error` could not be carried out. */
export type CheckState = 'pass' | 'warn' | 'fail' | 'excluded' | 'error';

/** Thresholds with parameters filled in. */
export interface ResolvedThresholds {
  readonly direction: Direction;
  readonly target: number;
  readonly warn: number;
  readonly fail: number;
  readonly worst: number;
}

/** A check's outcome with its judgement. */
export interface CheckResult extends CheckOutcome {
  readonly id: string;
  readonly kind: Check['kind'];
  readonly title: string;
  readonly description?: string;
  readonly entity?: string;
  readonly grade: Grade;
  readonly area: string;
  readonly steps: readonly string[];
  readonly state: CheckState;
  /** 0 to 100, null when the check does not count. */
  readonly score: number | null;
  readonly thresholds?: ResolvedThresholds;
  /** Why it is `excluded`. */
  readonly exclusion?: 'noRecords' | 'notMeasured' | 'tooFew';
  /** Why it is an `error`. */
  readonly reason?: string;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** The score of an area or a step: null when none of its checks counted. */
export interface ScoredPart {
  readonly id: string;
  readonly title: string;
  readonly score: number | null;
  readonly checks: readonly string[];
  /** How many of its checks counted. */
  readonly counted: number;
  readonly failed: number;
}

/** Graded advice. */
export interface Recommendation {
  readonly check: string | null;
  readonly title: string;
  readonly text: string;
  readonly action: string | null;
  readonly grade: Grade;
  readonly effort: 'small' | 'medium' | 'large';
  readonly failing: number;
  readonly amount?: string;
  /** Points of the total score that a full repair brings. */
  readonly gain: number;
}

/** How a check or the whole changed since an earlier run. */
export interface Change {
  readonly value: number | null;
  readonly score: number | null;
}

/** Everything that a run found: immutable once stored. */
export interface AuditResult {
  readonly audit: string;
  readonly title: string;
  readonly description?: string;
  readonly version: string;
  readonly language: string;
  readonly period: { readonly name: string; readonly from: string; readonly to: string } | null;
  readonly params: AuditParams;
  readonly packs: readonly { readonly id: string; readonly version: string }[];
  readonly modelVersion: string;
  readonly actor: { readonly id: string | null; readonly name: string };
  readonly timeZone: string;
  /** Calendar of the dates in the report, as `Intl` names it. */
  readonly calendar: string;
  readonly currency: string;
  readonly score: number | null;
  readonly band: string | null;
  /** Whether a failed essential check lowered the band. */
  readonly capped: boolean;
  readonly coverage: { readonly checks: number; readonly counted: number; readonly excluded: number; readonly errors: number };
  readonly areas: readonly ScoredPart[];
  readonly steps: readonly ScoredPart[];
  readonly checks: readonly CheckResult[];
  readonly recommendations: readonly Recommendation[];
  readonly previous: {
    readonly run: string;
    readonly at: string;
    readonly version: string;
    readonly score: number | null;
    readonly change: number | null;
    readonly checks: Readonly<Record<string, Change>>;
  } | null;
  readonly sections: readonly string[];
}

/** A run: its row in `relata_audit_runs`. */
export interface AuditRun {
  readonly id: string;
  readonly audit: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly actor: string | null;
  readonly actorName: string;
  readonly score: number | null;
  readonly band: string | null;
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
  /** SHA-256 of the stored result, in hexadecimal; null where the result is not shown as a whole. */
  readonly digest: string | null;
  readonly result: AuditResult | null;
}
