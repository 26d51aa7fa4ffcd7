/** Every question that can be asked of an entity, generated from the model: the paths that are there, hidden or not. */
import type { Entity, Field, Model } from '../../../server/model/types.ts';

/** One request. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What there is to ask about, in either of the twins. */
export interface Material {
  readonly model: Model;
  readonly entity: Entity;
  /** Ids of records: seen ones, unseen ones, and such as are nowhere. */
  readonly ids: readonly string[];
  /** Ids of records of other entities that links lead to. */
  readonly idsOf: (entity: string) => readonly string[];
  /** Texts to look for, among them such as only hidden fields hold. */
  readonly texts: readonly string[];
}

const measures = ['countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median'];
const parts = ['amount', 'currency', 'country', 'city', 'family', 'full', 'kind', 'probability', 'id', 'entity'];

/** All of them. */
export function questionsOf(material: Material): Question[] {
  const { entity } = material;
  const fields = [...entity.fields.values()];
  return [
    ...lists(material),
    ...fields.flatMap((field) => ofField(material, field)),
    ...ofLinks(material),
    ...material.ids.flatMap((key) => ofRecord(entity, key)),
    ...refusedWrites(material),
  ];
}

const query = (entity: Entity, body: object): Question => ({ method: 'POST', path: `/api/records/${entity.id}/query`, body });
const aggregate = (entity: Entity, body: object): Question => ({ method: 'POST', path: `/api/records/${entity.id}/aggregate`, body });

function lists({ entity, texts, ids }: Material): Question[] {
  const path = `/api/records/${entity.id}`;
  return [
    { method: 'GET', path },
    { method: 'GET', path: `${path}?limit=1&count=exact` },
    { method: 'GET', path: `${path}?limit=2&count=estimate&sort=-createdAt` },
    { method: 'GET', path: `${path}?offset=1&limit=2&sort=-updatedAt` },
    query(entity, { trash: true, count: 'exact' }),
    query(entity, { filter: { id: { in: ids } }, count: 'exact' }),
    query(entity, { filter: { not: { id: { in: ids.slice(0, 2) } } }, select: ['id'] }),
    ...texts.flatMap((q) => [query(entity, { q, count: 'exact', select: ['id'] }), aggregate(entity, { q, measures: [{ count: true }] })]),
    aggregate(entity, { measures: [{ count: true }] }),
    { method: 'POST', path: '/api/exports', body: { entity: entity.id, format: 'csv' } },
    { method: 'POST', path: '/api/exports', body: { entity: entity.id, format: 'jsonl', sort: ['-createdAt'] } },
  ];
}

/** Literals that fit some kind or other: whichever do not are refused, alike in both. */
function conditionsOn(path: string): object[] {
  return [
    { [path]: null },
    { [path]: { empty: false } },
    { [path]: { ne: null } },
    { not: { [path]: { gt: 5 } } },
    { [path]: { lt: 1000 } },
    { [path]: { between: [0, 1_000_000] } },
    { [path]: { gte: '2010-01-01' } },
    { [path]: { within: 'thisYear' } },
    { [path]: { contains: 'zzother' } },
    { [path]: { contains: 'a' } },
    { [path]: { startsWith: 'S' } },
    { [path]: true },
    { createdAt: { gt: { $field: path } } },
    { name: { ne: { $field: path } } },
  ];
}

function ofField(material: Material, field: Field): Question[] {
  const { entity, model } = material;
  const target = field.targets.length === 1 ? model.entities.get(field.targets[0] ?? '') : undefined;
  const beyond = target ? [...target.fields.values()].filter((each) => !each.system).map((each) => `${field.name}.${each.name}`) : [];
  const paths = [field.name, ...parts.map((part) => `${field.name}.${part}`).filter((path) => partOf(field, path)), ...beyond];
  return paths.flatMap((path) => {
    const codes = (field.codes ?? []).slice(0, 3).map((code) => query(entity, { filter: { [path]: code }, select: ['id'] }));
    const whole = path === field.name;
    return [
      ...(whole ? conditionsOn(path) : conditionsOn(path).slice(0, 4)).map((filter) =>
        query(entity, { filter, select: ['id'], count: 'exact' }),
      ),
      ...codes,
      query(entity, { sort: [path], limit: 2, select: ['id'] }),
      query(entity, { sort: [`-${path}`, 'id'], limit: 2, select: ['id'] }),
      query(entity, { select: [path] }),
      ...measures.map((measure) => aggregate(entity, { measures: [{ [measure]: path }] })).slice(0, whole ? 6 : 3),
      aggregate(entity, { measures: [{ count: true }], groups: [{ field: path }] }),
      aggregate(entity, { measures: [{ count: true }], groups: [{ field: path, by: 'year' }] }),
      aggregate(entity, { measures: [{ count: true }], filter: { [path]: { empty: true } } }),
      { method: 'POST', path: '/api/exports', body: { entity: entity.id, select: [path], sort: [path], format: 'csv' } },
    ];
  });
}

