/** What roles give of an entity and its fields, and what is left of it where a field is computed of what is closed. */
import { describe, expect, test } from 'vitest';
import { compileModel } from '../model/compile.ts';
import { loadPackFolders } from '../model/load.ts';
import type { Entity, Model, SourceDocument } from '../model/types.ts';
import type { Context } from './context.ts';
import { accessIn, readableWhere, roleField } from './field-cases.ts';
import { fieldAccess } from './fields.ts';
import { unreadableWhere } from './restrictions.ts';
import { compileRights, ruleOf } from './rights.ts';
import { permitsIn, scopeOfRole } from './scopes.ts';

type Content = Readonly<Record<string, unknown>>;

const document = (kind: SourceDocument['kind'], content: Content): SourceDocument => ({
  kind,
  pack: 'test',
  file: `test/${kind}/${String(content['id'])}.json`,
  content,
});

const flow = {
  id: 'test.flow',
  title: 'Flow',
  initial: 'open',
  statuses: [
    { code: 'open', title: 'Open', kind: 'open' },
    { code: 'won', title: 'Won', kind: 'won' },
  ],
};
const firm = {
  id: 'test.firm',
  title: 'Firm',
  properties: {
    name: { field: 'text' },
    region: { field: 'text' },
    total: { field: 'rollup', of: 'test.deal.firm', sum: 'cost' },
    deals: { field: 'rollup', of: 'test.deal.firm', count: true },
    users: { field: 'rollup', of: 'system.user.office', count: true, where: { region: 'North' } },
    large: { field: 'rollup', of: 'test.deal.firm', count: true, where: { cost: { gt: 5 } } },
    noted: { field: 'rollup', of: 'test.deal.firm', count: true, where: { notes: { some: { secret: 'x' } } } },
  },
};
const deal = {
  id: 'test.deal',
  title: 'Deal',
  properties: {
    name: { field: 'text' },
    cost: { field: 'decimal', id: 'price', aliases: ['price'] },
    doubled: { field: 'formula', formula: 'cost * 2' },
    place: { field: 'formula', formula: 'coalesce(firm.region, "nowhere")' },
    fixed: { field: 'text', readOnly: true },
    makersRegion: { field: 'formula', formula: 'coalesce(createdBy.region, "")' },
    firm: { field: 'link', to: 'test.firm', inverse: 'allDeals' },
    stage: { field: 'status', pipelines: ['test.flow'], aliases: ['phase'] },
    step: { field: 'status', pipelines: ['test.flow'] },
  },
  restrictions: [{ id: 'kept', actions: ['read'], fields: ['price'], where: { name: 'kept' } }],
};
const note = {
  id: 'test.note',
  title: 'Note',
  properties: { secret: { field: 'text' }, deal: { field: 'link', to: 'test.deal', inverse: 'notes' } },
};

/** Users with more fields. */
function withMore(content: unknown): Content {
  const { properties, ...user } = content as { properties: Content };
  return {
    ...user,
    properties: {
      ...properties,
      office: { field: 'link', to: 'test.firm', inverse: 'people' },
      badge: { field: 'formula', formula: 'upper(region)' },
    },
  };
}

/** A model in which there is one role for each of these rights, called `test.r0`, `test.r1` … */
function modelOf(...roles: Content[]): Model {
  return compileModel([
    ...loadPackFolders([]).map((each) => (each.file.endsWith('entities/user.json') ? { ...each, content: withMore(each.content) } : each)),
    document('pack', { id: 'test', version: '1.0.0', title: 'Test', requires: { system: '^1.0.0' } }),
    document('pipeline', flow),
    ...[firm, deal, note].map((content) => document('entity', content)),
    ...roles.map((content, index) => document('role', { id: `test.r${index}`, title: `Role ${index}`, ...content })),
  ]);
}

function entityOf(model: Model, name: string): Entity {
  const entity = model.entities.get(name);
  if (!entity) throw new Error(`There is no ${name}.`);
  return entity;
}

/** What all roles of a model together give of a field. */
function accessTo(model: Model, name: string, field: string): string {
  const entity = entityOf(model, name);
  const rights = compileRights(
    model,
    [...model.roles.keys()].filter((role) => role.startsWith('test.')),
  );
  const found = entity.fields.get(field);
  return found ? fieldAccess(model, rights, entity, found) : 'no such field';
}

const all = { read: 'all', update: 'all' };

describe('what no role states', () => {
  test('of audits and documents is nothing', () => {
    const model = modelOf({ entities: { '*': all } });
    expect(compileRights(model, ['test.r0'])).toMatchObject({ admin: false, metadata: false, audits: 'none' });
    expect(compileRights(model, [])).toMatchObject({ admin: false, metadata: false, audits: 'none' });
  });

  test('of one entity is taken from what is stated of all, and is nothing where that says nothing', () => {
    const model = modelOf({ entities: { '*': { read: 'own' }, 'test.deal': { update: true } } });
    const rights = compileRights(model, ['test.r0']).entity('test.deal');
    expect([rights.scope('read'), rights.scope('update'), rights.scope('transition'), rights.scope('delete')]).toEqual([
      { any: ['own'] },
      'all',
      'all',
      'none',
    ]);
    expect(compileRights(model, ['test.r0']).entity('test.nowhere').scope('read')).toBe('none');
  });
});

