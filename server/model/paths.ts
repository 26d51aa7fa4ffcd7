/** Paths of conditions, formulas, views and requests, followed through the model. */
import { nearest } from '../../metadata/rules/suggest.ts';
import type { Backlink, Entity, Field, Model } from './types.ts';

/** One step across a to-one link. */
export interface Hop {
  readonly field: Field;
  readonly target: Entity;
}

/** Where a path leads: the links that it crosses, the entity that it ends on, and what it names there. */
export interface ResolvedPath {
  readonly hops: readonly Hop[];
  readonly entity: Entity;
  readonly end:
    | { readonly kind: 'field'; readonly field: Field }
    | { readonly kind: 'part'; readonly field: Field; readonly part: string }
    | { readonly kind: 'backlink'; readonly backlink: Backlink; readonly target: Entity };
}

/** A path that leads nowhere. */
export class PathError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'PathError';
    this.hint = hint;
  }
}

const statusParts = ['kind', 'probability', 'title', 'position', 'since'];
const maximumHops = 5;

/**
 * Follows a path from an entity.
 * @throws PathError with the nearest right name
 */
export function resolvePath(model: Model, entity: Entity, path: string): ResolvedPath {
  const names = path.split('.');
  const hops: Hop[] = [];
  let at = entity;
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    const field = findField(at, name);
    if (!field) return { hops, entity: at, end: backlinkEnd(model, at, name, last, path) };
    if (last) return { hops, entity: at, end: { kind: 'field', field } };
    const target = field.targets.length === 1 && field.joinTable === undefined ? model.entities.get(field.targets[0] ?? '') : undefined;
    if (!target) return { hops, entity: at, end: partEnd(field, names.slice(index + 1), path) };
    if (hops.length >= maximumHops) throw new PathError(`"${path}" crosses more than ${maximumHops} links.`);
    hops.push({ field, target });
    at = target;
  }
  throw new PathError('The path is empty.');
}

/** A field by its name or one of its old names. */
export function findField(entity: Entity, name: string): Field | undefined {
  return entity.fields.get(name) ?? [...entity.fields.values()].find((field) => field.aliases.includes(name));
}

function backlinkEnd(model: Model, entity: Entity, name: string, last: boolean, path: string): ResolvedPath['end'] {
  const backlink = entity.backlinks.find((candidate) => candidate.name === name);
  const target = backlink ? model.entities.get(backlink.entity) : undefined;
  if (backlink && target) {
    if (!last) throw new PathError(`"${name}" leads to many records.`, `Use { "${name}": { "some": { … } } }.`);
    return { kind: 'backlink', backlink, target };
  }
  const near = nearest(name, [...entity.fields.keys(), ...entity.backlinks.flatMap((candidate) => candidate.name ?? [])]);
  const within = name === path ? '' : ` (in "${path}")`;
  throw new PathError(`${entity.title} has no field "${name}"${within}.`, near === undefined ? undefined : `Did you mean "${near}"?`);
}

function partEnd(field: Field, rest: readonly string[], path: string): ResolvedPath['end'] {
  const [part = '', ...more] = rest;
  const parts = field.pipelines.length > 0 ? statusParts : Object.keys(field.type.parts ?? {});
  if (more.length === 0 && parts.includes(part)) return { kind: 'part', field, part };
  const near = nearest(part, parts);
  throw new PathError(
    `${field.title} has no part "${rest.join('.')}" (in "${path}").`,
    near === undefined ? (parts.length > 0 ? `It has ${parts.join(', ')}.` : undefined) : `Did you mean "${near}"?`,
  );
}
