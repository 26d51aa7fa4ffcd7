/** What there is to ask about and to write with, and all that comes of it. */
import { systemContext, type Workspace } from '../../../../server/access/workspace.ts';
import { id, sql, toStatement } from '../../../../server/database/sql.ts';
import type { Entity } from '../../../../server/model/types.ts';
import { readRows } from '../../../../server/query/rows.ts';
import type { Row } from '../../../../server/query/types.ts';
import { encryptedFields } from '../../../../server/records/sealed-changes.ts';
import type { Twins } from '../twins.ts';
import type { Sight } from '../unseen.ts';
import { questionsOfWorkspace } from './of-records.ts';
import type { Question } from './question.ts';
import { questionsOf } from './questions.ts';
import { importsOf, writesOf } from './writes.ts';

const nowhere = '00000000-0000-7000-8000-00000000dead';

/** What there is to ask about. */
export interface Found {
  readonly seen: (entity: string) => readonly string[];
  /** Unseen records that both have, and such as the second has alone. */
  readonly unseen: (entity: string) => readonly string[];
  readonly alone: (entity: string) => readonly string[];
  readonly idsOf: (entity: string) => string[];
  readonly instants: readonly string[];
  readonly other: string;
}

/** Finds it out. @param somebody another user, of whom may be heard */
export async function materialOf({ one, other }: Twins, sight: Sight, somebody: string): Promise<Found> {
  const [seen, unseen, alone] = [partlySeenFirst(sight), new Map<string, string[]>(), new Map<string, string[]>()];
  for (const entity of one.model().entities.values()) {
    const visible = sight.visible.get(entity.id) ?? [];
    const [first, second] = [await idsIn(one, entity), await idsIn(other, entity)];
    unseen.set(
      entity.id,
      first.filter((key) => !visible.includes(key)),
    );
    alone.set(
      entity.id,
      second.filter((key) => !first.includes(key)),
    );
  }
  const { rows } = await one.database.query<{ at: string }>(
    toStatement(
      sql`select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from ${id(one.database.schema, 'relata_history')} order by relata_history.at, id`,
    ),
  );
  const at = (share: number): string => rows[Math.floor((rows.length - 1) * share)]?.at ?? '';
  return {
    seen: (entity) => seen.get(entity) ?? [],
    unseen: (entity) => unseen.get(entity) ?? [],
    alone: (entity) => alone.get(entity) ?? [],
    idsOf: (entity) => [
      ...(seen.get(entity) ?? []).slice(0, 1),
      ...(unseen.get(entity) ?? []).slice(0, 1),
      ...(alone.get(entity) ?? []).slice(0, 1),
      nowhere,
    ],
    instants: [at(0), at(0.6), at(0.8), at(1)],
    other: somebody,
  };
}

/** What is seen, by entity: the first one asked about is one of which something is not, where there is such a one. */
function partlySeenFirst({ visible, guarded }: Sight): Map<string, readonly string[]> {
  return new Map(
    [...visible].map(([entity, ids]) => {
      const partly = [...guarded].find(([name]) => name.startsWith(`${entity}.`))?.[1][0];
      return [entity, partly === undefined ? ids : [partly, ...ids.filter((key) => key !== partly)]];
    }),
  );
}

async function idsIn({ database }: Workspace, entity: Entity): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    toStatement(sql`select id::text as id from ${id(database.schema, entity.table)} order by id`),
  );
  return rows.map((row) => row.id);
}

/** Every question of the model. */
export async function allQuestions({ one }: Twins, found: Found): Promise<Question[]> {
  const model = one.model();
  const keys = async (table: string): Promise<string[]> =>
    (
      await one.database.query<{ id: string }>(toStatement(sql`select id::text as id from ${id(one.database.schema, table)} limit 3`))
    ).rows.map((row) => row.id);
  const sealed = await sealedValues(one, found);
  return [
    ...questionsOfWorkspace([...model.audits.keys()], await keys('relata_audit_runs'), [found.other, ...(await keys('relata_imports'))]),
    ...[...model.entities.values()].flatMap((entity) =>
      questionsOf({
        model,
        entity,
        sealed: sealed.get(entity.id) ?? new Map(),
        ids: [...found.seen(entity.id).slice(0, 2), ...found.unseen(entity.id).slice(0, 1), ...found.alone(entity.id).slice(0, 1), nowhere],
        idsOf: found.idsOf,
        texts: ['zzother', 'a', 'TAX', '1', 'ber', 'กรุงเทพ'],
        instants: found.instants,
        other: found.other,
      }),
    ),
  ];
}

