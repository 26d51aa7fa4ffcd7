/** What amounts say to other currencies: those that are in use must stay, and another base needs a rate. */
import { all, any, id, sql, toStatement, type Sql } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import type { Entity, Field, Model } from '../../model/types.ts';
import { ratesTo } from '../../query/exchange-rates.ts';
import { fieldById } from './choose-names.ts';
import type { Finding } from '../types.ts';
import { countAndSample, type Sample } from './sample.ts';

/** Everything that stored amounts have against the settings of a new model. */
export async function findCurrencyObstacles(database: Database, before: Model, after: Model): Promise<Finding[]> {
  const [old, fresh] = [before.settings, after.settings];
  const gone = old.currencies.filter((currency) => !fresh.currencies.includes(currency));
  const findings: Finding[] = [];
  for (const { entity, field, stored } of moneyFields(before, after)) {
    const fixed = field.document.field === 'money' ? field.document.currency : undefined;
    const other =
      fixed !== undefined && fixed !== fixedOf(stored) ? await holding(database, entity, stored, (at) => sql`${at} <> ${fixed}`) : none;
    if (other.records > 0)
      findings.push({
        severity: 'warns',
        target: `field ${entity.id}.${field.name}`,
        message: `${other.records} records of ${entity.plural} have ${field.title} in another currency than ${fixed ?? ''}. They stay as they are until they are next changed.`,
        fix: 'Change them before, by a bulk edit or an import.',
        ...other,
      });
    const lost = gone.length > 0 ? await holding(database, entity, stored, (at) => sql`${at} = any(${gone}::text[])`) : none;
    if (lost.records > 0)
      findings.push({
        severity: 'blocks',
        target: `field ${entity.id}.${field.name}`,
        message: `${lost.records} records of ${entity.plural} have ${field.title} in a currency that is taken away (${gone.join(', ')}).`,
        fix: 'Keep the currency, or change these amounts first.',
        ...lost,
      });
  }
  if (old.baseCurrency !== fresh.baseCurrency) findings.push(...(await missingRate(database, before, after)));
  return findings;
}

const none: Sample = { records: 0, sample: [] };

/** Fields that are amounts before and after. */
function moneyFields(before: Model, after: Model): { entity: Entity; field: Field; stored: Field }[] {
  return [...after.entities.values()].flatMap((entity) =>
    [...entity.fields.values()].flatMap((field) => {
      const stored = fieldById(before.entities.get(entity.id), field.id);
      return field.kind === 'money' && stored?.kind === 'money' ? [{ entity, field, stored }] : [];
    }),
  );
}

const fixedOf = ({ document }: Field): string | undefined => (document.field === 'money' ? document.currency : undefined);

/** Living records whose amount is in one of some currencies. */
async function holding(database: Database, entity: Entity, field: Field, condition: (currency: Sql) => Sql): Promise<Sample> {
  const [, currency] = field.type.columns(field);
  if (!currency) return none;
  return countAndSample(database, entity, condition(id(currency.name)));
}

/** Amounts in other currencies are worth nothing in a base for which there is no rate. */
async function missingRate(database: Database, before: Model, after: Model): Promise<Finding[]> {
  const [from, to] = [before.settings.baseCurrency, after.settings.baseCurrency];
  const stated = ratesTo(database, before, from);
  const [known, derived] = [stated, ratesTo(database, before, to)];
  if (known && derived) {
    const { rows } = await database.query<{ known: boolean }>(
      toStatement(
        sql`select exists(select from ${known.table} where ${any([all([sql`currency = ${to}`, known.where]), all([sql`currency = ${from}`, derived.where])])} and rate > 0) as known`,
      ),
    );
    if (rows[0]?.known === true) return [];
  }
  let records = 0;
  for (const { entity, stored: field } of moneyFields(before, after))
    records += (await holding(database, entity, field, (at) => sql`${at} <> ${to}`)).records;
  if (records === 0) return [];
  return [
    {
      severity: 'blocks',
      target: 'settings',
      message: `${records} amounts are in other currencies than ${to}, and no exchange rate says what a ${to} is worth in ${from}.`,
      records,
      fix: `Add an exchange rate of ${to} first.`,
    },
  ];
}
