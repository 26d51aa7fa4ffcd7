/** Operations of the write path and their results. */
import type { Problem } from '../kernel/errors.ts';
import type { Once } from './once.ts';
import type { RecordResult } from '../query/record.ts';
import type { Row } from '../query/types.ts';

/**
 * A new record. `id` may be given by callers that need to know it beforehand. The name of a to-many path may hold a list of new children, who are made with it:
 * all or none of them.
 */
export interface CreateOperation {
  readonly action: 'create';
  readonly id?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A change of some fields; `version` is what the caller read (If-Match), left out: whatever is there. */
export interface UpdateOperation {
  readonly action: 'update';
  readonly id: string;
  readonly version?: Versions;
  readonly values: Readonly<Record<string, unknown>>;
  /** How an upsert found the record: it must still be what was looked for when it is locked. */
  readonly found?: { readonly field: string; readonly key: string };
}

/** Into the trash, or back. */
export interface DeleteOperation {
  readonly action: 'delete' | 'restore';
  readonly id: string;
  readonly version?: Versions;
}

/** One operation on one record of the entity. */
export type WriteOperation = CreateOperation | UpdateOperation | DeleteOperation;

/**
 * Changes the one living record that the actor sees with this value in the field `match`, or creates it. With a field that is unique two of them at once
 * make one record; without, upserts wait for one another, but a plain create beside them does not.
 */
export interface UpsertOperation {
  readonly action: 'upsert';
  /** API name of a field that the actor may write. */
  readonly match: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the record that is found must be at. A record that is not there is at none. */
  readonly version?: Versions;
  /** Only change: where no record is found, none is created. */
  readonly present?: boolean;
  /** Only create: a record that is found is refused. */
  readonly absent?: boolean;
}

/** What a caller asks for. */
export type GivenOperation = WriteOperation | UpsertOperation;

/** The version that a caller read, or several, one of which it must be. */
export type Versions = number | readonly number[];

/** How a batch is written. */
export interface WriteOptions {
  /** All or nothing: the first problem undoes the batch and is thrown. Default false: each row by itself. */
  readonly atomic?: boolean;
  /**
   * Whether automations follow (default true). Imports say false unless asked; the write, its validation, its rights and its history are the same.
   */
  readonly effects?: boolean;
  /** Goes all the way, database constraints included, and then undoes each transaction: says what would become of it. */
  readonly dryRun?: boolean;
  /** A request that is to be done once, however often it arrives. */
  readonly once?: Once;
  /** Whether the record is wanted back: where the write ends the transaction it comes along with it. For a single operation. */
  readonly read?: boolean;
  /**
   * A change of the model brings values over: stored as they are given, in the trash, too, with history, but neither guarded by transitions nor validated, since the rest of
   * the record is not what is at stake. Never for what people or integrations write.
   */
  readonly maintenance?: boolean;
}

/** What became of one operation: `changed` false when an update changed nothing (no new version, no history). */
export type WriteResult =
  | {
      readonly ok: true;
      readonly id: string;
      readonly version: number;
      readonly changed: boolean;
      readonly action: WriteOperation['action'];
      /** The record as it is now, if it was asked for and came along with the write. */
      readonly record?: RecordResult | undefined;
      /** What it was a part of, if it was a part of more. */
      readonly operation?: string;
      /** It had been done before, under the same key. */
      readonly replayed?: boolean;
    }
  | { readonly ok: false; readonly problem: Problem };

/** A record before and after, in canonical values, as history and automations see it. */
export interface RecordChange {
  readonly entity: string;
  readonly id: string;
  readonly action: WriteOperation['action'];
  readonly version: number;
  readonly before: Row | null;
  readonly after: Row | null;
  /** Names of fields whose values differ. */
  readonly changed: readonly string[];
}
