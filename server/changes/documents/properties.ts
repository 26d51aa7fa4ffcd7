/** The properties of an entity: each is itself by its id (by default its first name), whatever its name has become. Pure. */
import { interleave } from './interleave.ts';

type Members = Readonly<Record<string, unknown>>;

/** One property on three sides, and what it is called in the merged document. */
export interface Paired {
  readonly id: string;
  readonly name: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
  /** Both sides gave it another name, or the other side gave it one that is taken here. */
  readonly misnamed: boolean;
}

/** The immutable id of a property. */
export function propertyId(name: string, definition: unknown): string {
  const id = typeof definition === 'object' && definition !== null && 'id' in definition ? definition.id : undefined;
  return typeof id === 'string' ? id : name;
}

/** Finds the properties that are the same on three sides, in the order of the merged document. */
export function pairDefinitions(base: Members, ours: Members, theirs: Members): Paired[] {
  const [before, mine, newer] = [namesById(base), namesById(ours), namesById(theirs)];
  return interleave([...before.keys()], [...mine.keys()], [...newer.keys()]).map((id): Paired => {
    const [old, left, right] = [before.get(id), mine.get(id), newer.get(id)];
    // A name that another property has here stays that one's.
    const taken = right !== undefined && right !== left && Object.hasOwn(ours, right);
    const follows = right !== undefined && !taken && (left === undefined || left === old);
    return {
      id,
      name: (follows ? right : left) ?? right ?? id,
      base: old === undefined ? undefined : base[old],
      ours: left === undefined ? undefined : ours[left],
      theirs: right === undefined ? undefined : theirs[right],
      misnamed: right !== undefined && right !== old && right !== left && !follows,
    };
  });
}

/** The name of each property by its id. */
export function namesById(properties: Members): Map<string, string> {
  return new Map(Object.entries(properties).map(([name, definition]) => [propertyId(name, definition), name]));
}
