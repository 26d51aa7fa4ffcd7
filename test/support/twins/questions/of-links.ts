/** Questions about links in both directions: expanded and filtered, several levels deep, by ids that are seen, hidden and nowhere. */
import type { Entity, Model } from '../../../../server/model/types.ts';
import { query, type Material, type Question } from './question.ts';

/** A way from one entity to another. */
interface Way {
  readonly name: string;
  readonly target: string;
  readonly many: boolean;
  /** The field that holds the link, as `<entity>.<field>`. */
  readonly link: string;
}

/** All of them. */
export function questionsOfLinks(material: Material): Question[] {
  const { entity, model } = material;
  const ways = waysOf(entity);
  return [
    ...byIds(material),
    ...ways.filter((way) => way.many).flatMap((way) => throughMany(model, entity, way)),
    ...[...entity.fields.values()]
      .filter((field) => field.targets.length > 0)
      .flatMap((field) => {
        const about = `${entity.id}.${field.name}`;
        return [
          query(entity, { expand: { [field.name]: true }, limit: 20 }, [about]),
          ...ownFields(model, field.targets[0]).map((name) =>
            query(entity, { expand: { [field.name]: { select: [name] } }, limit: 20 }, [about, `${field.targets[0] ?? ''}.${name}`]),
          ),
        ];
      }),
    ...ways.flatMap((way) => deep(model, entity, way)),
    ...ways.filter((way) => !way.many).flatMap((way) => twoLinks(model, entity, way)),
  ];
}

function ownFields(model: Model, entity: string | undefined): string[] {
  return [...(model.entities.get(entity ?? '')?.fields.values() ?? [])].filter((field) => !field.system).map((field) => field.name);
}

/** Where one can go from an entity: links to one entity, to several records of it, and back. */
function waysOf(entity: Entity): Way[] {
  const forward = [...entity.fields.values()]
    .filter((field) => field.targets.length === 1)
    .map((field) => ({
      name: field.name,
      target: field.targets[0] ?? '',
      many: field.joinTable !== undefined,
      link: `${entity.id}.${field.name}`,
    }));
  const back = entity.backlinks.flatMap(({ name, entity: target, field }) =>
    name === undefined ? [] : [{ name, target, many: true, link: `${target}.${field}` }],
  );
  return [...forward, ...back];
}

function byIds({ entity, idsOf }: Material): Question[] {
  return [...entity.fields.values()].flatMap((field) =>
    field.targets.flatMap((target) =>
      idsOf(target).flatMap((key) => {
        const value = field.targets.length > 1 ? { entity: target, id: key } : key;
        const about = [`${entity.id}.${field.name}`];
        return field.joinTable !== undefined
          ? [query(entity, { filter: { [field.name]: { some: { id: key } } }, select: ['id'] }, about)]
          : [
              query(entity, { filter: { [field.name]: value }, select: ['id'] }, about),
              query(entity, { filter: { [field.name]: { ne: value } }, select: ['id'] }, about),
              query(entity, { filter: { [`${field.name}.id`]: key }, select: ['id'] }, about),
            ];
      }),
    ),
  );
}

function throughMany(model: Model, entity: Entity, { name, target, link }: Way): Question[] {
  return [
    query(entity, { filter: { [name]: { empty: true } }, select: ['id'] }, [link]),
    query(entity, { filter: { [name]: { none: {} } }, select: ['id'] }, [link]),
    query(entity, { expand: { [name]: true } }, [link]),
    ...ownFields(model, target).flatMap((field) => {
      const about = [link, `${target}.${field}`];
      return [
        query(entity, { filter: { [name]: { some: { [field]: { empty: false } } } }, select: ['id'] }, about),
        query(entity, { filter: { [name]: { every: { [field]: { empty: true } } } }, select: ['id'] }, about),
        query(entity, { expand: { [name]: { select: [field], sort: [`-${field}`], limit: 1 } } }, about),
        query(entity, { expand: { [name]: { filter: { [field]: { empty: false } } } } }, about),
      ];
    }),
  ];
}

/** Levels below a record, each with its own select, order, filter and bound: every pair of ways, and one path of four. */
function deep(model: Model, entity: Entity, first: Way): Question[] {
  const target = model.entities.get(first.target);
  if (!target) return [];
  const narrow = (way: Way, more: object): object => {
    const name = model.entities.get(way.target)?.display?.name ?? 'createdAt';
    return {
      ...(way.many ? { sort: [`-${name}`, 'createdAt'], limit: 1, filter: { createdAt: { empty: false } } } : {}),
      select: ['id', name],
      ...more,
    };
  };
  const chain = (way: Way, left: number): object => {
    const next = waysOf(model.entities.get(way.target) ?? entity).find((each) => each.link !== way.link && each.target !== way.target);
    return narrow(way, left > 1 && next ? { expand: { [next.name]: chain(next, left - 1) } } : {});
  };
  return [
    ...waysOf(target).map((second) =>
      query(entity, { expand: { [first.name]: narrow(first, { expand: { [second.name]: narrow(second, {}) } }) }, limit: 20 }, [
        first.link,
        second.link,
      ]),
    ),
    query(entity, { expand: { [first.name]: chain(first, 4) }, limit: 20 }),
    query(entity, {
      expand: {
        [first.name]: {
          expand: Object.fromEntries(
            waysOf(target)
              .slice(0, 5)
              .map((way) => [way.name, true]),
          ),
        },
      },
      limit: 20,
    }),
  ];
}

/** Fields behind two links. */
function twoLinks(model: Model, entity: Entity, first: Way): Question[] {
  const target = model.entities.get(first.target);
  const next = target ? waysOf(target).filter((way) => !way.many && !target.fields.get(way.name)?.system) : [];
  return next.flatMap((second) =>
    ownFields(model, second.target).map((name) => {
      const path = `${first.name}.${second.name}.${name}`;
      return query(entity, { select: ['id', path], sort: [path], filter: { [path]: { ne: 'zz' } }, limit: 20 }, [
        first.link,
        second.link,
        `${second.target}.${name}`,
      ]);
    }),
  );
}