/** What some record that is seen, and some that is not, holds in each encrypted field, by entity. */
async function sealedValues(workspace: Workspace, found: Found): Promise<Map<string, Map<string, unknown[]>>> {
  const result = new Map<string, Map<string, unknown[]>>();
  for (const entity of workspace.model().entities.values()) {
    const names = encryptedFields(entity).map((field) => field.name);
    if (names.length === 0) continue;
    const { rows } = await readRows(systemContext(workspace), entity.id, { select: names, sort: ['id'], limit: 1000 });
    // Those that are seen first, and of them first what is seen in part.
    const seen = found.seen(entity.id).flatMap((key) => rows.find((row) => row.id === key) ?? []);
    const firstIn = (of: readonly Row[], name: string): unknown[] => of.flatMap((row) => row[name] ?? []).slice(0, 1);
    const two = (name: string): unknown[] => [
      ...firstIn(seen, name),
      ...firstIn(
        rows.filter((row) => !seen.includes(row)),
        name,
      ),
    ];
    result.set(entity.id, new Map(names.map((name) => [name, two(name)])));
  }
  return result;
}

/** Writes to every entity, and at the end an audit, imports, and undoing what was done to many. */
export async function allWrites({ one, other }: Twins, found: Found, sight: Sight): Promise<Question[]> {
  const model = one.model();
  const writes: Question[] = [];
  const last: Question[] = [...model.audits.keys()].map((audit) => ({ method: 'POST', path: `/api/audits/${audit}/runs`, body: {} }));
  const history = id(one.database.schema, 'relata_history');
  for (const entity of model.entities.values()) {
    const seen = found.seen(entity.id).filter((key) => key !== sight.user);
    const names = [...entity.fields.values()].map((field) => field.name);
    const rows = (await readRows(systemContext(one), entity.id, { select: names, sort: ['id'], limit: 1000 })).rows;
    const hidden = rows.filter((row) => !seen.includes(row.id));
    const held = new Map(
      names.map((name) => [
        name,
        [hidden[0], seen.length > 0 ? rows.find((row) => seen.includes(row.id)) : undefined]
          .flatMap((row) => (row ? [plain(row[name])] : []))
          .filter((value) => value !== null && value !== undefined),
      ]),
    );
    const [model0] = rows;
    const base = Object.fromEntries(
      [...entity.fields.values()]
        .filter((field) => field.required && !field.unique)
        .map((field) => [field.name, plain(model0?.[field.name])]),
    );
    const { rows: entries } = await one.database.query<{ record: string; entry: string }>(
      toStatement(
        sql`select distinct on (record_id) record_id::text as record, id::text as entry from ${history} where entity = ${entity.id} and action <> 'create' and id in (select id from ${id(other.database.schema, 'relata_history')}) order by record_id, at desc, id limit 6`,
      ),
    );
    const material = {
      model,
      entity,
      seen,
      unseen: found.unseen(entity.id),
      base,
      held,
      idsOf: found.idsOf,
      entries: entries.map(({ record, entry }) => [record, entry] as const),
      other: found.other,
    };
    // Nobody takes their own rights away while they are asked.
    if (!entity.id.startsWith('system.')) last.push(...importsOf(material));
    writes.push(...writesOf(material));
  }
  const { rows: operations } = await one.database.query<{ operation: string }>(
    toStatement(sql`select distinct operation::text as operation from ${history} where operation is not null`),
  );
  return [
    ...last,
    ...writes,
    ...operations.map(({ operation }): Question => ({ method: 'POST', path: `/api/operations/${operation}/undo`, body: {} })),
  ];
}

/** A value as it is sent: links as ids. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || !('id' in value) || !('label' in value)) return value;
  return 'entity' in value ? { entity: value.entity, id: value.id } : value.id;
}
