/**
 * What somebody would write by hand for the pack's deals: one named statement per request that sends the same JSON as Relata does, over the
 * same tables and indexes. The floor of `records.ts`.
 */

import { bareRollupStatements } from './rollup-cases.ts';

/** A statement with its name; `values` are made by whoever runs it. */
export interface BareStatement {
  readonly name: string;
  readonly text: string;
}

/** All statements of the floor. `s` is the quoted schema. */
export function bareStatements(s: string): Readonly<Record<string, BareStatement>> {
  const link = (table: string, column: string, name = 'name'): string =>
    `(select json_build_object('id', l.id, 'label', l.${name}) from ${s}.${table} l where l.id = d.${column} and l.deleted_at is null)`;
  const money = (column: string): string =>
    `case when d.${column} is not null then json_build_object('amount', trim_scale(d.${column})::text, 'currency', d.${column}_currency) end`;
  const instant = (column: string): string => `to_char(d.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const day = (column: string): string => `to_char(d.${column}, 'YYYY-MM-DD')`;
  const short = `d.id, d.version, d.name, ${link('crm_account', 'account')} as account, d.stage, ${money('amount')} as amount, ${day('close_date')} as "closeDate", ${link('system_user', 'owner')} as owner`;
  const probability = `case d.stage when 'prospecting' then 10 when 'engaging' then 25 when 'proposal' then 50 when 'negotiation' then 75 when 'won' then 100 when 'lost' then 0 end`;
  const whole = `d.name, ${link('crm_account', 'account')} as account, ${link('crm_contact', 'contact', 'name_full')} as contact, d.stage, ${money('amount')} as amount,
    trim_scale(round(d.amount_base * ${probability} / 100, 2))::text as expected, ${day('opened_on')} as "openedOn", ${day('close_date')} as "closeDate",
    ${link('crm_product', 'product')} as product, d.kind, d.lead_source as "leadSource", ${link('crm_campaign', 'campaign')} as campaign, ${link('crm_lead', 'lead', 'name_full')} as lead,
    d.next_step as "nextStep", ${day('next_step_on')} as "nextStepOn", d.priority, to_json(d.competitors) as competitors, to_json(d.tags) as tags, ${money('cost')} as cost,
    trim_scale(round(d.amount_base - d.cost_base, 2))::text as margin, d.loss_reason as "lossReason", d.loss_note as "lossNote", d.contract, d.external_id as "externalId", d.description,
    (select trim_scale(round(sum(l.quantity * l.unit_price_base * (100 - l.discount) / 100), 2))::text from ${s}.crm_deal_line l where l.deal = d.id and l.deleted_at is null) as "lineTotal",
    (select count(*) from ${s}.crm_activity a where a.regarding_id = d.id and a.regarding_entity = 'crm.deal' and a.deleted_at is null and a.type = 'task' and a.done = false) as "openTasks",
    (select to_char(max(a.happened_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from ${s}.crm_activity a where a.regarding_id = d.id and a.regarding_entity = 'crm.deal' and a.deleted_at is null and a.done) as "lastActivityAt",
    d.id, d.version, ${instant('created_at')} as "createdAt", ${link('system_user', 'created_by')} as "createdBy", ${instant('updated_at')} as "updatedAt", ${link('system_user', 'updated_by')} as "updatedBy",
    ${link('system_user', 'owner')} as owner, ${link('system_team', 'team')} as team, ${instant('deleted_at')} as "deletedAt", d.source`;
  const rows = (columns: string, from: string, order: string): string =>
    `select coalesce(json_agg(r order by ${order}), '[]')::text from (select ${columns} from ${from}) r`;
  const filtered = `d.deleted_at is null and d.stage = $1 and d.amount_base >= $2`;
  const page = `select d.* from ${s}.crm_deal d where ${filtered} order by d.close_date desc nulls last, d.id desc nulls last limit $3`;
  const found = `d.deleted_at is null and (d.search_text like $1 or d.account = any(array(select a.id from ${s}.crm_account a where a.search_text like $1 and a.deleted_at is null)))`;
  const audit = `insert into ${s}.bench_audit (id, at, entity, record_id, actor, changes)`;
  return {
    ...bareRollupStatements(s),
    session: {
      name: 'bare-session',
      text: `select u.id, u.name, u.email, u.roles, u.team, u.language, u.time_zone from ${s}.relata_sessions s join ${s}.system_user u on u.id = s.user_id
        where s.id = $1 and s.expires_at > $2 and u.deleted_at is null and u.active is not false`,
    },
    record: {
      name: 'bare-record',
      text: `select row_to_json(r)::text as data from (select ${short} from ${s}.crm_deal d where d.id = $1) r`,
    },
    page: {
      name: 'bare-page',
      text: `select (${rows(short, `(${page}) d`, `r."closeDate" desc nulls last, r.id desc`)}) as data, (select count(*) from ${s}.crm_deal d where ${filtered}) as total`,
    },
    search: {
      name: 'bare-search',
      text: `select (${rows(short, `(select d.* from ${s}.crm_deal d where ${found} order by d.id limit $2) d`, 'r.id')}) as data`,
    },
    sum: {
      name: 'bare-sum',
      text: `select json_build_object('groups', json_agg(json_build_object('keys', json_build_array(stage), 'labels', json_build_array(initcap(stage)), 'values', json_build_array(n, total))) filter (where not whole),
          'totals', json_agg(json_build_array(n, total)) filter (where whole) -> 0)::text as data
        from (select grouping(stage) = 1 as whole, stage, count(*) as n, trim_scale(sum(amount_base))::text as total from ${s}.crm_deal where deleted_at is null group by grouping sets ((stage), ())) g`,
    },
    create: {
      name: 'bare-create',
      text: `with h as (${audit} values (gen_random_uuid(), now(), 'crm.deal', $1, $2, $3)),
        d as (insert into ${s}.crm_deal (id, version, created_at, created_by, updated_at, updated_by, owner, source, name, account, stage, amount, amount_currency, amount_base, close_date, priority, search_text)
          values ($1, 1, now(), $2, now(), $2, $2, 'api', $4, $5, $6, $7::numeric, 'USD', $7::numeric, $8, 'normal', lower($4)) returning *)
        select row_to_json(r)::text as data from (select ${whole} from d) r`,
    },
    patch: {
      name: 'bare-patch',
      text: `with h as (${audit} values (gen_random_uuid(), now(), 'crm.deal', $1, $2, $3)),
        d as (update ${s}.crm_deal set next_step = $4, version = version + 1, updated_at = now(), updated_by = $2 where id = $1 and deleted_at is null returning *)
        select row_to_json(r)::text as data from (select ${whole} from d) r`,
    },
    bulk: {
      name: 'bare-bulk',
      text: `with i as (select * from jsonb_to_recordset($2::jsonb) as i(id uuid, name text, account uuid, stage text, amount numeric, "closeDate" date)),
        d as (insert into ${s}.crm_deal (id, version, created_at, created_by, updated_at, updated_by, owner, source, name, account, stage, amount, amount_currency, amount_base, close_date, priority, search_text)
          select id, 1, now(), $1, now(), $1, $1, 'api', name, account, stage, amount, 'USD', amount, "closeDate", 'normal', lower(name) from i returning *),
        h as (${audit} select gen_random_uuid(), now(), 'crm.deal', i.id, $1, to_jsonb(i) from i)
        select json_agg(json_build_object('status', 201, 'id', d.id, 'version', d.version))::text as data from d`,
    },
    expand: {
      name: 'bare-expand',
      text: `select (select coalesce(json_agg(r order by r.id), '[]')::text from (select d.id, d.version, d.name,
          (select coalesce(json_agg(x), '[]') from (select c.id, c.version, c.name, case when c.amount is not null then json_build_object('amount', trim_scale(c.amount)::text, 'currency', c.amount_currency) end as amount,
            (select json_build_object('label', u.name, 'id', u.id, 'version', u.version, 'name', u.name, 'team', (select json_build_object('id', t.id, 'label', t.name) from ${s}.system_team t where t.id = u.team and t.deleted_at is null))
              from ${s}.system_user u where u.id = c.owner and u.deleted_at is null) as owner
            from ${s}.crm_deal c where c.account = d.id and c.deleted_at is null and c.amount_base >= 100 order by c.close_date desc nulls last, c.id desc nulls last limit 5) x) as deals
          from (select * from ${s}.crm_account a where a.deleted_at is null and a.id = any($1) order by a.id limit $2) d) r) as data`,
    },
  };
}
