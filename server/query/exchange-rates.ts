/** Where exchange rates stand, and which of them lead to a base currency. */
import type { Database } from '../database/types.ts';
import { id, sql, type Sql } from '../database/sql.ts';
import type { Model } from '../model/types.ts';

/** The entity of the system pack that holds them. */
export const rateEntity = 'system.exchange-rate';

/** SQL of the table and of the condition for rates that can be used; undefined when the workspace keeps none. */
export function ratesTo(
  { schema }: Pick<Database, 'schema'>,
  model: Pick<Model, 'entities'>,
  baseCurrency: string,
): { readonly table: Sql; readonly where: Sql } | undefined {
  const entity = model.entities.get(rateEntity);
  if (!entity) return undefined;
  // Rates of a time before they named their base are in the only one that there was.
  const leads = entity.fields.has('base') ? sql`(base = ${baseCurrency} or base is null)` : sql`true`;
  return { table: id(schema, entity.table), where: sql`${leads} and deleted_at is null and rate is not null and date is not null` };
}
