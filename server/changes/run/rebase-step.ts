/**
 * Another base currency: exchange rates are stated in it, too, from those in the one before, so that amounts can be worth something in
 * it. The rates before stay, for those who still work on the old version and for the way back.
 */
import { Decimal } from 'decimal.js';
import type { Context } from '../../access/context.ts';
import { sql, toStatement } from '../../database/sql.ts';
import { rateEntity, ratesTo } from '../../query/exchange-rates.ts';
import type { WriteOperation } from '../../records/types.ts';
import { writeRecords } from '../../records/write.ts';

const batchSize = 500;
/** Digits of a rate after the point, as its field has them. */
const rateScale = 10;

/** From which currency to which. */
export interface Rebase {
  readonly from: string;
  readonly to: string;
}

/** What a currency was worth from a day on. */
interface RateOfDay {
  readonly currency: string;
  readonly date: string;
  readonly rate: string;
}

/**
 * Says of rates without a base that they are in the old one, and derives those in the new one that are not there yet: each currency at
 * each day on which it or the new base had a rate. Can be run again.
 * @param saved is told after each batch how many rates it held; false ends the run
 */
export async function rebaseRates(context: Context, { from, to }: Rebase, saved: (count: number) => Promise<boolean>): Promise<void> {
  if (context.model.entities.get(rateEntity)?.fields.has('base') !== true) return;
  const unstated = await unstatedRates(context, from);
  const going = await writeRates(
    context,
    unstated.map((id) => ({ action: 'update', id, values: { base: from } })),
    saved,
  );
  if (!going) return;
  const derived = deriveRates(await readRates(context, from), await readRates(context, to), { from, to });
  await writeRates(
    context,
    derived.map((rate) => ({ action: 'create', values: { ...rate, base: to } })),
    saved,
  );
}

async function writeRates(
  context: Context,
  operations: readonly WriteOperation[],
  saved: (count: number) => Promise<boolean>,
): Promise<boolean> {
  for (let at = 0; at < operations.length; at += batchSize) {
    const batch = operations.slice(at, at + batchSize);
    const results = await writeRecords(context, rateEntity, batch, { effects: false, maintenance: true });
    // Somebody may have stated the same rate just now: theirs counts.
    const refused = results.find((result) => !result.ok && result.problem.status !== 409);
    if (refused && !refused.ok) throw refused.problem;
    if (!(await saved(batch.length))) return false;
  }
  return true;
}

/** Rates in a new base that follow from those in the old one, without those that are stated already. */
export function deriveRates(old: readonly RateOfDay[], stated: readonly RateOfDay[], { from, to }: Rebase): RateOfDay[] {
  const known = new Map(Object.entries(Object.groupBy(old, (rate) => rate.currency)).map(([key, rates]) => [key, rates ?? []]));
  const pivot = known.get(to)?.filter(({ rate }) => !new Decimal(rate).isZero()) ?? [];
  if (pivot.length === 0) return [];
  const there = new Set(stated.map(({ currency, date }) => `${currency} ${date}`));
  const at = (rates: readonly RateOfDay[], date: string): Decimal =>
    new Decimal((rates.findLast((each) => each.date <= date) ?? rates[0])?.rate ?? 0);
  const fresh: RateOfDay[] = [];
  for (const currency of [from, ...known.keys()]) {
    if (currency === to) continue;
    const own = currency === from ? undefined : known.get(currency);
    const days = [...new Set([...pivot, ...(own ?? [])].map(({ date }) => date))].toSorted();
    for (const date of days) {
      if (there.has(`${currency} ${date}`)) continue;
      const rate = (own ? at(own, date) : new Decimal(1)).dividedBy(at(pivot, date)).toDecimalPlaces(rateScale);
      fresh.push({ currency, date, rate: rate.toFixed() });
    }
  }
  return fresh;
}

/** Rates in a currency, in the order of their days. */
async function readRates(context: Context, base: string): Promise<RateOfDay[]> {
  const known = ratesTo(context.database, context.model, base);
  if (!known) return [];
  const { rows } = await context.database.query<RateOfDay>(
    toStatement(sql`select currency, date::text, rate::text from ${known.table} where ${known.where} and base is not null order by date`),
  );
  return rows;
}

/** Ids of living rates that do not say in which currency they are; where one is stated for the same day, that one counts. */
async function unstatedRates(context: Context, base: string): Promise<string[]> {
  const known = ratesTo(context.database, context.model, base);
  if (!known) return [];
  const { rows } = await context.database.query<{ id: string }>(
    toStatement(
      sql`select t.id::text as id from ${known.table} t where t.base is null and t.deleted_at is null
        and not exists (select from ${known.table} o where o.base = ${base} and o.currency = t.currency and o.date = t.date and o.deleted_at is null) order by t.id`,
    ),
  );
  return rows.map((row) => row.id);
}