describe('several roles', () => {
  test('one that may not read an entity gives nothing of its fields, whatever it says of them', () => {
    const closed = { entities: { 'test.deal': { read: 'all', fields: { cost: 'hidden', name: 'masked' } } } };
    for (const other of [
      {},
      { 'test.deal': { update: 'all' } },
      { 'test.deal': { read: 'none', fields: { cost: 'write', name: 'write' } } },
    ]) {
      const model = modelOf(closed, { entities: other });
      expect([accessTo(model, 'test.deal', 'cost'), accessTo(model, 'test.deal', 'name')]).toEqual(['hidden', 'masked']);
    }
  });

  test('one that lets nothing be written gives nothing to write', () => {
    const model = modelOf({ entities: { 'test.deal': { read: 'all' } } });
    expect(accessTo(model, 'test.deal', 'name')).toBe('read');
  });

  test('rights are those of the roles together, in any order, and unknown roles give nothing', () => {
    const model = modelOf({ audits: 'read' }, { audits: 'run', metadata: true });
    expect(compileRights(model, ['test.r1', 'test.r0', 'test.nobody'])).toMatchObject({
      key: 'test.r0+test.r1',
      audits: 'run',
      metadata: true,
    });
  });
});

test('rights speak of a field that has another name by now', () => {
  const stated = { fields: { price: 'hidden' }, statuses: { 'phase.won': { update: false, fields: { price: 'masked' } } } };
  const model = modelOf({ entities: { 'test.deal': { ...all, ...stated } } });
  const role = model.roles.get('test.r0');
  expect(role && ruleOf(role, entityOf(model, 'test.deal'))).toMatchObject({
    fields: { cost: 'hidden' },
    statuses: { 'stage.won': { update: false, fields: { cost: 'masked' } } },
  });
  const hidden = modelOf({ entities: { 'test.deal': { ...all, fields: { price: 'hidden' } } } });
  expect([accessTo(hidden, 'test.deal', 'cost'), accessTo(hidden, 'test.deal', 'doubled')]).toEqual(['hidden', 'hidden']);
});

test('a restriction speaks of a field that has another name by now, and binds everybody but the server itself', () => {
  const entity = entityOf(modelOf({}), 'test.deal');
  const closed = (actor: string | null, field: string): unknown => unreadableWhere({ actor: { id: actor } } as Context, entity, field);
  expect(closed('somebody', 'cost')).toEqual([{ name: 'kept' }]);
  expect(closed('somebody', 'name')).toEqual([]);
  expect(closed(null, 'cost')).toEqual([]);
});

describe('a record in several of the statuses', () => {
  const rule = {
    read: 'all' as const,
    update: 'all' as const,
    statuses: { 'stage.won': { update: false, fields: { cost: 'read' } }, 'step.won': { update: 'own', fields: { cost: 'masked' } } },
  } as const;
  const cases = [roleField('test.r0', rule, 'cost')];

  test('has the least of what they give of a field', () => {
    const access = (values: Content): string => accessIn(cases, (name) => values[name]);
    expect(access({ stage: 'won', step: 'won' })).toBe('masked');
    expect([access({ stage: 'won' }), access({ step: 'won' }), access({ stage: 'open' }), access({})]).toEqual([
      'read',
      'masked',
      'write',
      'write',
    ]);
    expect(readableWhere(cases)).toEqual([{ reach: 'all', where: { and: [{ step: { ne: 'won' } }] } }]);
    // Closed in general, open in one of the statuses.
    const opened = { ...rule, fields: { cost: 'hidden' } } as const;
    expect(readableWhere([roleField('test.r0', opened, 'cost')])).toEqual([
      { reach: 'all', where: { and: [{ step: { ne: 'won' } }, { or: [{ stage: 'won' }] }] } },
    ]);
  });

  test('is permitted what all of them permit', () => {
    const scope = scopeOfRole(rule, 'update');
    expect(permitsIn(scope, { field: 'stage', code: 'won' })).toBe(false);
    expect(permitsIn(scope, { field: 'step', code: 'won' })).toBe(true);
    const twice = { ...rule, statuses: { ...rule.statuses, 'step.won': { update: 'all' } } } as const;
    expect(permitsIn(scopeOfRole(twice, 'update'), { field: 'step', code: 'won' })).toBe(true);
  });
});

