import { expect, test } from 'vitest';
import type { ConditionEnvironment } from '../../../metadata/rules/evaluate.ts';
import { recordSource, type SourceEntity } from '../../../metadata/rules/record-source.ts';
import { applyRules, newDefaults, readyRules, type FormRule } from './apply-rules.ts';

const entity: SourceEntity = {
  field: (name) => ({ kind: 'text', valueType: name === 'size' ? 'number' : 'text' }),
  backlink: () => undefined,
};
const environment: ConditionEnvironment = {
  now: new Date('2026-11-23T00:00:00Z'),
  timeZone: 'UTC',
  calendar: 'gregory',
  weekStart: 1,
  fiscalYearStart: '01-01',
  me: { id: null, team: null, teams: [] },
  toBase: () => undefined,
};
const effectsOf = (rules: readonly FormRule[], values: Record<string, unknown>) =>
  applyRules(readyRules(rules), recordSource(values, entity, true), environment);

test('the effects of all rules that hold add up', () => {
  const rules: FormRule[] = [
    { id: 'a', when: { kind: 'call' }, require: ['phone'], hide: ['place'] },
    { id: 'b', when: { size: { gt: 5 } }, readOnly: ['kind'], invalid: 'size', message: 'Too large.' },
    { id: 'c', when: { kind: 'visit' }, hide: ['phone'] },
  ];
  const effects = effectsOf(rules, { kind: 'Call', size: 6 });
  expect([[...effects.required], [...effects.hidden], [...effects.readOnly]]).toEqual([['phone'], ['place'], ['kind']]);
  expect(effects.invalid).toEqual([{ field: 'size', message: 'Too large.' }]);
  expect([...effects.holding]).toEqual(['a', 'b']);
});

test('where several rules name options, those remain that all of them leave', () => {
  const rules: FormRule[] = [
    { id: 'a', when: {}, options: { kind: ['x', 'y'] } },
    { id: 'b', when: {}, options: { kind: ['y', 'z'] } },
  ];
  expect([...(effectsOf(rules, {}).options.get('kind') ?? [])]).toEqual(['y']);
});

test('a rule that cannot be read holds nobody back', () => {
  expect(effectsOf([{ id: 'a', when: { kind: { nonsense: 1 } }, require: ['x'] }], {}).required.size).toBe(0);
});

test('a default is set when its rule begins to hold, for an empty field, once', () => {
  const rules = readyRules([{ id: 'a', when: {}, set: { kind: 'x', size: 1 } }]);
  expect(newDefaults(rules, new Set(), new Set(['a']), (field) => field === 'kind')).toEqual({ kind: 'x' });
  expect(newDefaults(rules, new Set(['a']), new Set(['a']), () => true)).toEqual({});
});
