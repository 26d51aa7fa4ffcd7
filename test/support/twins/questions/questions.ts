/** Every question that can be asked of an entity, generated from the model: the paths that are there, hidden or not. */
import type { Field } from '../../../../server/model/types.ts';
import { questionsOfLinks } from './of-links.ts';
import { questionsOfRecord } from './of-records.ts';
import { aggregate, exporting, query, type Material, type Question } from './question.ts';

const measures = ['countDistinct', 'sum', 'average', 'minimum', 'maximum', 'median'];
const parts = ['amount', 'currency', 'country', 'city', 'family', 'full', 'kind', 'probability', 'id', 'entity'];

/** All of them. */
export function questionsOf(material: Material): Question[] {
  const { entity } = material;
  return [
    ...lists(material),
    ...[...entity.fields.values()].flatMap((field) => ofField(material, field)),
    ...questionsOfLinks(material),
    ...material.ids.flatMap((key) => questionsOfRecord(material, key)),
  ];
}

function lists({ entity, texts, ids }: Material): Question[] {
  const path = `/api/records/${entity.id}`;
  const addresses = [
    '',
    ...['exact', 'estimate', 'none'].flatMap((count) => [
      `?limit=1&count=${count}`,
      `?limit=2&count=${count}&sort=-createdAt`,
      `?limit=2&offset=3&count=${count}`,
    ]),
    '?offset=1&limit=2&sort=-updatedAt',
    '?offset=100&count=exact',
    '?trash=true&count=exact',
    '?trash=true&limit=1&sort=-updatedAt&count=estimate',
    `?q=${texts[1] ?? 'a'}&limit=1&count=exact`,
  ].map((rest): Question => ({ method: 'GET', path: path + rest }));
  return [
    ...addresses,
    query(entity, { filter: { id: { in: ids } }, count: 'exact' }),
    query(entity, { filter: { not: { id: { in: ids.slice(0, 2) } } }, select: ['id'] }),
    query(entity, { filter: { id: { in: ids } }, trash: true, count: 'exact' }),
    ...texts.flatMap((q) => [
      query(entity, { q, count: 'exact', select: ['id'] }),
      query(entity, { q, trash: true, count: 'estimate', limit: 1 }),
      query(entity, { q, filter: { createdAt: { empty: false } }, sort: ['-createdAt'], count: 'estimate' }),
      aggregate(entity, { q, measures: [{ count: true }] }),
      exporting(entity, { q, format: 'jsonl' }),
    ]),
    aggregate(entity, { measures: [{ count: true }] }),
    exporting(entity, { format: 'csv' }),
    exporting(entity, { format: 'jsonl', sort: ['-createdAt'] }),
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

/** By whole values, held by some record, by another that may be unseen, and in the second of the twins alone; the rest is refused. */
function conditionsOnEncrypted(path: string, held: readonly unknown[]): object[] {
  return [
    ...conditionsOn(path).slice(0, 3),
    { [path]: { contains: 'zzother' } },
    { createdAt: { gt: { $field: path } } },
    ...[...held, 'zzother'].flatMap((value) => [
      { [path]: value },
      { [path]: { ne: value } },
      { [path]: { in: [value, 'nobody has this'] } },
      { not: { [path]: { nin: [value] } } },
    ]),
  ];
}

function ofField(material: Material, field: Field): Question[] {
  const { entity, model } = material;
  const target = field.targets.length === 1 ? model.entities.get(field.targets[0] ?? '') : undefined;
  const own = `${entity.id}.${field.name}`;
  const beyond = target
    ? [...target.fields.values()]
        .filter((each) => !each.system)
        .map((each): [string, string[]] => [`${field.name}.${each.name}`, [own, `${target.id}.${each.name}`]])
    : [];
  const paths: [string, string[]][] = [
    [field.name, [own]],
    ...parts
      .map((part) => `${field.name}.${part}`)
      .filter((path) => partOf(field, path))
      .map((path): [string, string[]] => [path, [own]]),
    ...beyond,
  ];
  return paths.flatMap(([path, about]) => ofPath(material, field, path, about));
}

function ofPath({ entity, sealed }: Material, field: Field, path: string, about: readonly string[]): Question[] {
  const whole = path === field.name;
  const held = whole ? sealed.get(field.name) : undefined;
  const conditions = held ? conditionsOnEncrypted(path, held) : conditionsOn(path);
  const [count, across] = [{ count: true }, [...entity.fields.values()].find((each) => each.pipelines.length > 0)?.name ?? 'owner'];
  return [
    ...(whole ? conditions : conditions.slice(0, 4)).map((filter) => query(entity, { filter, select: ['id'], count: 'exact' }, about)),
    ...(field.codes ?? []).slice(0, 3).map((code) => query(entity, { filter: { [path]: code }, select: ['id'] }, about)),
    query(entity, { sort: [path], limit: 3, select: ['id'] }, about),
    query(entity, { sort: [`-${path}`, 'id'], limit: 12, select: ['id'] }, about),
    query(entity, { sort: [path], offset: 2, limit: 2, select: ['id'], count: 'estimate' }, about),
    query(entity, { select: [path], count: 'none' }, about),
    query(entity, { filter: { [path]: { empty: false } }, sort: [`-${path}`], trash: true, count: 'exact', select: ['id'] }, about),
    ...measures.map((measure) => aggregate(entity, { measures: [{ [measure]: path }] }, about)).slice(0, whole ? 6 : 3),
    aggregate(entity, { measures: [count], groups: [{ field: path }] }, about),
    aggregate(entity, { measures: [count], groups: [{ field: path }], sort: { measure: 0, descending: true }, limit: 1 }, about),
    aggregate(entity, { measures: [count], groups: [{ field: path, by: 'year' }] }, about),
    aggregate(entity, { measures: [count], filter: { [path]: { empty: true } } }, about),
    aggregate(entity, { measures: [count], groups: [{ field: path }], pivot: [{ field: across }] }, about),
    aggregate(entity, { measures: [count, { countDistinct: path }], groups: [{ field: 'createdBy' }], pivot: [{ field: path }] }, about),
    exporting(entity, { select: [path], sort: [path], format: 'csv' }, about),
    exporting(entity, { select: [path], filter: { [path]: { empty: false } }, format: 'jsonl' }, about),
  ];
}

function partOf(field: Field, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (field.pipelines.length > 0) return name === 'kind' || name === 'probability';
  return field.type.parts?.[name] !== undefined;
}
