import { describe, expect, it } from 'vitest';
import { isCountry, isDeliverable, isJunk, isPhone, isWebAddress } from './validity-rules.ts';

const none: ReadonlySet<string> = new Set();

describe('validity', () => {
  it('takes addresses with a real domain and refuses the rest', () => {
    expect(['a@acme.de', 'somchai@บริษัท.ไทย', "o'neil@sub.acme.co.uk"].every(isDeliverable)).toBe(true);
    expect(['a@acme', '@acme.de', 'a b@acme.de', 'a..b@acme.de', 'x@mailinator.com', 'a@-acme.de'].some(isDeliverable)).toBe(false);
  });

  it('takes E.164 numbers only, and none of one digit over and over', () => {
    expect(['+66812345678', '+4930123456'].every(isPhone)).toBe(true);
    expect(['0812345678', '+0812345678', '+1111111111111', '+66'].some(isPhone)).toBe(false);
  });

  it('takes web addresses with a domain', () => {
    expect([isWebAddress('https://acme.de/a'), isWebAddress('ftp://acme.de'), isWebAddress('https://localhost')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes countries that exist, Namibia among them', () => {
    expect([isCountry('NA'), isCountry('TH'), isCountry('XQ'), isCountry('Thailand')]).toEqual([true, true, false, false]);
  });

  it('knows filler in several scripts and leaves short real names alone', () => {
    expect(['test', 'N/A', 'xxx', '---', 'ทดสอบ', 'aaaa'].every((text) => isJunk(text, none))).toBe(true);
    expect(['Li', 'Nan', 'Acme', 'Test & Measure Ltd'].some((text) => isJunk(text, none))).toBe(false);
    expect(isJunk('Demo', new Set(['demo']))).toBe(true);
  });
});
