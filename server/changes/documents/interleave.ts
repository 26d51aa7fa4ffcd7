/** The order of what two sides hold. Pure. */

/** Names in one order: ours where we changed the order, else theirs; what only the other side has follows what it followed there. */
export function interleave(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  const mine = ours.filter((name) => base.includes(name));
  const before = base.filter((name) => ours.includes(name));
  const moved = mine.some((name, index) => name !== before[index]);
  const [first, second] = moved || !ours.some((name) => theirs.includes(name)) ? [ours, theirs] : [theirs, ours];
  const result = [...first];
  second.forEach((name, index) => {
    if (result.includes(name)) return;
    const previous = second.slice(0, index).findLast((candidate) => result.includes(candidate));
    result.splice(previous === undefined ? 0 : result.indexOf(previous) + 1, 0, name);
  });
  return result;
}
