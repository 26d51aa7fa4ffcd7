/** A record in the making: what it was, what the caller gives, what it is to be. */
import type { Entity, Field } from '../model/types.ts';
import type { ProblemItem } from '../kernel/errors.ts';
import type { Row } from '../query/types.ts';
import type { CurrentRecord } from './current.ts';
import type { WriteOperation } from './types.ts';

/** One operation on its way through the write path. `problem` set: it goes no further. */
export interface Draft {
  readonly index: number;
  readonly operation: WriteOperation;
  readonly id: string;
  readonly current: CurrentRecord | undefined;
  /** Canonical values by field name; starts as the current ones. */
  readonly after: Record<string, unknown> & { id: string; version: number };
  /** Fields that the caller named. */
  readonly given: ReadonlySet<Field>;
  readonly errors: ProblemItem[];
  /** Where the draft stands in what the caller sent: '' for the operation itself, `/lines/0` for a child. */
  readonly pointer: string;
  /** The link to the record that it is made with, which the server sets. */
  readonly parentLink: Field | undefined;
  /** New children that the caller gave with it. */
  readonly children: readonly ChildList[];
}

/** New records that are to point at the one that is made. */
export interface ChildList {
  /** Name of the to-many path. */
  readonly name: string;
  readonly entity: Entity;
  /** The children's link to the record. */
  readonly link: Field;
  readonly values: readonly Readonly<Record<string, unknown>>[];
}

/** Whether the caller named a field. */
export function isGiven(draft: Draft, name: string): boolean {
  return [...draft.given].some((field) => field.name === name);
}

/** Names of fields whose canonical values differ between two states. */
export function changedNames(fields: readonly Field[], before: Row | null, after: Readonly<Record<string, unknown>>): string[] {
  return fields.filter((field) => !same(before?.[field.name] ?? null, after[field.name] ?? null)).map((field) => field.name);
}

/** Deep equality of canonical JSON values; the order of members does not matter. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => same(item, other[index]))
    );
  }
  const left = one as Record<string, unknown>;
  const right = other as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
