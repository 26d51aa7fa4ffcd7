import { describe, expect, it } from 'vitest';
import { createClusters, matchText } from './match-keys.ts';

describe('match texts', () => {
  it('fold case, width and Arabic letters', () => {
    expect(matchText('ACME  Corp', 'folded')).toBe(matchText('acme corp', 'folded'));
    expect(matchText('علي', 'folded')).toBe(matchText('علی', 'folded'));
  });

  it('of companies ignore legal forms and dots, but a name is never emptied', () => {
    expect(matchText('Acme Holdings, Inc.', 'company')).toBe(matchText('ACME', 'company'));
    expect(matchText('Vries B.V.', 'company')).toBe(matchText('Vries BV', 'company'));
    expect(matchText('Group Ltd', 'company')).not.toBe('');
  });

  it('of words ignore their order', () => {
    expect(matchText('Mey, Sophea', 'words')).toBe(matchText('Sophea Mey', 'words'));
  });

  it('of mailboxes ignore tags', () => {
    expect(matchText('A.b+news@gmail.com', 'email')).toBe('ab@gmail.com');
    expect(matchText('a.b@acme.test', 'email')).toBe('a.b@acme.test');
  });

  it('of an empty value are empty, so that it matches nothing', () => {
    expect([null, undefined, '', '  '].map((value) => matchText(value, 'folded'))).toEqual(['', '', '', '']);
  });
});

describe('clusters', () => {
  it('join members through others that they share a key with', () => {
    const clusters = createClusters(6);
    clusters.join(0, 3);
    clusters.join(3, 5);
    clusters.join(1, 2);
    expect(clusters.groups()).toEqual([
      [0, 3, 5],
      [1, 2],
    ]);
  });
});
