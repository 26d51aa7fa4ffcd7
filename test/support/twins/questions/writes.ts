/** Writes, generated from the model, whose answers could tell of what is hidden: taken values, links, deletes that are refused, matches, undoing. */
import type { Entity, Field, Model } from '../../../../server/model/types.ts';
import type { Question } from './question.ts';

/** What there is to write with. */
export interface WriteMaterial {
  readonly model: Model;
  readonly entity: Entity;
  readonly seen: readonly string[];
  /** Ids of records that the user does not see, living and in the trash, in both of the twins. */
  readonly unseen: readonly string[];
  /** Values that a new record cannot do without. */
  readonly base: Readonly<Record<string, unknown>>;
  /** Values that records hold which the user does not see, by field. */
  readonly held: ReadonlyMap<string, readonly unknown[]>;
  /** Records that links lead to: seen, unseen, nowhere. */
  readonly idsOf: (entity: string) => readonly string[];
  /** Entries of history: of seen records and of others, as record and entry. */
  readonly entries: readonly (readonly [string, string])[];
  /** Somebody to share with. */
  readonly other: string;
}

const nowhere = '00000000-0000-7000-8000-00000000dead';

/** All of them; those that destroy come last. */
export function writesOf(material: WriteMaterial): Question[] {
  const { entity, seen, unseen, entries } = material;
  const path = `/api/records/${entity.id}`;
  const keys = [...seen.slice(0, 1), ...unseen.slice(0, 2), nowhere];
  return [
    ...refused(material, keys),
    ...creates(material),
    ...matches(material),
    ...keys.flatMap((key) => patches(material, key)),
    ...batches(material),
    ...keys.flatMap((key) => moves(entity, `${path}/${key}`)),
    ...keys.flatMap((key) => shares(material, `${path}/${key}`)),
    ...entries.map(([record, entry]): Question => ({ method: 'POST', path: `${path}/${record}/undo`, body: { entry } })),
    ...[...seen.slice(0, 3), ...unseen.slice(0, 2), nowhere].map((key): Question => ({ method: 'DELETE', path: `${path}/${key}` })),
    ...[...seen.slice(-2), ...unseen.slice(-2), nowhere].map((key): Question => ({ method: 'POST', path: `${path}/${key}/restore` })),
  ];
}

/** Writes that are refused, whoever sends them: what is said of the reason must not tell. */
function refused({ entity, idsOf }: WriteMaterial, keys: readonly string[]): Question[] {
  const path = `/api/records/${entity.id}`;
  const fields = [...entity.fields.values()];
  const wrong = { zzNoSuchField: 1 };
  return [
    ...keys.flatMap((key): Question[] => [
      { method: 'PATCH', path: `${path}/${key}`, body: wrong },
      { method: 'POST', path: `${path}/${key}/transition`, body: { to: 'zz-no-such-status' } },
      { method: 'PATCH', path: `${path}/${key}`, body: {}, headers: { 'If-Match': '"77"' } },
      { method: 'DELETE', path: `${path}/${key}`, headers: { 'If-Match': '"77"' } },
    ]),
    ...fields.map((field): Question => ({
      method: 'POST',
      path,
      body: { ...wrong, [field.name]: 'zzother' },
      about: naming(entity, field),
    })),
    ...fields.flatMap((field) =>
      field.targets.flatMap((target) =>
        idsOf(target).map((key): Question => ({
          method: 'POST',
          path,
          body: { ...wrong, [field.name]: linkTo(field, target, key) },
          about: naming(entity, field),
        })),
      ),
    ),
  ];
}

function naming(entity: Entity, field: Field): string[] {
  return [`${entity.id}.${field.name}`];
}

function linkTo(field: Field, target: string, key: string): unknown {
  if (field.targets.length > 1) return { entity: target, id: key };
  return field.joinTable === undefined ? key : [key];
}

/** Fields that a request may name, computed ones among them: they are refused. */
function settable(entity: Entity): Field[] {
  return [...entity.fields.values()].filter((field) => !['id', 'version'].includes(field.name));
}

function creates({ model, entity, base, held, idsOf }: WriteMaterial): Question[] {
  const path = `/api/records/${entity.id}`;
  const taken = [...entity.fields.values()].filter((field) => field.unique || entity.unique.some((names) => names.includes(field.name)));
  const all = Object.fromEntries(taken.map((field) => [field.name, held.get(field.name)?.[0]]));
  const children = entity.backlinks.flatMap(({ name, entity: from, field: link }): Question[] => {
    const child = model.entities.get(from);
    if (name === undefined || !child) return [];
    const links = [...child.fields.values()].filter((field) => !field.system && field.name !== link && field.targets.length === 1);
    return [
      { [child.display.name]: 'zz' },
      ...links.flatMap((field) =>
        idsOf(field.targets[0] ?? '').map((key) => ({
          [child.display.name]: 'zz',
          [field.name]: linkTo(field, field.targets[0] ?? '', key),
        })),
      ),
    ].map((values) => ({ method: 'POST', path, body: { ...base, [name]: [values] } }));
  });
  return [
    { method: 'POST', path, body: base },
    { method: 'POST', path, body: {} },
    { method: 'POST', path, body: { ...base, ...all } },
    ...taken.flatMap((field) =>
      (held.get(field.name) ?? []).map((value): Question => ({ method: 'POST', path, body: { ...base, [field.name]: value } })),
    ),
    ...children,
  ];
}

