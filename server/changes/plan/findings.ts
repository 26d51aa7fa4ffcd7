/** What the records say to a change: values that are missing, that stand twice, that will not convert, codes that are still in use. */
import { foldText } from '../../../metadata/rules/fold.ts';
import type { Context } from '../../access/context.ts';
import { all, id, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import type { Entity, Field, Model } from '../../model/types.ts';
import { fieldById, type Retyped } from './choose-names.ts';
import { findCodeObstacles } from './code-obstacles.ts';
import { countAndSample, sampleSize } from './sample.ts';
import { prepareBringing, type HeldValues } from '../run/bring-values.ts';
import { conversionObstacle } from '../run/convert-values.ts';
import { storedValue } from '../run/stored-values.ts';
import { trashDays } from '../trash.ts';
import type { LiveTable } from '../../schema/types.ts';
import type { Finding, Replacements } from '../types.ts';

/** Records of a field that are tried when its kind changes; a larger table is judged by these. */
const tried = 20_000;

/** What a change is, for those who look for obstacles. */
export interface ProposedChange {
  readonly before: Model;
  readonly after: Model;
  readonly retyped: readonly Retyped[];
  readonly replacements: Replacements;
  readonly environment: FieldEnvironment;
  /** The tables as they are. */
  readonly live: ReadonlyMap<string, LiveTable>;
  /** Reads records as they are before the change. */
  readonly context: Context;
}

function isThere(live: ReadonlyMap<string, LiveTable>, entity: Entity, field: Field): boolean {
  const columns = live.get(entity.table)?.columns;
  return columns !== undefined && field.type.columns(field).every(({ name }) => columns.has(name));
}

/** Everything that records have against a new model. */
export async function findObstacles(change: ProposedChange): Promise<Finding[]> {
  const { before, after, retyped, context } = change;
  const { database } = context;
  const findings: Finding[] = [];
  for (const entity of after.entities.values()) {
    const old = before.entities.get(entity.id);
    for (const field of entity.fields.values()) {
      const previous = fieldById(old, field.id);
      // What comes out of the trash may have doubles from before it was to be unique.
      if (!previous && field.unique && isThere(change.live, entity, field)) findings.push(...(await doubles(database, entity, [field])));
      if (!previous || field.system) continue;
      const obstacle = conversionObstacle(previous, field);
      if (obstacle !== undefined) findings.push(impossible(entity, field, obstacle));
      if (retyped.some((each) => each.after === field)) continue;
      if (field.required && !previous.required) findings.push(...(await emptyValues(database, entity, field)));
      if (field.unique && !previous.unique) findings.push(...(await doubles(database, entity, [field])));
      findings.push(...(await findCodeObstacles(change, entity, previous, field)));
    }
    for (const group of entity.unique) {
      if (!old) break;
      if (old.unique.some((known) => known.join() === group.join())) continue;
      const fields = group.flatMap((name) => entity.fields.get(name) ?? []);
      if (fields.every((field) => fieldById(old, field.id))) findings.push(...(await doubles(database, entity, fields)));
    }
  }
  for (const each of retyped) findings.push(...tellOfPlainRemains(each));
  for (const each of retyped)
    if (conversionObstacle(each.before, each.after) === undefined) findings.push(...(await unconvertible(change, each)));
  return findings;
}

/** Encrypting a field leaves what was stored before it; nobody shall believe otherwise. */
function tellOfPlainRemains({ entity, before, after }: Retyped): Finding[] {
  const target = `field ${entity.id}.${after.name}`;
  const [was, is] = [before, after].map((field) => field.type.encrypts !== undefined);
  if (was === is) return [];
  if (is !== true)
    return [
      {
        severity: 'warns',
        target,
        message: `From now on ${after.title} is stored as plain text in the database, its copies and its backups.`,
      },
    ];
  return [
    {
      severity: 'warns',
      target,
      message: `The values of ${after.title} that are there are encrypted in a new place, but the old ones lie readable in the trash for ${trashDays} days, and history, backups and write-ahead logs keep what they have.`,
      fix: 'Purge the old values as soon as the change is applied: POST /api/metadata/trash/{id}/purge with "early": true. Erase entries of history that name them, and let old backups go.',
    },
  ];
}

function impossible(entity: Entity, field: Field, obstacle: string): Finding {
  return {
    severity: 'blocks',
    target: `field ${entity.id}.${field.name}`,
    message: `${obstacle} (${field.title}).`,
    fix: 'Add a new field beside it, move the values by an import, and drop the old one.',
  };
}

async function emptyValues(database: Database, entity: Entity, field: Field): Promise<Finding[]> {
  const column = field.type.columns(field)[0]?.name;
  if (column === undefined) return [];
  const found = await countAndSample(database, entity, sql`${id(column)} is null`);
  if (found.records === 0) return [];
  return [
    {
      severity: 'warns',
      target: `field ${entity.id}.${field.name}`,
      message: `${found.records} records of ${entity.plural} have no ${field.title}. They stay as they are, and ask for it when they are next changed.`,
      fix: 'Fill it in before, by a bulk edit or an import.',
      ...found,
    },
  ];
}

async function doubles(database: Database, entity: Entity, fields: readonly Field[]): Promise<Finding[]> {
  const keys = fields.map((field): Sql => {
    const column = id(field.type.columns(field)[0]?.name ?? field.column);
    return field.type.valueType === 'text' ? sql`${id(database.schema, 'relata_fold')}(${column})` : column;
  });
  const filled = all(fields.map((field) => sql`${id(field.type.columns(field)[0]?.name ?? field.column)} is not null`));
  const list = keys.reduce((left, right) => sql`${left}, ${right}`);
  const { rows } = await database.query<{ records: number; sample: string[] | null }>(
    toStatement(sql`with doubled as (select (array_agg(id::text order by id))[1:2] as ids, count(*) as n from ${id(database.schema, entity.table)}
      where deleted_at is null and ${filled} group by ${list} having count(*) > 1)
      select coalesce(sum(n), 0)::int as records, (select array_agg(each) from (select unnest(ids) as each from doubled limit ${sampleSize}::int) s) as sample from doubled`),
  );
  const records = rows[0]?.records ?? 0;
  if (records === 0) return [];
  const names = fields.map((field) => field.title).join(' and ');
  return [
    {
      severity: 'blocks',
      target: `field ${entity.id}.${fields[0]?.name ?? ''}`,
      message: `${records} records of ${entity.plural} have the same ${names} as another.`,
      records,
      sample: rows[0]?.sample ?? [],
      fix: 'Merge or change them first.',
    },
  ];
}

async function unconvertible({ context, environment }: ProposedChange, retyped: Retyped): Promise<Finding[]> {
  const { entity, before, after } = retyped;
  const { database } = context;
  const failed: { id: string; reason: string }[] = [];
  const holders = new Map<string, string[]>();
  let seen = 0;
  const value = storedValue(database.schema, before);
  const old = retyped.revived ? storedValue(database.schema, after) : sql`null::json`;
  const statement = toStatement(
    sql`select * from (select t.id::text as id, ${value} as value, ${old} as old from ${id(database.schema, entity.table)} t where t.deleted_at is null) s where value is not null or old is not null order by id limit ${tried}::int`,
  );
  for await (const batch of database.stream<HeldValues & { readonly id: string }>(statement, 1000)) {
    const bring = await prepareBringing(context, retyped, batch, environment);
    for (const row of batch) {
      seen++;
      const converted = bring(row);
      if (!converted.ok) failed.push({ id: row.id, reason: converted.reason });
      if (after.unique && converted.value !== null) {
        const key = foldText(JSON.stringify(converted.value));
        holders.set(key, [...(holders.get(key) ?? []), row.id]);
      }
    }
  }
  const share = seen === tried ? ` of the first ${tried}` : '';
  const target = `field ${entity.id}.${after.name}`;
  const doubled = [...holders.values()].filter((ids) => ids.length > 1).flat();
  const twice: Finding[] =
    doubled.length === 0
      ? []
      : [
          {
            severity: 'blocks',
            target,
            message: `${doubled.length}${share} records of ${entity.plural} would have the same ${after.title} as another.`,
            records: doubled.length,
            sample: doubled.slice(0, sampleSize),
            fix: 'Merge or change them first.',
          },
        ];
  if (failed.length === 0) return twice;
  return [
    ...twice,
    {
      severity: 'warns',
      target,
      message: `${failed.length}${share} values of ${after.title} cannot be brought whole from ${before.kind} to ${after.kind} (${failed[0]?.reason ?? ''}). What does not fit is left out; the old values are kept and listed.`,
      records: failed.length,
      sample: failed.slice(0, sampleSize).map((row) => row.id),
      fix:
        after.targets.length > 0 && before.targets.length === 0
          ? 'Make the missing records first, or look through the list afterwards.'
          : 'Correct these values first, or look through the list afterwards.',
    },
  ];
}
