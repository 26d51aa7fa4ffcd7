/** The nearest right name to a wrong one: what "Did you mean …?" offers. */

/**
 * The candidate that takes the fewest edits (insert, delete, replace, swap of neighbours; case counts little), or undefined when
 * none is near: more than a third of the letters, at least two, would have to change.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 100);
  const bound = Math.max(2, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > bound) continue;
    // Another case of the same letters is nearer than any other letter.
    const edits = countEdits(wanted.toLowerCase(), candidate.toLowerCase()) + (candidate === wanted ? 0 : 0.5);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  // A name of one or two letters has no near ones: everything would be.
  return fewest <= bound + 0.5 && fewest < Math.max(wanted.length, 1) ? best : undefined;
}

/** Edits between two texts, where swapping two neighbours is one (optimal string alignment). */
function countEdits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
