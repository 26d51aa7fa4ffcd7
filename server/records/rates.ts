/** Exchange rates for the base amounts of money: read from the system pack's entity, when a write holds a foreign currency. */
import { Decimal } from 'decimal.js';
import type { Context } from '../access/context.ts';
import { sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import type { FieldEnvironment } from '../fields/types.ts';
import { ratesTo } from '../query/exchange-rates.ts';

interface Rate {
  readonly currency: string;
  readonly date: string;
  readonly rate: string;
}

/** The environment of fields, able to convert the currencies at hand. */
export async function withRates(context: Context, tx: Queryable, currencies: ReadonlySet<string>): Promise<FieldEnvironment> {
  const base = context.environment.baseCurrency;
  const foreign = [...currencies].filter((currency) => currency !== base);
  const rates = foreign.length === 0 ? [] : await readRates(context, tx, foreign);
  return {
    ...context.environment,
    toBase(amount, currency, date) {
      if (currency === base) return amount;
      const day = date ?? context.clock.now().toISOString().slice(0, 10);
      const known = rates.filter((rate) => rate.currency === currency);
      // The rate of the day, or the last one before it; a record older than all rates takes the first.
      const rate = known.findLast((candidate) => candidate.date <= day) ?? known[0];
      return rate === undefined ? null : new Decimal(amount).times(rate.rate).toDecimalPlaces(4).toFixed();
    },
  };
}

async function readRates(context: Context, tx: Queryable, currencies: readonly string[]): Promise<Rate[]> {
  const known = ratesTo(context.database, context.model, context.environment.baseCurrency);
  if (!known) return [];
  const { rows } = await tx.query<Rate>(
    toStatement(
      sql`select currency, date::text, rate::text from ${known.table} where currency = any(${[...currencies]}::text[]) and ${known.where} order by date`,
    ),
  );
  return rows;
}
