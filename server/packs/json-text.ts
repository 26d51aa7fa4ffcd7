/** JSON as the documents of this repository are written: short things on one line, long ones on several. */

const width = 140;

/** The text of a value, with a line break at its end. Members keep their order. */
export function jsonText(value: unknown): string {
  return `${write(value, 0, 0)}\n`;
}

/**
 * @param indent columns before the line
 * @param used columns of the line that are taken already, by a name or by what follows
 */
function write(value: unknown, indent: number, used: number): string {
  const flat = flatten(value);
  const items = partsOf(value);
  if (items === undefined || items.length === 0 || (indent + used + flat.length <= width && !wantsLines(value))) return flat;
  const inner = indent + 2;
  const lines = items.map(([name, item], index) => {
    const head = name === undefined ? '' : `${JSON.stringify(name)}: `;
    const comma = index < items.length - 1 ? ',' : '';
    return `${' '.repeat(inner)}${head}${write(item, inner, head.length + comma.length)}${comma}`;
  });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`;
}

function flatten(value: unknown): string {
  const items = partsOf(value)?.map(([name, item]) => (name === undefined ? flatten(item) : `${JSON.stringify(name)}: ${flatten(item)}`));
  if (items === undefined) return JSON.stringify(value) ?? 'null';
  if (items.length === 0) return Array.isArray(value) ? '[]' : '{}';
  return Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
}

function partsOf(value: unknown): [name: string | undefined, item: unknown][] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown) => [undefined, item]);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** A table: several objects, or several lists, of more than one part each. Also whatever holds one. */
function wantsLines(value: unknown): boolean {
  const items = partsOf(value) ?? [];
  const table =
    Array.isArray(value) &&
    items.length > 1 &&
    items.every(([, item]) => Array.isArray(item) === Array.isArray(items[0]?.[1]) && (partsOf(item)?.length ?? 0) > 1);
  return table || items.some(([, item]) => wantsLines(item));
}
