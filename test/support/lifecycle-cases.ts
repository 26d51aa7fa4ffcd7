/** Cases of changes to a model: each kind of edit alone, and many of them together. */
import type { Edit, Replacements } from '../../server/changes/types.ts';

type Json = Record<string, unknown>;
type Properties = Record<string, Json>;

/** One change of the documents below. */
export interface LifecycleCase {
  readonly name: string;
  /** A change that is applied before. */
  readonly before?: readonly Edit[];
  readonly edits: readonly Edit[];
  readonly replacements?: Replacements;
  /** Records stand against it: the plan says so, and nothing is changed. */
  readonly blocked?: boolean;
}

/** The entity before a change. */
const properties: Properties = {
  name: { field: 'text' },
  code: { field: 'text' },
  amount: { field: 'text' },
  price: { field: 'money' },
  colour: { field: 'select', options: [{ value: 'red' }, { value: 'blue' }] },
  note: { field: 'longText' },
  stage: { field: 'status', pipelines: ['test.flow'] },
  spot: { field: 'text' },
  place: { field: 'link', to: 'test.place' },
  places: { field: 'links', to: 'test.place' },
  parent: { field: 'link', to: 'test.item', inverse: 'children' },
};
const place: Json = { id: 'test.place', title: 'Place', properties: { name: { field: 'text' } } };
const statuses = [
  { code: 'new', title: 'New', kind: 'open' },
  { code: 'doing', title: 'Doing', kind: 'open' },
  { code: 'done', title: 'Done', kind: 'won' },
];
const flow: Json = { id: 'test.flow', title: 'Flow', initial: 'new', statuses };
const other: Json = {
  id: 'test.other',
  title: 'Other',
  initial: 'waits',
  statuses: [
    { code: 'waits', title: 'Waits', kind: 'open' },
    { code: 'left', title: 'Left', kind: 'lost' },
  ],
};

const item = (changed: Properties, more: Json = {}): Edit => ({
  kind: 'entity',
  id: 'test.item',
  content: {
    id: 'test.item',
    title: 'Item',
    properties: Object.fromEntries(
      Object.entries({ ...properties, ...changed }).filter(([, property]) => Object.keys(property).length > 0),
    ),
    search: ['name'],
    ...more,
  },
});
const pipeline = (content: Json): Edit => ({ kind: 'pipeline', id: String(content['id']), content });
/** A property that is taken out. */
const gone = {};
/** Rollups over the records that point at one as their parent: kept, since lists are to be sorted by them. */
const kept = (where: Json = { 'stage.kind': 'open' }): Properties => ({
  branches: { field: 'rollup', of: 'test.item.parent', count: true, index: true, where },
  spent: { field: 'rollup', of: 'test.item.parent', sum: 'price', index: true },
});
const options = ['c0', 'c1', 'c2', 'c3'].map((value) => ({ value }));

/** The documents before every change. */
export const lifecycleDocuments: readonly { readonly kind: Edit['kind']; readonly content: Json }[] = [
  { kind: 'entity', content: item({}).content as Json },
  { kind: 'entity', content: place },
  { kind: 'pipeline', content: flow },
];

/**
 * The changes.
 * @param settings the document of the settings, of which some cases state another currency
 */
