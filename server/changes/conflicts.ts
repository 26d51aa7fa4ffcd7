/** Where a newer pack and the workspace's own words stood against each other, and how the other word is taken after all. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import { badRequest, conflict, notFound } from '../kernel/errors.ts';
import { createChangeSet, demandMetadata } from './change-sets.ts';
import { byKey, type DocumentConflict } from './documents/document-sets.ts';
import { namesOf, valueAt, withValue } from './documents/pointers.ts';
import type { ChangeSet, Edit, Version } from './types.ts';
import { readVersion } from './versions.ts';
import { refusal } from '../access/wording.ts';

/** A conflict of a version, and what the documents say by now. Members that are missing stand for what is not there. */
export interface VersionConflict extends DocumentConflict {
  /** What stands there in the newest version. */
  readonly present: unknown;
}

/** One place in one document. */
export type ConflictPlace = Pick<DocumentConflict, 'kind' | 'id' | 'pointer'>;

/** Words that can be taken. */
export const takable = ['theirs', 'ours', 'base'] as const;

/**
 * The conflicts that a version came with.
 * @throws Problem 403; 404 when there is no such version
 */
export async function listConflicts(context: Context, number: number): Promise<VersionConflict[]> {
  demandMetadata(context);
  const [conflicts, newest] = [await readConflicts(context, number), await readVersion(context.database)];
  const documents = byKey(newest?.documents ?? []);
  return conflicts.map((each) => ({ ...each, present: valueAt(documents.get(`${each.kind} ${each.id}`)?.content, each.pointer) }));
}

async function readConflicts(context: Context, number: number): Promise<readonly DocumentConflict[]> {
  const { rows } = await context.database.query<{ conflicts: readonly DocumentConflict[] | null }>(
    toStatement(sql`select conflicts from ${id(context.database.schema, 'relata_metadata_versions')} where version = ${number}::bigint`),
  );
  const [row] = rows;
  if (!row) throw notFound(refusal(context, 'noVersionNumber', { number }));
  return (row.conflicts ?? []).map((each) => ({ ...each, taken: each.taken ?? 'ours' }));
}

/**
 * A draft on the newest version in which these places say another word of a conflict: it is looked at, planned and applied like any other.
 * @param places of the version's conflicts; all of them when none is named
 * @throws Problem 400 for a place that was no conflict or says so already; 409 when what holds it is gone
 */
export async function draftResolution(
  context: Context,
  number: number,
  take: (typeof takable)[number],
  places?: readonly ConflictPlace[],
): Promise<ChangeSet> {
  demandMetadata(context);
  const conflicts = await readConflicts(context, number);
  const [version, newest] = [await readVersion(context.database, number), await readVersion(context.database)];
  if (!version || !newest) throw notFound(refusal(context, 'noVersionNumber', { number }));
  const chosen = (places ?? conflicts).map((place, index) => {
    const found = conflicts.find((each) => each.kind === place.kind && each.id === place.id && each.pointer === place.pointer);
    if (found) return found;
    throw badRequest(`Version ${number} has no such conflict.`, [
      { pointer: `/places/${index}`, code: 'unknown', message: `${place.kind} ${place.id}${place.pointer} is none of its conflicts.` },
    ]);
  });
  const edits = editsOf(context, version, newest, take, chosen);
  if (edits.length === 0) throw badRequest('The documents say this already.');
  const title = `Version ${number}: ${take === 'ours' ? 'our own word' : take === 'theirs' ? "the pack's word" : 'the word before'}`;
  return createChangeSet(context.database, { title, baseVersion: newest.version, edits, author: context.actor });
}

function editsOf(
  context: Context,
  version: Version,
  newest: Version,
  take: (typeof takable)[number],
  chosen: readonly DocumentConflict[],
): Edit[] {
  const before = byKey(newest.documents);
  const sides = byKey(take === 'theirs' ? version.sources : version.documents);
  const changed = new Map<string, unknown>();
  for (const each of chosen) {
    const key = `${each.kind} ${each.id}`;
    const present = changed.has(key) ? changed.get(key) : before.get(key)?.content;
    const parent = valueAt(sides.get(key)?.content, each.pointer.slice(0, each.pointer.lastIndexOf('/')));
    const content = withValue(present, each.pointer, each[take], namesOf(parent) ?? []);
    if (content === undefined && each.pointer !== '')
      throw conflict(refusal(context, 'placeGone', { pointer: each.pointer, kind: each.kind, id: each.id }), [], 'moved');
    changed.set(key, content);
  }
  return [...changed]
    .filter(([key, content]) => JSON.stringify(content) !== JSON.stringify(before.get(key)?.content))
    .map(([key, content]) => {
      const [kind, name] = key.split(' ') as [Edit['kind'], string];
      return { kind, id: name, content: content ?? null };
    });
}
