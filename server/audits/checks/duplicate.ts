/**
 * Duplicate: records whose match keys agree, exactly or after their values were made alike. Keys are compared in memory (a few
 * dozen bytes for each record), so that all scripts fold by the rules that browser and server share.
 */
import { streamRows } from '../../query/rows.ts';
import { citedPaths, citeRow } from '../measure.ts';
import { createClusters, matchText, type MatchForm } from '../match-keys.ts';
import type { CheckKind, CheckOf, Evidence, GroupCount } from '../types.ts';

interface Part {
  readonly field: string;
  readonly form: MatchForm;
}

/** Value: (records − distinct ones) / records. Groups: the largest clusters. */
export const duplicate: CheckKind<'duplicate'> = {
  kind: 'duplicate',
  direction: () => 'lower',
  async run(context, check, params) {
    const keys = matchKeys(check);
    const cited = citedPaths(context, check);
    const select = [...new Set([...cited, ...keys.flat().map((part) => part.field)])];
    const records: Evidence[] = [];
    const seen = new Map<string, number>();
    const pairs: [number, number][] = [];
    for await (const rows of streamRows(context, check.entity, { ...(check.where && { filter: check.where }), params, select })) {
      for (const row of rows) {
        const member = records.push(citeRow(context, check, row)) - 1;
        for (const key of keysOf(keys, row)) {
          const first = seen.get(key);
          if (first === undefined) seen.set(key, member);
          else pairs.push([first, member]);
        }
      }
    }
    const clusters = createClusters(records.length);
    for (const [a, b] of pairs) clusters.join(a, b);
    const groups = clusters.groups().sort((a, b) => b.length - a.length);
    const surplus = groups.reduce((sum, group) => sum + group.length - 1, 0);
    const limit = check.evidence?.limit ?? 20;
    return {
      population: records.length,
      failing: surplus,
      value: records.length === 0 ? null : surplus / records.length,
      unit: 'share',
      groupKind: 'clusters',
      evidence: groups.flatMap((group) => group.flatMap((member) => records[member] ?? [])).slice(0, limit),
      groups: groups.slice(0, 12).map((group): GroupCount => ({ label: records[group[0] ?? 0]?.label ?? '', count: group.length })),
      notes:
        groups.length === 0
          ? []
          : [{ key: 'clusters', values: { clusters: groups.length, records: groups.reduce((sum, group) => sum + group.length, 0) } }],
    };
  },
};

function matchKeys(check: CheckOf<'duplicate'>): Part[][] {
  return check.match.map((key) =>
    key.map((part): Part =>
      typeof part === 'string' ? { field: part, form: 'folded' } : { field: part.field, form: part.as ?? 'folded' },
    ),
  );
}

/** The keys of a record that are complete: an empty part matches nothing. */
function keysOf(keys: readonly (readonly Part[])[], row: Readonly<Record<string, unknown>>): string[] {
  return keys.flatMap((parts, index) => {
    const texts = parts.map((part) => matchText(row[part.field], part.form));
    return texts.includes('') ? [] : [`${index}\u0000${texts.join('\u0000')}`];
  });
}
