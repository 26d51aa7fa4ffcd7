/** Names of fields as documents state them: a field that has got another name is still the one that they speak of. */
import type { Entity } from '../model/types.ts';

/** The present name of a field; an unknown name stays as it is. */
export function presentName(entity: Entity, name: string): string {
  if (entity.fields.has(name)) return name;
  return [...entity.fields.values()].find((field) => field.aliases.includes(name))?.name ?? name;
}

/** Several of them. */
export function presentNames(entity: Entity, names: readonly string[]): string[] {
  return names.map((name) => presentName(entity, name));
}