/** Puts by every field, with what a record holds that is not seen. */
function matches({ entity, base, held }: WriteMaterial): Question[] {
  return settable(entity).flatMap((field): Question[] => {
    const put: Omit<Question, 'body'> = {
      method: 'PUT',
      path: `/api/records/${entity.id}?match=${field.name}`,
      about: naming(entity, field),
    };
    const [value] = held.get(field.name) ?? ['zzother'];
    const body = { ...base, [field.name]: value };
    return [
      { ...put, body, headers: { 'If-Match': '*' } },
      { ...put, body, headers: { 'If-Match': '"77"' } },
      { ...put, body, headers: { 'If-None-Match': '*' } },
      ...(field.unique ? [{ ...put, body }] : []),
    ];
  });
}

/** Whether restrictions of reading go by a field: whoever may change it opens to themselves what it closed, and the twins rightly answer apart from there on. */
function unlocks(entity: Entity, field: Field): boolean {
  return (entity.document.restrictions ?? []).some(
    ({ actions, where }) => actions.includes('read') && Object.keys(where ?? {}).includes(field.name),
  );
}

function patches({ entity, held, idsOf }: WriteMaterial, key: string): Question[] {
  const patch = (body: object, field?: Field): Question => ({
    method: 'PATCH',
    path: `/api/records/${entity.id}/${key}`,
    body,
    ...(field ? { about: naming(entity, field) } : {}),
  });
  return [
    ...settable(entity)
      .filter((field) => !unlocks(entity, field))
      .flatMap((field) => [
        ...(held.get(field.name) ?? []).slice(0, field.unique ? 3 : 1).map((value) => patch({ [field.name]: value }, field)),
        ...field.targets.flatMap((target) => idsOf(target).map((id) => patch({ [field.name]: linkTo(field, target, id) }, field))),
      ]),
    patch({}),
  ];
}

function batches({ entity, seen, unseen, base, held }: WriteMaterial): Question[] {
  const unique = [...entity.fields.values()].find((field) => field.unique) ?? entity.display;
  const name = entity.display.name;
  const taken = { ...base, [unique.name]: held.get(unique.name)?.[0] ?? 'zz' };
  const [first = nowhere] = seen;
  const [hidden = nowhere, other = nowhere] = unseen;
  const operations = [
    { action: 'update', id: first, values: { [name]: 'zz batch' } },
    { action: 'update', id: hidden, values: { [name]: 'zz batch' } },
    { action: 'update', id: hidden, version: 77, values: {} },
    { action: 'create', values: taken },
    { action: 'upsert', match: unique.name, values: taken },
    { action: 'delete', id: hidden },
    { action: 'restore', id: other },
    { action: 'delete', id: nowhere },
    { action: 'create', values: base },
  ];
  const path = `/api/records/${entity.id}/bulk`;
  return [
    { method: 'POST', path, body: { operations, atomic: true } },
    ...operations.map((operation): Question => ({ method: 'POST', path, body: { operations: [operation], atomic: true } })),
    { method: 'POST', path, body: { operations } },
  ];
}

function moves(entity: Entity, path: string): Question[] {
  return [...entity.fields.values()]
    .filter((field) => field.pipelines.length > 0)
    .flatMap((field) =>
      (field.codes ?? []).map((to): Question => ({ method: 'POST', path: `${path}/transition`, body: { field: field.name, to } })),
    );
}

function shares({ other }: WriteMaterial, path: string): Question[] {
  return [
    { method: 'PUT', path: `${path}/shares`, body: { user: other, level: 'read' } },
    { method: 'PUT', path: `${path}/shares`, body: { user: nowhere, level: 'read' } },
    { method: 'DELETE', path: `${path}/shares/${other}` },
  ];
}

/** A table to be imported, as a preview, as a rehearsal and for real: rows that are there, hidden, and new. */
export function importsOf({ entity, base, held }: WriteMaterial): Question[] {
  const match = [...entity.fields.values()].find((field) => field.unique) ?? entity.display;
  const names = [...new Set([match.name, ...Object.keys(base).filter((name) => typeof base[name] === 'string')])];
  const rows = [...(held.get(match.name) ?? []).slice(0, 3), 'zz fresh'].map((value) =>
    names.map((name) => (name === match.name ? value : base[name])),
  );
  const quote = (cell: unknown): string => `"${(typeof cell === 'string' ? cell : JSON.stringify(cell ?? '')).replaceAll('"', '""')}"`;
  const csv = [names, ...rows].map((row) => row.map(quote).join(',')).join('\r\n');
  const map = JSON.stringify({ match: match.name, columns: Object.fromEntries(names.map((name) => [name, name])) });
  return [{ mode: 'preview' }, { mode: 'run', map, dryRun: 'true' }, { mode: 'run', map }].map((fields) =>
    multipart({ entity: entity.id, ...fields }, csv),
  );
}

function multipart(fields: Readonly<Record<string, string>>, csv: string): Question {
  const boundary = 'zz-boundary-zz';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="rows.csv"\r\nContent-Type: text/csv\r\n\r\n${csv}\r\n`;
  return {
    method: 'POST',
    path: '/api/imports',
    body: `${parts.join('')}${file}--${boundary}--\r\n`,
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  };
}
