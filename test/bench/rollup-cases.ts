/**
 * Lists that are sorted by a kept rollup, and the writes that keep it: firms with the sum of their orders. The floor keeps a sum of its own by
 * adding to it, in tables of its own, so that neither pays for the other.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../../server/database/types.ts';
import type { Case } from './record-cases.ts';

const firms = 10_000;
const samples = 200;

/** The id of the n-th firm, from 1. */
function firmId(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-7000-8000-000000000003`;
}

/** Writes the entities into the folder of the bench's pack. */
export async function writeRollupEntities(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'entities'), { recursive: true });
  const write = (name: string, content: object): Promise<void> =>
    writeFile(path.join(folder, 'entities', `${name}.json`), JSON.stringify(content));
  await write('firm', {
    id: 'bench.firm',
    title: 'Firm',
    properties: {
      name: { field: 'text' },
      worth: { field: 'rollup', of: 'bench.order.firm', sum: 'amount', where: { done: false }, index: true },
    },
  });
  await write('order', {
    id: 'bench.order',
    title: 'Order',
    properties: {
      name: { field: 'text' },
      firm: { field: 'link', to: 'bench.firm' },
      amount: { field: 'decimal' },
      done: { field: 'boolean' },
    },
  });
}

/** Fills the tables of Relata and those of the floor with the same. */
export async function fillRollups(database: Database, orders: number): Promise<void> {
  const s = `"${database.schema}"`;
  const ask = (text: string): Promise<unknown> => database.query({ text, values: [] });
  await ask(`insert into ${s}.bench_firm (id, version, created_at, updated_at, name)
    select (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000003')::uuid, 1, now(), now(), 'Firm ' || n from generate_series(1, ${firms}) n`);
  await ask(`insert into ${s}.bench_order (id, version, created_at, updated_at, name, firm, amount, done)
    select gen_random_uuid(), 1, now(), now(), 'Order ' || n, (lpad(to_hex(1 + n % ${firms}), 8, '0') || '-0000-7000-8000-000000000003')::uuid, n * 7919::bigint % 10007, n % 3 = 0
    from generate_series(1, ${orders}) n`);
  await ask(`create table ${s}.bare_order as select * from ${s}.bench_order`);
  await ask(`create table ${s}.bare_firm as select f.id, f.version, f.name, f.deleted_at,
    (select sum(o.amount) from ${s}.bench_order o where o.firm = f.id and o.deleted_at is null and not o.done) as worth from ${s}.bench_firm f`);
  await ask(`alter table ${s}.bare_firm add primary key (id)`);
  await ask(`alter table ${s}.bare_order add primary key (id), add foreign key (firm) references ${s}.bare_firm`);
  await ask(`create index on ${s}.bare_order (firm)`);
  await ask(`create index on ${s}.bare_firm (worth desc nulls last, id desc) where deleted_at is null`);
  await ask(`vacuum analyze ${s}.bench_firm, ${s}.bench_order, ${s}.bare_firm, ${s}.bare_order`);
}

/** The cases by the names that the table gives them. */
export function rollupCases(admin: string): Case[] {
  const values = (n: number): object => ({ name: `Order ${n}`, firm: firmId(1 + ((n * 7919) % firms)), amount: `${n}`, done: false });
  const bodies = Array.from({ length: samples }, (_, n) => JSON.stringify(values(n)));
  return [
    {
      name: 'sort by rollup',
      ours: [{ method: 'GET', path: '/api/records/bench.firm?select=name,worth&sort=-worth&limit=50' }],
      bare: [{ method: 'GET', path: '/sorted/50' }],
      raw: () => ['sorted', [50]],
    },
    {
      name: 'create child',
      ours: bodies.map((body) => ({ method: 'POST', path: '/api/records/bench.order', body })),
      bare: bodies.map((body) => ({ method: 'POST', path: '/child', body })),
      raw: (n) => ['child', [crypto.randomUUID(), admin, bodies[n % samples], `Order ${n}`, firmId(1 + ((n * 7919) % firms)), '1']],
    },
  ];
}

/** The statements of the floor. `s` is the quoted schema. */
export function bareRollupStatements(s: string): Readonly<Record<string, { readonly name: string; readonly text: string }>> {
  const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const user = (column: string): string =>
    `(select json_build_object('id', u.id, 'label', u.name) from ${s}.system_user u where u.id = ${column} and u.deleted_at is null)`;
  return {
    sorted: {
      name: 'bare-sorted',
      text: `select coalesce(json_agg(r order by r.k desc nulls last, r.id desc), '[]')::text as data from (select f.id, f.version, f.name, trim_scale(round(f.worth, 2))::text as worth, f.worth as k
        from ${s}.bare_firm f where f.deleted_at is null order by f.worth desc nulls last, f.id desc limit $1) r`,
    },
    child: {
      name: 'bare-child',
      text: `with h as (insert into ${s}.bench_audit (id, at, entity, record_id, actor, changes) values (gen_random_uuid(), now(), 'bench.order', $1, $2, $3)),
        p as (update ${s}.bare_firm set worth = coalesce(worth, 0) + $6::numeric where id = $5),
        o as (insert into ${s}.bare_order (id, version, created_at, created_by, updated_at, updated_by, owner, source, name, firm, amount, done)
          values ($1, 1, now(), $2, now(), $2, $2, 'api', $4, $5, $6::numeric, false) returning *)
        select row_to_json(r)::text as data from (select o.name, (select json_build_object('id', f.id, 'label', f.name) from ${s}.bare_firm f where f.id = o.firm) as firm,
          trim_scale(o.amount)::text as amount, o.done, o.id, o.version, ${instant('o.created_at')} as "createdAt", ${user('o.created_by')} as "createdBy", ${instant('o.updated_at')} as "updatedAt",
          ${user('o.updated_by')} as "updatedBy", ${user('o.owner')} as owner, null as team, null as "deletedAt", o.source from o) r`,
    },
  };
}
