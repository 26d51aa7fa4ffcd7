/** Where the things stand that documents use: the answer to a use's target. Pure. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import type { SourceDocument } from '../../model/types.ts';
import type { Members } from './merge.ts';

/** A place in a document of a set. */
export interface Standing {
  /** `<kind> <id>` of the document. */
  readonly document: string;
  readonly pointer: string;
}

/**
 * Places that define what a use names (`entity <id>`, `field <entity>.<name>`, `code <entity>.<field> <code>`, `<kind> <id>`).
 * @param documents the set in which it is defined, by `<kind> <id>`
 */
export function placesOf(target: string, documents: ReadonlyMap<string, SourceDocument>): Standing[] {
  const [what = '', name = '', code] = target.split(' ');
  if (what !== 'field' && what !== 'code') return [{ document: `${what} ${name}`, pointer: '' }];
  const dot = name.lastIndexOf('.');
  const document = `entity ${name.slice(0, dot)}`;
  const field = name.slice(dot + 1);
  const pointer = `/properties${segment(field)}`;
  if (what === 'field' || code === undefined) return [{ document, pointer }];
  const { properties } = (documents.get(document)?.content ?? {}) as { properties?: Record<string, Members> };
  const pipelines = properties?.[field]?.['pipelines'];
  if (!Array.isArray(pipelines)) return [{ document, pointer: `${pointer}/options${segment(code)}` }];
  return pipelines
    .map((pipeline) => ({ document: `pipeline ${String(pipeline)}`, pointer: `/statuses${segment(code)}` }))
    .filter((place) => documents.has(place.document));
}
