/** Distribution: how values spread over a field, which of them are strange, and which look like another one misspelt. */
import { foldText } from '../../../metadata/rules/fold.ts';
import type { Condition } from '../../../metadata/types.ts';
import { aggregateRecords } from '../../query/aggregate.ts';
import { citeRecords, both, entityOf, fieldAt } from '../measure.ts';
import type { CheckKind, CheckOf, GroupCount } from '../types.ts';

interface Value {
  readonly key: unknown;
  readonly label: string;
  readonly count: number;
}

/** Value: share of the largest group, of values outside the right ones, or of likely misspellings. Empty values do not count. */
export const distribution: CheckKind<'distribution'> = {
  kind: 'distribution',
  direction: () => 'lower',
  async run(context, check, params) {
    const { groups: found } = await aggregateRecords(context, check.entity, {
      ...(check.where && { filter: check.where }),
      params,
      groups: [{ field: check.field }],
      measures: [{ count: true }],
      limit: 10_000,
    });
    const empty = found.filter((group) => group.keys[0] === null).reduce((sum, group) => sum + Number(group.values[0] ?? 0), 0);
    const values: Value[] = found
      .filter((group) => group.keys[0] !== null)
      .map((group) => ({ key: group.keys[0], label: group.labels[0] ?? '', count: Number(group.values[0] ?? 0) }))
      .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
    const population = values.reduce((sum, value) => sum + value.count, 0);
    const field = fieldAt(context, entityOf(context, check.entity), check.field);
    const strange = strangeValues(check, values, field?.codes);
    const failing = strange.reduce((sum, value) => sum + value.count, 0);
    const filter = { [check.field]: { in: strange.map((value) => value.key) } } as unknown as Condition;
    const evidence =
      check.measure === undefined || check.measure === 'largest' || failing === 0
        ? []
        : await citeRecords(context, check, both(check.where, filter), params);
    return {
      population,
      failing,
      value: population === 0 ? null : failing / population,
      unit: 'share',
      evidence,
      groups: topGroups(values),
      groupKind: 'values',
      notes: empty === 0 ? [] : [{ key: 'empty', values: { count: empty } }],
    };
  },
};

function strangeValues(check: CheckOf<'distribution'>, values: readonly Value[], codes: readonly string[] | undefined): readonly Value[] {
  if (check.measure === 'outside') {
    const right = new Set(check.values ?? codes ?? []);
    return values.filter((value) => !right.has(String(value.key)));
  }
  if (check.measure === 'variants') return values.filter((value, index) => values.slice(0, index).some((other) => isVariant(value, other)));
  return values.slice(0, 1);
}

/** A rarer value that folds to the same text as a more frequent one, or is a letter or two away from it. */
function isVariant(value: Value, frequent: Value): boolean {
  const a = foldText(value.label);
  const b = foldText(frequent.label);
  if (a === b) return true;
  return value.count * 4 <= frequent.count && a.length >= 5 && editDistance(a, b, a.length >= 9 ? 2 : 1);
}

/** Whether two texts are at most `limit` insertions, deletions or replacements apart. */
function editDistance(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return (row[b.length] ?? limit + 1) <= limit;
}

/** The twelve largest values, the rest as one. */
function topGroups(values: readonly Value[]): GroupCount[] {
  const top = values.slice(0, 12).map(({ label, count }) => ({ label, count }));
  const rest = values.slice(12).reduce((sum, value) => sum + value.count, 0);
  return rest === 0 ? top : [...top, { label: '…', count: rest }];
}
