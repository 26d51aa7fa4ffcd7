/**
 * What amounts are worth, when a rate is corrected or stated late: their base amounts are brought to what a write would give now. It is computed
 * from what stands there, so that nothing of it is in history and no version moves.
 */
import type { Context } from '../access/context.ts';
import { id, join, literal, sql, toStatement, type Sql } from '../database/sql.ts';
import type { Entity, Field } from '../model/types.ts';
import { startBeat } from '../kernel/beat.ts';
import type { Logger } from '../kernel/logger.ts';
import { rateEntity, ratesTo } from '../query/exchange-rates.ts';

/** Records that are looked through by one statement. */
const batchSize = 2000;
const marker = 'rates in amounts';

/**
 * Brings all base amounts up to date, if rates have changed since that was done last. Servers may do it side by side: what is right already is
 * not written. It is done once more when everybody who was writing meanwhile, and may have read the rates of before, has ended.
 * @returns how many amounts were worth something else
 */
export async function revalueAmounts(context: Context): Promise<number> {
  const rates = await stateOfRates(context);
  const done = await readMarker(context);
  if (rates === undefined || rates === done) return 0;
  const [, writers] = done?.startsWith(rates + meanwhile) === true ? done.split(meanwhile) : [];
  if (writers !== undefined && !(await haveEnded(context, writers))) return 0;
  let changed = 0;
  for (const entity of context.model.entities.values())
    for (const field of entity.fields.values()) if (field.kind === 'money') changed += await revalueField(context, entity, field);
  // What has changed meanwhile is another state, and found by the next turn.
  await writeMarker(context, writers === undefined ? rates + meanwhile + (await nextTransaction(context)) : rates);
  return changed;
}

/** Between the state of the rates and the first transaction that cannot have read those of before. */
const meanwhile = ' but for those before ';

async function nextTransaction({ database }: Context): Promise<string> {
  const { rows } = await database.query<{ next: string }>(toStatement(sql`select pg_snapshot_xmax(pg_current_snapshot())::text as next`));
  return rows[0]?.next ?? '0';
}

async function haveEnded({ database }: Context, next: string): Promise<boolean> {
  const { rows } = await database.query<{ ended: boolean }>(
    toStatement(sql`select pg_snapshot_xmin(pg_current_snapshot())::text::numeric >= ${next}::numeric as ended`),
  );
  return rows[0]?.ended === true;
}

/** Another text for other rates; undefined where there are none. */
async function stateOfRates({ database, model, environment }: Context): Promise<string | undefined> {
  const entity = model.entities.get(rateEntity);
  if (!entity) return undefined;
  const { rows } = await database.query<{ state: string | null }>(
    toStatement(
      sql`select case when count(*) > 0 then concat_ws(' ', ${environment.baseCurrency}::text, count(*), sum(version), max(updated_at)) end as state
        from ${id(database.schema, entity.table)}`,
    ),
  );
  return rows[0]?.state ?? undefined;
}

async function revalueField(context: Context, entity: Entity, field: Field): Promise<number> {
  let changed = 0;
  let after: string | null = null;
  for (;;) {
    const statement = toStatement(pageSql(context, entity, field, after));
    const { rows }: { rows: { last: string | null; changed: number }[] } = await context.database.query(statement);
    changed += rows[0]?.changed ?? 0;
    after = rows[0]?.last ?? null;
    if (after === null) return changed;
  }
}

/** One page of records: the rate of the day or the last one before it, else the first there is, as in a write. */
function pageSql(context: Context, entity: Entity, field: Field, after: string | null): Sql {
  const { database, model, environment } = context;
  const rates = ratesTo(database, model, environment.baseCurrency);
  const [amount, currency, worth] = field.type.columns(field).map(({ name }) => id('t', name));
  const target = field.type.columns(field)[2]?.name;
  if (!rates || !amount || !currency || !worth || target === undefined)
    throw new Error('An amount is of three columns, and rates are there.');
  const table = id(database.schema, entity.table);
  const dated = dayOf(entity, field);
  const day = dated ?? sql`null::date`;
  const today = sql`${context.clock.now().toISOString().slice(0, 10)}::date`;
  const rate = sql`select rate from ${rates.table} where currency = ${currency} and ${rates.where}
    order by (date <= coalesce(${day}, ${today})) desc, case when date <= coalesce(${day}, ${today}) then date end desc, date limit 1`;
  // Without a day of its own an amount is worth what it was when it was written, unless no rate was known then.
  const due = sql`select t.id, ${amount} as amount, ${currency} as currency, ${day} as day, round(${amount} * (${rate}), 4) as worth
    from page join ${table} t on t.id = page.id where ${currency} <> ${environment.baseCurrency} and (${day} is not null or ${worth} is null)`;
  // Whoever wrote the amount in between has given it its worth.
  const same = sql`${amount} = due.amount and ${currency} = due.currency and ${day} is not distinct from due.day`;
  return sql`with page as (select id from ${table} where ${after}::uuid is null or id > ${after}::uuid order by id limit ${batchSize}::int),
    due as (${due}),
    done as (update ${table} t set ${id(target)} = due.worth from due where t.id = due.id and ${same} and ${worth} is distinct from due.worth returning 1)
    select (select id::text from page order by id desc limit 1) as last, (select count(*)::int from done) as changed`;
}

/** The day whose rate counts, where the field names one: of an instant the day in UTC. */
function dayOf(entity: Entity, { document }: Field): Sql | undefined {
  const date = document.field === 'money' && document.rateDate !== undefined ? entity.fields.get(document.rateDate) : undefined;
  if (!date) return undefined;
  const column = id('t', date.column);
  return date.kind === 'date' ? column : sql`(${column} at time zone 'UTC')::date`;
}

async function readMarker({ database }: Context): Promise<string | undefined> {
  const { rows } = await database.query<{ value: string }>(
    toStatement(sql`select value #>> '{}' as value from ${id(database.schema, 'relata_system')} where name = ${marker}`),
  );
  return rows[0]?.value;
}

async function writeMarker({ database }: Context, state: string): Promise<void> {
  await database.query(
    toStatement(sql`insert into ${id(database.schema, 'relata_system')} as s (${join([id('name'), id('value')])}) values (${literal(marker)}, to_jsonb(${state}::text))
      on conflict (name) do update set value = excluded.value`),
  );
}

const periodMilliseconds = 5000;

/** Looks every few seconds whether rates have changed. @returns what ends it, after the turn at hand */
export function startRevaluing(contextNow: () => Context, logger: Logger): { stop(): Promise<void> } {
  return startBeat(
    async () => {
      const changed = await revalueAmounts(contextNow());
      if (changed > 0) logger.info({ changed }, 'Amounts were brought to other exchange rates.');
    },
    {
      every: periodMilliseconds,
      failed: (error) => logger.warn({ err: error }, 'Amounts could not be brought to other exchange rates; it is tried again.'),
    },
  );
}
