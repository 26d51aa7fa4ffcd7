/** Amounts of conditions that are stated in another currency than the base: converted by the database, at the rate of today. */
import { sql, type Sql } from '../database/sql.ts';
import type { ConditionValue } from '../../metadata/rules/condition.ts';
import { ratesTo } from './exchange-rates.ts';
import type { Compilation } from './source.ts';

/** An amount in a currency of its own. */
export interface ForeignAmount {
  readonly amount: number | string;
  readonly currency: string;
}

/** Whether a value of a condition is an amount that has to be converted before it compares. */
export function isForeignAmount(value: ConditionValue, baseCurrency: string): value is ForeignAmount {
  return typeof value === 'object' && value !== null && 'currency' in value && value.currency !== baseCurrency;
}

/**
 * The amount in the base currency, to four digits like every base amount: at the rate of today or the last one before it, else at the first
 * there is. NULL when no rate is known, so that nothing compares.
 */
export function amountSql(compilation: Compilation, { amount, currency }: ForeignAmount): Sql {
  const { context } = compilation;
  const rates = ratesTo(context.database, context.model, context.environment.baseCurrency);
  if (!rates) return sql`null::numeric`;
  const today = compilation.now().toISOString().slice(0, 10);
  return sql`(select round(${String(amount)}::numeric * rate, 4) from ${rates.table}
    where currency = ${currency} and ${rates.where}
    order by (date <= ${today}::date) desc, case when date <= ${today}::date then date end desc, date limit 1)`;
}
