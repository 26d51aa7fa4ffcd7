import { describe, expect, test } from 'vitest';
import { compileModel } from './compile.ts';
import { loadPackFolders } from './load.ts';
import { physicalNamesOf, storedNames } from './physical-names.ts';
import type { KeptRollup, Model, SourceDocument } from './types.ts';

type Json = Record<string, unknown>;

function modelOf(rollup: Json, more: { views?: readonly Json[]; done?: string; base?: string } = {}): Model {
  const document = (kind: SourceDocument['kind'], content: Json): SourceDocument => ({ kind, pack: 'test', file: '', content });
  const own = [
    document('entity', { id: 'test.firm', title: 'Firm', properties: { name: { field: 'text' }, total: { field: 'rollup', ...rollup } } }),
    document('entity', {
      id: 'test.job',
      title: 'Job',
      properties: {
        name: { field: 'text' },
        firm: { field: 'link', to: 'test.firm' },
        firms: { field: 'links', to: 'test.firm' },
        about: { field: 'linkAny', to: ['test.firm', 'test.job'] },
        amount: { field: 'money' },
        hours: { field: 'decimal' },
        from: { field: 'dateTime' },
        day: { field: 'date' },
        secret: { field: 'decimal', encrypted: true },
        double: { field: 'formula', formula: 'hours * 2' },
        parts: { field: 'rollup', of: 'test.job.about', count: true },
        stage: { field: 'status', pipelines: ['test.flow'] },
      },
    }),
    document('pipeline', {
      id: 'test.flow',
      title: 'Flow',
      initial: 'new',
      statuses: [
        { code: 'new', title: 'New', kind: 'open' },
        { code: 'done', title: 'Done', kind: more.done ?? 'won' },
      ],
    }),
    ...(more.views ?? []).map((view) => document('view', { id: 'test.view', title: 'View', type: 'table', columns: ['name'], ...view })),
  ];
  const settled = loadPackFolders([]).map((each) =>
    each.kind === 'settings' && more.base !== undefined
      ? { ...each, content: { ...(each.content as Json), baseCurrency: more.base } }
      : each,
  );
  return compileModel([...settled, ...own]);
}

const keptIn = (model: Model): KeptRollup | undefined => model.entities.get('test.firm')?.fields.get('total')?.kept;
const count = { of: 'test.job.firm', count: true };

describe('a rollup is asked for in lists', () => {
  test.each<[string, Json, readonly Json[], KeptRollup['directions'] | undefined]>([
    ['by nobody', {}, [], undefined],
    ['by its own word', { index: true }, [], ['asc', 'desc']],
    ['by a view that sorts by it first', {}, [{ entity: 'test.firm', sort: ['total'] }], ['asc']],
    ['by a view that sorts by it second', {}, [{ entity: 'test.firm', sort: ['name', '-total'] }], ['desc']],
    ['by a view with a condition on it', {}, [{ entity: 'test.firm', filter: { or: [{ total: { gt: 1 } }] } }], ['desc']],
    ['by a view that offers it', {}, [{ entity: 'test.firm', filters: ['total'] }], ['desc']],
    ['by a view of what points at it', {}, [{ entity: 'test.job', sort: ['firm.total'] }], ['desc']],
    ['by a view of other fields', {}, [{ entity: 'test.firm', sort: ['name'] }], undefined],
    ['by a view whose condition is none', {}, [{ entity: 'test.firm', filter: { total: { what: 1 } } }], undefined],
  ])('%s', (_who, more, views, directions) => {
    expect(keptIn(modelOf({ ...count, ...more }, { views }))?.directions).toEqual(directions);
  });
});

describe('a rollup can be kept', () => {
  test.each<[string, Json]>([
    ['over a link to any of several', { of: 'test.job.about', count: true }],
    ['over the owner', { of: 'test.job.firm', latest: 'createdAt' }],
    ['of amounts', { of: 'test.job.firm', sum: 'amount' }],
    ['of amounts as they are written', { of: 'test.job.firm', sum: 'amount.amount' }],
    ['with a condition on the kind of a status', { ...count, where: { 'stage.kind': 'open', not: { name: { contains: 'x' } } } }],
    ['with a moment and its offset', { ...count, where: { from: { gte: '2026-01-01T00:00:00+02:00' } } }],
    ['with another field of the child', { ...count, where: { day: { lt: { $field: 'day' } } } }],
  ])('%s', (_what, rollup) => {
    expect(keptIn(modelOf({ ...rollup, index: true }))).toBeDefined();
  });
});

describe('a rollup is computed', () => {
  test.each<[string, Json]>([
    ['over links', { of: 'test.job.firms', count: true }],
    ['over a link that is not there', { of: 'test.job.nowhere', count: true }],
    ['of a formula', { of: 'test.job.firm', sum: 'double' }],
    ['of a rollup', { of: 'test.job.firm', sum: 'parts' }],
    ['of what stands across a link', { of: 'test.job.firm', maximum: 'owner.createdAt' }],
    ['of what is encrypted', { of: 'test.job.firm', sum: 'secret' }],
    ['with a condition on many links', { ...count, where: { firms: { some: { name: 'x' } } } }],
    ['with a condition across a link', { ...count, where: { 'firm.name': 'x' } }],
    ['with a period', { ...count, where: { day: { within: 'thisMonth' } } }],
    ['with a distance from now', { ...count, where: { day: { lt: { $now: '-P1D' } } } }],
    ['with the reader', { ...count, where: { owner: { $me: 'id' } } }],
    ['with a parameter', { ...count, where: { name: { $param: 'name' } } }],
    ['with a time in the zone of whoever asks', { ...count, where: { from: { gte: '2026-01-01T00:00:00' } } }],
    ['with an amount in a currency', { ...count, where: { amount: { gt: { amount: 1, currency: 'EUR' } } } }],
    ['with an empty link, which depends on the trash', { ...count, where: { or: [{ owner: null }] } }],
    ['with one of several links that may be empty', { ...count, where: { owner: { in: [null] } } }],
    ['with a condition that is none', { ...count, where: { name: { what: 1 } } }],
  ])('%s', (_what, rollup) => {
    expect(keptIn(modelOf({ ...rollup, index: true }))).toBeUndefined();
  });
});

test('what is computed otherwise is kept in another column, and what is called otherwise in the same', () => {
  const sum = { of: 'test.job.firm', sum: 'amount', index: true, where: { 'stage.kind': 'open' } };
  const column = (model: Model): string | undefined => keptIn(model)?.column;
  const first = column(modelOf(sum));
  expect(first).toMatch(/^total_kept_[0-9a-f]{8}$/u);
  expect(column(modelOf({ ...sum, title: 'Sum' }))).toBe(first);
  const others = [
    modelOf({ ...sum, sum: undefined, maximum: 'amount' }),
    modelOf({ ...sum, where: { 'stage.kind': 'won' } }),
    modelOf(sum, { done: 'lost' }),
    modelOf(sum, { base: 'EUR' }),
  ].map(column);
  expect(new Set([first, ...others]).size).toBe(5);
});

test('a version that names no kept rollups reads none, whatever the rule says', () => {
  const model = modelOf({ ...count, index: true });
  const names = physicalNamesOf(model);
  expect(names.rollups).toEqual({ 'test.firm.total': keptIn(model)?.column });
  expect(keptIn(compileModel(model.documents, storedNames(names)))).toEqual(keptIn(model));
  expect(keptIn(compileModel(model.documents, storedNames({ tables: names.tables, columns: names.columns })))).toBeUndefined();
});
