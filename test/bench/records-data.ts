/** Accounts and deals of any number for benchmarks, made by the database itself in seconds: the write path is measured elsewhere. */
import type { Database } from '../../server/database/types.ts';

/** How many of each there are to be. */
export interface Sizes {
  readonly accounts: number;
  readonly deals: number;
}

/**
 * Fills the tables, each account with its share of the deals, and brings statistics up to date.
 * @param owner id of the user who owns every second deal
 */
export async function fillRecords(database: Database, { accounts, deals }: Sizes, owner: string): Promise<void> {
  const schema = `"${database.schema}"`;
  const ask = (text: string, values: unknown[] = []): Promise<unknown> => database.query({ text, values });
  const words = `(array['Alder','Birch','Cedar','Dogwood','Elder','Fir','Ginkgo','Hazel','Ironwood','Juniper'])[1 + n % 10]`;
  const account = `${words} ' || n || ' ' || (array['Works','Trading','Partners','Foods','Systems'])[1 + n % 5]`.replace(
    words,
    `${words} || '`,
  );
  await ask(`insert into ${schema}.crm_account (id, version, created_at, updated_at, name, search_text)
    select (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000001')::uuid, 1, now(), now(), ${account}, lower(${account}) from generate_series(1, ${accounts}) n`);
  await ask(
    `insert into ${schema}.crm_deal (id, version, created_at, updated_at, source, name, account, stage, amount, amount_currency, amount_base, opened_on, close_date, priority, owner, search_text)
    select (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000002')::uuid, 1, timestamptz '2024-01-01' + n * interval '1 minute', timestamptz '2024-01-01' + n * interval '1 minute', 'import',
      'Deal ' || md5(n::text), (lpad(to_hex(1 + n % ${accounts}), 8, '0') || '-0000-7000-8000-000000000001')::uuid,
      (array['prospecting','engaging','won','lost'])[1 + (n * 7919::bigint % 100 >= 40)::int + (n * 7919::bigint % 100 >= 55)::int + (n * 7919::bigint % 100 >= 80)::int],
      n % 20000, 'USD', n % 20000, '2024-01-01', date '2024-01-01' + (n * 31::bigint % 900)::int, 'normal', case when n % 2 = 0 then $1::uuid end, 'deal ' || md5(n::text)
    from generate_series(1, ${deals}) n`,
    [owner],
  );
  await ask(`vacuum analyze ${schema}.crm_deal, ${schema}.crm_account`);
}

/** The id of the n-th deal, from 1. */
export function dealId(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-7000-8000-000000000002`;
}

/** The id of the n-th account, from 1. */
export function accountId(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-7000-8000-000000000001`;
}

/** Whether the n-th deal is in a status that is open. */
export function isOpen(n: number): boolean {
  return (n * 7919) % 100 < 55;
}
