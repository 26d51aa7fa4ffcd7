import { describe, expect, it } from 'vitest';
import type { Model } from '../model/types.ts';
import { findAudit } from './find.ts';

const model = {
  audits: new Map([
    ['shop-audit.year-end', { id: 'shop-audit.year-end' }],
    ['shop-audit.weekly', { id: 'shop-audit.weekly' }],
    ['other.weekly', { id: 'other.weekly' }],
  ]),
  packs: [{ id: 'shop-audit', requires: { shop: '^1.0.0' } }, { id: 'other' }],
} as unknown as Model;

describe('an audit is found', () => {
  it('by its id, by its name under the pack that its own pack extends, and by its name alone', () => {
    for (const name of ['shop-audit.year-end', 'shop.year-end', 'year-end']) expect(findAudit(model, name).id).toBe('shop-audit.year-end');
  });

  it('not by a name that two bear, nor under a pack that has nothing to do with it', () => {
    expect(() => findAudit(model, 'weekly')).toThrow(/may be/);
    expect(() => findAudit(model, 'else.year-end')).toThrow(/There is no audit/);
  });
});