function partOf(field: Field, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (field.pipelines.length > 0) return name === 'kind' || name === 'probability';
  return field.type.parts?.[name] !== undefined;
}

/** Links in both directions: expanded, filtered, by ids that are seen, hidden and nowhere. */
function ofLinks(material: Material): Question[] {
  const { entity, model, idsOf } = material;
  const forward = [...entity.fields.values()].filter((field) => field.targets.length > 0);
  const byId = forward.flatMap((field) =>
    field.targets.flatMap((target) =>
      idsOf(target).flatMap((key) => {
        const value = field.targets.length > 1 ? { entity: target, id: key } : key;
        return field.joinTable !== undefined
          ? [query(entity, { filter: { [field.name]: { some: { id: key } } }, select: ['id'] })]
          : [
              query(entity, { filter: { [field.name]: value }, select: ['id'] }),
              query(entity, { filter: { [field.name]: { ne: value } }, select: ['id'] }),
              query(entity, { filter: { [`${field.name}.id`]: key }, select: ['id'] }),
            ];
      }),
    ),
  );
  const many = [
    ...forward.filter((field) => field.joinTable !== undefined).map((field) => ({ name: field.name, target: field.targets[0] ?? '' })),
    ...entity.backlinks.flatMap(({ name, entity: target }) => (name === undefined ? [] : [{ name, target }])),
  ];
  const quantified = many.flatMap(({ name, target }) => {
    const fields = [...(model.entities.get(target)?.fields.values() ?? [])].filter((field) => !field.system);
    return [
      query(entity, { filter: { [name]: { empty: true } }, select: ['id'] }),
      query(entity, { filter: { [name]: { none: {} } }, select: ['id'] }),
      ...fields.flatMap((field) => [
        query(entity, { filter: { [name]: { some: { [field.name]: { empty: false } } } }, select: ['id'] }),
        query(entity, { filter: { [name]: { every: { [field.name]: { empty: true } } } }, select: ['id'] }),
        query(entity, { expand: { [name]: { select: [field.name], sort: [`-${field.name}`], limit: 1 } } }),
        query(entity, { expand: { [name]: { filter: { [field.name]: { empty: false } } } } }),
      ]),
      query(entity, { expand: { [name]: true } }),
    ];
  });
  const expanded = forward.flatMap((field) => [
    query(entity, { expand: { [field.name]: true }, limit: 3 }),
    ...[...(model.entities.get(field.targets[0] ?? '')?.fields.values() ?? [])]
      .filter((each) => !each.system)
      .map((each) => query(entity, { expand: { [field.name]: { select: [each.name] } }, limit: 3 })),
  ]);
  return [...byId, ...quantified, ...expanded];
}

function ofRecord(entity: Entity, key: string): Question[] {
  const path = `/api/records/${entity.id}/${key}`;
  const files = [...entity.fields.values()].filter((field) => field.kind === 'file' || field.kind === 'image');
  return [
    '',
    '/history',
    '/history?limit=1',
    '/history?limit=2',
    '/access',
    '/shares',
    ...[...entity.fields.keys()].map((name) => `?select=${name}`),
    ...entity.backlinks.flatMap(({ name }) => (name === undefined ? [] : [`?expand=${name}`])),
  ]
    .map((rest): Question => ({ method: 'GET', path: path + rest }))
    .concat(files.map((field): Question => ({ method: 'GET', path: `/api/files/${entity.id}/${key}/${field.name}` })));
}

const nowhere = '00000000-0000-7000-8000-00000000dead';

/** Writes that are refused, whoever sends them: what is said of the reason must not tell. */
function refusedWrites({ entity, ids, idsOf }: Material): Question[] {
  const path = `/api/records/${entity.id}`;
  const fields = [...entity.fields.values()];
  const wrong = { zzNoSuchField: 1 };
  return [
    ...ids.flatMap((key): Question[] => [
      { method: 'PATCH', path: `${path}/${key}`, body: wrong },
      { method: 'POST', path: `${path}/${key}/transition`, body: { to: 'zz-no-such-status' } },
      {
        method: 'POST',
        path: `${path}/bulk`,
        body: {
          operations: [
            { action: 'update', id: key, values: wrong },
            { action: 'update', id: nowhere, values: {} },
          ],
        },
      },
    ]),
    ...fields.map((field): Question => ({ method: 'POST', path, body: { ...wrong, [field.name]: 'zzother' } })),
    ...fields.flatMap((field) =>
      field.targets.flatMap((target) =>
        idsOf(target).map((key): Question => ({
          method: 'POST',
          path,
          body: { ...wrong, [field.name]: field.targets.length > 1 ? { entity: target, id: key } : key },
        })),
      ),
    ),
  ];
}
