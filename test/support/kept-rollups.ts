/** A pack whose rollups are kept, and some that are not. */
import type { SourceDocument } from '../../server/model/types.ts';

type Json = Record<string, unknown>;

const open = { 'stage.kind': 'open' };

/** Rollups of a firm. The first eight are kept. */
export const firmRollups: Readonly<Record<string, Json>> = {
  jobs: { field: 'rollup', of: 'test.job.firm', count: true, index: true },
  openJobs: { field: 'rollup', of: 'test.job.firm', count: true, where: open },
  worth: { field: 'rollup', of: 'test.job.firm', sum: 'amount', index: true },
  dearest: { field: 'rollup', of: 'test.job.firm', maximum: 'amount', where: { or: [{ note: { contains: 'a' } }, { note: null }] } },
  lastOn: { field: 'rollup', of: 'test.job.firm', latest: 'dueOn' },
  calls: { field: 'rollup', of: 'test.call.about', count: true, index: true, where: { done: false } },
  lastCall: { field: 'rollup', of: 'test.call.about', latest: 'at' },
  lateJobs: { field: 'rollup', of: 'test.job.firm', count: true, where: { dueOn: { gt: { $field: 'promisedOn' } } } },
  // Nobody asks for it in a list.
  plain: { field: 'rollup', of: 'test.job.firm', count: true },
  // These cannot be kept: the clock, another entity, what is computed, many links.
  overdue: { field: 'rollup', of: 'test.job.firm', count: true, index: true, where: { dueOn: { lt: { $now: '-P1D' } } } },
  foreign: { field: 'rollup', of: 'test.job.firm', count: true, index: true, where: { 'firm.name': 'One' } },
  twice: { field: 'rollup', of: 'test.job.firm', sum: 'double', index: true },
  mentions: { field: 'rollup', of: 'test.job.firms', count: true, index: true },
};

const entity = (id: string, title: string, properties: Json, more: Json = {}): { kind: 'entity'; content: Json } => ({
  kind: 'entity',
  content: { id, title, properties, ...more },
});

/** The entity with its rollups. */
export const firmEntity = (rollups: Readonly<Record<string, Json>> = firmRollups): Json =>
  entity('test.firm', 'Firm', {
    name: { field: 'text' },
    group: { field: 'link', to: 'test.firm', onDelete: 'cascade' },
    perJob: { field: 'formula', formula: 'worth / jobs' },
    ...rollups,
  }).content;

/** A table of firms that sorts and filters by some of them. */
export const firmView: Json = {
  id: 'test.firms',
  title: 'Firms',
  entity: 'test.firm',
  type: 'table',
  columns: ['name'],
  sort: ['-openJobs', 'dearest'],
  filter: { or: [{ lastOn: { empty: true } }, { lateJobs: { gt: 0 } }] },
  filters: ['lastCall'],
};

/** The documents of the pack. */
export const keptRollupDocuments: readonly { readonly kind: SourceDocument['kind']; readonly content: Json }[] = [
  { kind: 'entity', content: firmEntity() },
  entity(
    'test.job',
    'Job',
    {
      name: { field: 'text' },
      firm: { field: 'link', to: 'test.firm', inverse: 'jobList', onDelete: 'cascade' },
      firms: { field: 'links', to: 'test.firm' },
      amount: { field: 'money' },
      dueOn: { field: 'date' },
      promisedOn: { field: 'date' },
      note: { field: 'text' },
      stage: { field: 'status', pipelines: ['test.flow'] },
      double: { field: 'formula', formula: 'amount * 2' },
    },
    { restrictions: [{ id: 'locked', actions: ['read'], where: { note: 'locked' }, fields: ['amount'] }] },
  ),
  entity('test.call', 'Call', {
    about: { field: 'linkAny', to: ['test.firm', 'test.job'] },
    done: { field: 'boolean' },
    at: { field: 'dateTime' },
  }),
  {
    kind: 'pipeline',
    content: {
      id: 'test.flow',
      title: 'Flow',
      initial: 'new',
      statuses: [
        { code: 'new', title: 'New', kind: 'open' },
        { code: 'doing', title: 'Doing', kind: 'open' },
        { code: 'done', title: 'Done', kind: 'won' },
      ],
    },
  },
  { kind: 'view', content: firmView },
  {
    kind: 'role',
    content: {
      id: 'test.some',
      title: 'Some',
      entities: { 'test.firm': { read: 'all', export: 'all' }, 'test.job': { read: { note: 'seen' } }, 'test.call': { read: 'all' } },
    },
  },
  {
    kind: 'role',
    content: {
      id: 'test.all',
      title: 'All',
      entities: { '*': { read: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' } },
    },
  },
];
