/** One question, and what questions are made of. */
import type { Entity, Model } from '../../../../server/model/types.ts';

/** One request. */
export interface Question {
  readonly method: string;
  readonly path: string;
  /** JSON, or text that is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields that it names, as `<entity>.<field>`; left out where it asks for whatever there is. */
  readonly about?: readonly string[];
}

/** What there is to ask about, in either of the twins. */
export interface Material {
  readonly model: Model;
  readonly entity: Entity;
  /** Ids of records: seen ones, unseen ones, and such as are nowhere. */
  readonly ids: readonly string[];
  /** Ids of records of other entities that links lead to. */
  readonly idsOf: (entity: string) => readonly string[];
  /** Texts to look for, among them such as only hidden fields hold. */
  readonly texts: readonly string[];
  /** What records hold in encrypted fields, by field: by an equal value alone can they be found. */
  readonly sealed: ReadonlyMap<string, readonly unknown[]>;
  /** Instants at which records were something else. */
  readonly instants: readonly string[];
  /** Somebody else. */
  readonly other: string;
}

/** A list. */
export function query(entity: Entity, body: object, about?: readonly string[]): Question {
  return { method: 'POST', path: `/api/records/${entity.id}/query`, body, ...(about ? { about } : {}) };
}

/** Groups and measures, or a table of them. */
export function aggregate(entity: Entity, body: object, about?: readonly string[]): Question {
  return { method: 'POST', path: `/api/records/${entity.id}/aggregate`, body, ...(about ? { about } : {}) };
}

/** An export. */
export function exporting(entity: Entity, body: object, about?: readonly string[]): Question {
  return { method: 'POST', path: '/api/exports', body: { entity: entity.id, ...body }, ...(about ? { about } : {}) };
}