export function lifecycleCases(settings: Json): readonly LifecycleCase[] {
  return [
    { name: 'a field more', edits: [item({ size: { field: 'decimal' } })] },
    { name: 'a field that changes its kind, where not every value can', edits: [item({ amount: { field: 'money' } })] },
    { name: 'a text that becomes a select', edits: [item({ code: { field: 'select', options } })] },
    {
      name: 'a text that becomes a select without all of its values',
      edits: [item({ code: { field: 'select', options: options.slice(1) } })],
    },
    { name: 'a text that becomes a link, where not every name is known', edits: [item({ spot: { field: 'link', to: 'test.place' } })] },
    { name: 'a link that becomes links', edits: [item({ place: { field: 'links', to: 'test.place' } })] },
    { name: 'links that become a link, where some are several', edits: [item({ places: { field: 'link', to: 'test.place' } })] },
    { name: 'a link that becomes a text', edits: [item({ place: { field: 'text' } })] },
    {
      name: 'links that became texts and are links again',
      before: [item({ places: { field: 'text' } })],
      edits: [item({})],
    },
    { name: 'a field that becomes unique', edits: [item({ name: { field: 'text', unique: true } })] },
    { name: 'a field that becomes unique over equal values', edits: [item({ code: { field: 'text', unique: true } })], blocked: true },
    { name: 'a field that is no longer unique', before: [item({ name: { field: 'text', unique: true } })], edits: [item({})] },
    { name: 'a field that is required, and empty in some records', edits: [item({}, { required: ['note'] })] },
    { name: 'a field that is no longer required', before: [item({}, { required: ['note'] })], edits: [item({})] },
    { name: 'an index', edits: [item({ code: { field: 'text', index: true } })] },
    { name: 'an index that goes', before: [item({ code: { field: 'text', index: true } })], edits: [item({})] },
    { name: 'a default', edits: [item({ code: { field: 'text', default: 'c9' } })] },
    { name: 'fields in another order', edits: [item({}, { properties: Object.fromEntries(Object.entries(properties).toReversed()) })] },
    { name: 'a field that is dropped', edits: [item({ note: gone, places: gone })] },
    { name: 'a field that comes back', before: [item({ note: gone, places: gone })], edits: [item({})] },
    { name: 'a field that is renamed', edits: [item({ note: gone, remark: { field: 'longText', id: 'note', aliases: ['note'] } })] },
    { name: 'a search in more fields', edits: [item({}, { search: ['name', 'code'] })] },
    {
      name: 'an entity more, with links in both directions',
      edits: [
        item({ box: { field: 'link', to: 'test.box', inverse: 'items' } }),
        {
          kind: 'entity',
          id: 'test.box',
          content: { id: 'test.box', title: 'Box', properties: { name: { field: 'text' }, first: { field: 'links', to: 'test.item' } } },
        },
      ],
    },
    { name: 'an entity with another name', edits: [{ kind: 'entity', id: 'test.place', content: { ...place, title: 'Site' } }] },
    {
      name: 'an entity that is dropped',
      edits: [item({ place: gone, places: gone }), { kind: 'entity', id: 'test.place', content: null }],
    },
    {
      name: 'an entity that comes back',
      before: [item({ place: gone, places: gone }), { kind: 'entity', id: 'test.place', content: null }],
      edits: [item({}), { kind: 'entity', id: 'test.place', content: place }],
    },
    {
      name: 'a status more',
      edits: [pipeline({ ...flow, statuses: [...statuses, { code: 'parked', title: 'Parked', kind: 'waiting' }] })],
    },
    {
      name: 'a status that goes, with another in its place',
      edits: [pipeline({ ...flow, statuses: statuses.filter(({ code }) => code !== 'doing') })],
      replacements: { 'test.item.stage': { doing: 'new' } },
    },
    {
      name: 'a status that goes without another in its place',
      edits: [pipeline({ ...flow, statuses: statuses.filter(({ code }) => code !== 'doing') })],
      blocked: true,
    },
    {
      name: 'a pipeline that is split',
      edits: [item({ stage: { field: 'status', pipelines: ['test.flow', 'test.other'] } }), pipeline(other)],
      replacements: { 'test.item.stage': [{ where: { colour: 'red' }, codes: { doing: 'waits' } }] },
    },
    { name: 'rollups that are kept', edits: [item(kept())] },
    { name: 'a kept rollup of something else', before: [item(kept())], edits: [item(kept({ colour: 'red' }))] },
    { name: 'rollups that are no longer kept', before: [item(kept())], edits: [item({})] },
    {
      name: 'kept rollups in another base currency',
      before: [item(kept())],
      edits: [{ kind: 'settings', id: 'system.settings', content: { ...settings, baseCurrency: 'EUR' } }],
    },
    { name: 'another base currency', edits: [{ kind: 'settings', id: 'system.settings', content: { ...settings, baseCurrency: 'EUR' } }] },
    {
      name: 'another base currency without a rate',
      edits: [{ kind: 'settings', id: 'system.settings', content: { ...settings, baseCurrency: 'GBP' } }],
      blocked: true,
    },
    {
      name: 'many of them at once',
      edits: [
        item(
          {
            amount: { field: 'decimal' },
            name: { field: 'text', unique: true },
            note: gone,
            day: { field: 'date', index: true },
            place: { field: 'links', to: 'test.place' },
            spot: { field: 'link', to: 'test.place' },
            stage: { field: 'status', pipelines: ['test.flow', 'test.other'] },
            ...kept(),
          },
          { search: ['name', 'code'] },
        ),
        pipeline({ ...flow, statuses: statuses.filter(({ code }) => code !== 'doing') }),
        pipeline(other),
      ],
      replacements: { 'test.item.stage': [{ where: { colour: 'red' }, codes: { doing: 'waits' } }, { codes: { doing: 'new' } }] },
    },
  ];
}
