/**
 * What the roles of the pack of everything say, in SQL of its own. What is asked of the twins goes by what the engine itself shows in lists: if that
 * were too much, the twins would be silent.
 */
import { expect } from 'vitest';
import type { Context } from '../../../server/access/context.ts';
import { readRows } from '../../../server/query/rows.ts';
import { closedWhenOpen, everythingRoles } from './everything-pack.ts';
import type { Sight } from './unseen.ts';

/** Which records each role sees, where it is not all of them. */
const stated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'test.own': { 'test.item': 't.owner = $1' },
  'test.team': { 'test.item': '(t.owner = $1 or t.team = $2)' },
  'test.condition': { 'test.item': `t."select" in ('red', 'green')` },
  'test.linked-condition': {
    'test.item': `exists (select 1 from #test_parent p where p.id = t.parent and p.code = 'red' and p.deleted_at is null)`,
    'test.parent': `t.code = 'red'`,
  },
  'test.no-parents': { 'test.parent': 'false' },
  'test.own-parents': { 'test.parent': 't.owner = $1' },
  'test.own-parts': { 'test.part': 't.owner = $1' },
  'test.no-parts': { 'test.part': 'false' },
  'test.own-notes': { 'test.note': 't.owner = $1' },
  'test.no-notes': { 'test.note': 'false' },
  'test.nobody': { 'system.user': 'false', 'system.team': 'false' },
};

/** What nobody sees. */
const held: Readonly<Record<string, string>> = {
  'test.note': `not exists (select 1 from #test_parent p where p.id = t.parent and p.code = 'blue' and p.deleted_at is null)`,
};

/** Fields that a role shows of some records only. */
const closed: Readonly<Record<string, readonly string[]>> = { 'test.by-status': closedWhenOpen };

/** Demands that somebody with one role sees what the role says, and nothing else. @param team the user's */
export async function demandStated(context: Context, role: string, sight: Sight, team: string): Promise<void> {
  const { database, model } = context;
  const idsWhere = async (table: string, where: string): Promise<string[]> => {
    const text = `select t.id::text as id from #${table} t where $1::uuid is not null and $2::uuid is not null and ${where} order by t.id`;
    const { rows } = await database.query<{ id: string }>({
      text: text.replaceAll('#', `"${database.schema}".`),
      values: [sight.user, team],
    });
    return rows.map((row) => row.id);
  };
  for (const entity of model.entities.values()) {
    const where = [stated[role]?.[entity.id] ?? 'true', held[entity.id] ?? 'true'].join(' and ');
    expect([...(sight.visible.get(entity.id) ?? [])].sort(), `${entity.id} as ${role} sees it`).toEqual(
      await idsWhere(entity.table, where),
    );
  }
  for (const name of closed[role] ?? [])
    expect([...(sight.guarded.get(`test.item.${name}`) ?? [])].sort(), `${name} as ${role} sees it`).toEqual(
      await idsWhere('test_item', `t.stage = 'open'`),
    );
  await demandFields(context, role);
}

/** Of fields that a role hides there is no trace, of those that it masks no value. */
async function demandFields(context: Context, role: string): Promise<void> {
  const entities = everythingRoles().find((each) => each.id === role)?.entities ?? {};
  for (const [entity, rights] of Object.entries(entities)) {
    const fields = Object.entries((rights as { fields?: Readonly<Record<string, string>> }).fields ?? {});
    if (fields.length === 0) continue;
    const { rows } = await readRows(context, entity, { limit: 1000 });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      for (const [name, access] of fields) {
        if (access === 'hidden') expect(Object.keys(row), `${name} as ${role} sees it`).not.toContain(name);
        else expect([row[name], row['_masked']], `${name} as ${role} sees it`).toEqual([null, expect.arrayContaining([name])]);
      }
  }
}