describe('what is computed', () => {
  const hiding = (entity: string, fields: Content, more: Content = {}): Model =>
    modelOf({ entities: { '*': { read: 'all' }, [entity]: { ...all, fields }, ...more } });

  test.each<[string, Model, string, string]>([
    ['a formula of a hidden field', hiding('test.deal', { cost: 'hidden' }), 'test.deal', 'doubled'],
    ['a formula of a masked field', hiding('test.deal', { cost: 'masked' }), 'test.deal', 'doubled'],
    ['a formula across a hidden link', hiding('test.deal', { firm: 'hidden' }), 'test.deal', 'place'],
    ['a formula across a link to what may not be read', hiding('test.firm', {}, { 'test.firm': { read: 'none' } }), 'test.deal', 'place'],
    ['a formula of a hidden field behind a link', hiding('test.firm', { region: 'masked' }), 'test.deal', 'place'],
    ['a sum of a hidden field', hiding('test.deal', { cost: 'hidden' }), 'test.firm', 'total'],
    ['a count by a hidden link', hiding('test.deal', { firm: 'hidden' }), 'test.firm', 'deals'],
    ['a count of what may not be read', hiding('test.deal', {}, { 'test.deal': { read: 'none' } }), 'test.firm', 'deals'],
    ['a count under a condition on a hidden field', hiding('test.deal', { cost: 'masked' }), 'test.firm', 'large'],
    ['a count under a condition on hidden fields of many', hiding('test.note', { secret: 'hidden' }), 'test.firm', 'noted'],
    ['a count under a condition on many by a hidden link', hiding('test.note', { deal: 'masked' }), 'test.firm', 'noted'],
    [
      'a count under a condition on many that may not be read',
      hiding('test.note', {}, { 'test.note': { read: 'none' } }),
      'test.firm',
      'noted',
    ],
  ])('is hidden with what it is computed of: %s', (_name, model, entity, field) => {
    expect(accessTo(model, entity, field)).toBe('hidden');
    // Whoever sees all of it sees that, too.
    expect(accessTo(modelOf({ entities: { '*': { read: 'all' } } }), entity, field)).toBe('read');
  });

  test('can be written by nobody, and neither can what is read-only or noted by the server', () => {
    const model = modelOf({ entities: { '*': all } });
    const names = ['doubled', 'fixed', 'createdAt', 'createdBy', 'source', 'deletedAt', 'version', 'id'];
    expect(names.map((name) => accessTo(model, 'test.deal', name))).toEqual(names.map(() => 'read'));
    expect(['owner', 'team', 'name'].map((name) => accessTo(model, 'test.deal', name))).toEqual(['write', 'write', 'write']);
  });
});

describe('what gives access', () => {
  const clerk = { entities: { '*': { ...all, create: true } } };
  const written = (model: Model, entity: string, ...fields: string[]): string[] =>
    fields.filter((field) => accessTo(model, entity, field) === 'write');

  test('is written by administrators alone', () => {
    const model = modelOf(clerk);
    expect(written(model, 'system.user', 'roles', 'email', 'active', 'team', 'manager', 'region', 'name')).toEqual([
      'manager',
      'region',
      'name',
    ]);
    expect(written(model, 'system.team', 'parent', 'leader', 'name')).toEqual(['leader', 'name']);
    const user = entityOf(model, 'system.user');
    const team = user.fields.get('team');
    expect(team && fieldAccess(model, compileRights(model, ['system.admin']), user, team)).toBe('write');
  });

  test.each<[string, Content, string[]]>([
    ['a field behind a link', { 'createdBy.region': 'North' }, ['manager']],
    ['a link behind a link', { 'createdBy.manager': { $me: 'id' } }, ['region']],
    ['a field behind several links', { or: [{ name: 'x' }, { not: { 'owner.manager.region': 'North' } }] }, []],
    ['those who point back', { 'createdBy.reports': { some: { region: 'North' } } }, []],
    ['whether any point back', { 'createdBy.reports': { empty: false } }, ['region']],
    ['a formula that crosses a link', { makersRegion: 'North' }, ['manager']],
    ['a formula behind a link', { 'firm.allDeals': { some: { makersRegion: 'North' } } }, ['manager']],
    ['a formula of a user', { 'createdBy.badge': 'NORTH' }, ['manager']],
    ['how many users there are of a sort', { 'firm.users': { gt: 1 } }, ['manager']],
    ['the other side of a comparison', { name: { $field: 'owner.region' } }, ['manager']],
  ])('is, too, what the scope of some role goes by: %s', (name, where, left) => {
    for (const rights of [{ read: where }, { statuses: { 'stage.won': { update: where } } }]) {
      const model = modelOf(clerk, { entities: { 'test.deal': rights } });
      expect(written(model, 'system.user', 'manager', 'region', 'office')).toEqual([
        ...left,
        ...(name.startsWith('how many') ? [] : ['office']),
      ]);
    }
  });

  test('is not what the scope of a role on users themselves goes by', () => {
    const model = modelOf(clerk, { entities: { 'system.user': { update: { region: 'North' } } } });
    expect(written(model, 'system.user', 'manager', 'region')).toEqual(['manager', 'region']);
  });
});
