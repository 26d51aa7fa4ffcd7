/** Validity: how many values break the form that their meaning demands. */
import { RE2JS } from 're2js';
import { foldText } from '../../../metadata/rules/fold.ts';
import { badRequest } from '../../kernel/errors.ts';
import { streamRows } from '../../query/rows.ts';
import { both, citedPaths, citeRow } from '../measure.ts';
import { isCountry, isDeliverable, isJunk, isPhone, isWebAddress } from '../validity-rules.ts';
import type { CheckKind, CheckOf, Evidence } from '../types.ts';

/** Value: share of filled values that are invalid. */
export const validity: CheckKind<'validity'> = {
  kind: 'validity',
  direction: () => 'lower',
  async run(context, check, params) {
    const valid = testOf(check);
    const filled = both(check.where, { [check.field]: { empty: false } });
    const cited = { ...check, evidence: { ...check.evidence, fields: [...new Set([check.field, ...(check.evidence?.fields ?? [])])] } };
    const limit = check.evidence?.limit ?? 20;
    const evidence: Evidence[] = [];
    let population = 0;
    let failing = 0;
    for await (const rows of streamRows(context, check.entity, {
      ...(filled && { filter: filled }),
      params,
      select: [...new Set([...citedPaths(context, cited), check.field])],
    })) {
      for (const row of rows) {
        population++;
        if (valid(valueText(row[check.field]))) continue;
        failing++;
        if (evidence.length < limit) evidence.push(citeRow(context, cited, row));
      }
    }
    return { population, failing, value: population === 0 ? null : failing / population, unit: 'share', evidence };
  },
};

function testOf(check: CheckOf<'validity'>): (text: string) => boolean {
  switch (check.rule) {
    case 'email':
      return isDeliverable;
    case 'phone':
      return isPhone;
    case 'url':
      return isWebAddress;
    case 'country':
      return isCountry;
    case 'notJunk': {
      const further = new Set((check.junk ?? []).map(foldText));
      return (text) => !isJunk(text, further);
    }
    case 'pattern': {
      if (check.pattern === undefined) throw badRequest(`"${check.id}" needs "pattern".`);
      const pattern = RE2JS.compile(check.pattern);
      return (text) => pattern.matches(text);
    }
  }
}

function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'full' in value) return String(value.full);
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
}
