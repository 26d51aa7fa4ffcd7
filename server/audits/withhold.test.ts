/** What whoever did not run an audit sees of its result: figures, and more only where they see all that has a part in it. */
import { expect, test } from 'vitest';
import type { Context } from '../access/context.ts';
import { compileRights } from '../access/rights.ts';
import { compileModel } from '../model/compile.ts';
import { loadPackFolders } from '../model/load.ts';
import type { SourceDocument } from '../model/types.ts';
import type { AuditResult, AuditRun } from './types.ts';
import { withholdDetails } from './withhold.ts';

type Content = Readonly<Record<string, unknown>>;
const document = (kind: SourceDocument['kind'], content: Content): SourceDocument => ({ kind, pack: 'test', file: '', content });

const entities = [
  { id: 'test.firm', title: 'Firm', properties: { name: { field: 'text' }, region: { field: 'text' } } },
  {
    id: 'test.job',
    title: 'Job',
    properties: {
      name: { field: 'text' },
      cost: { field: 'decimal' },
      firm: { field: 'link', to: 'test.firm', inverse: 'jobs' },
      stage: { field: 'status', pipelines: ['test.flow'] },
    },
  },
  {
    id: 'test.kept',
    title: 'Kept',
    properties: { name: { field: 'text' } },
    restrictions: [{ id: 'held', actions: ['read'], where: { name: 'secret' } }],
  },
];
const check = { kind: 'completeness', entity: 'test.job', fields: ['name'], thresholds: { warn: 0.1, fail: 0.5 } };
const audit = {
  id: 'test.audit',
  title: 'Audit',
  version: '1.0.0',
  steps: [{ id: 'all', title: 'All', area: 'data', checks: ['jobs', 'kept'] }],
  checks: [
    { ...check, id: 'jobs', title: 'Jobs' },
    { ...check, id: 'kept', title: 'Kept', entity: 'test.kept' },
  ],
};
const flow = { id: 'test.flow', title: 'Flow', initial: 'open', statuses: [{ code: 'open', title: 'Open', kind: 'open' }] };

/** What a user whose role says this sees of each check of a run. */
function seen(rights: Content, ranBy: string | null = 'somebody', admin = false): (string | undefined)[] {
  const model = compileModel([
    ...loadPackFolders([]),
    document('pack', { id: 'test', version: '1.0.0', title: 'Test', requires: { system: '^1.0.0' } }),
    document('pipeline', flow),
    ...entities.map((content) => document('entity', content)),
    document('audit', audit),
    document('role', { id: 'test.role', title: 'Role', audits: 'read', entities: rights }),
  ]);
  const context = {
    model,
    rights: compileRights(model, [admin ? 'system.admin' : 'test.role']),
    actor: { id: 'me' },
  } as unknown as Context;
  const run = { audit: 'test.audit', actor: ranBy } as unknown as AuditRun;
  const result = {
    checks: ['jobs', 'kept'].map((id) => ({
      id,
      entity: `test.${id === 'jobs' ? 'job' : id}`,
      evidence: [{ entity: `test.${id === 'jobs' ? 'job' : id}`, label: 'secret' }],
      amount: '5',
      notes: [],
    })),
    recommendations: [{ check: 'jobs', amount: '5' }],
  } as unknown as AuditResult;
  const shown = withholdDetails(context, run, result);
  expect(shown.checks.map(({ id }) => id)).toEqual(['jobs', 'kept']);
  const whole = shown.checks.map((each) => each.evidence.length > 0 && each.amount !== undefined);
  expect(shown.recommendations[0]?.amount !== undefined).toBe(whole[0]);
  return shown.checks.map((each, index) => (whole[index] === true ? each.id : undefined));
}

const all = { '*': { read: 'all' } };

test('whoever ran it sees it as they ran it, and whoever sees everything sees it, too', () => {
  expect(seen({}, 'me')).toEqual(['jobs', 'kept']);
  expect(seen(all)).toEqual(['jobs', 'kept']);
  expect(seen({}, 'somebody', true)).toEqual(['jobs', 'kept']);
});

test.each<[string, Content]>([
  ['nothing of its entity', { ...all, 'test.job': { read: 'none' } }],
  ['their own records of it only', { ...all, 'test.job': { read: 'own' } }],
  ['records under a condition', { ...all, 'test.job': { read: { name: 'x' } } }],
  ['not every field of it', { ...all, 'test.job': { read: 'all', fields: { cost: 'hidden' } } }],
  ['a field of it masked', { ...all, 'test.job': { read: 'all', fields: { cost: 'masked' } } }],
  [
    'a field of it in some status only',
    { ...all, 'test.job': { read: 'all', statuses: { 'stage.open': { fields: { cost: 'masked' } } } } },
  ],
  ['not all that its links lead to', { ...all, 'test.firm': { read: 'own' } }],
  ['not every field of what its links lead to', { ...all, 'test.firm': { read: 'all', fields: { region: 'hidden' } } }],
])('whoever sees %s sees figures alone', (_name, rights) => {
  expect(seen(rights)).toEqual([undefined, 'kept']);
});

test('what restrictions keep from everybody is told of no run of the server, not even to administrators', () => {
  expect(seen(all, null)).toEqual(['jobs', undefined]);
  expect(seen({}, null, true)).toEqual(['jobs', undefined]);
});
