/** Links as they stand on the wire, in a form, in a list. */
import type { LinkValue } from '../../api/records.ts';

/** A link from any of its forms; undefined for nothing. A bare id is its own label until the server names it. */
export function linkOf(value: unknown): LinkValue | undefined {
  if (typeof value === 'string' && value !== '') return { id: value, label: value.slice(-6) };
  if (value === null || typeof value !== 'object' || typeof (value as { id?: unknown }).id !== 'string') return undefined;
  const { id, label, name, entity } = value as { id: string; label?: unknown; name?: unknown; entity?: unknown };
  const text = typeof label === 'string' && label !== '' ? label : typeof name === 'string' && name !== '' ? name : `#${id.slice(-6)}`;
  return { id, label: text, ...(typeof entity === 'string' ? { entity } : {}) };
}

/** All links of a to-many value. */
export function linksOf(value: unknown): readonly LinkValue[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => linkOf(one) ?? []);
}
