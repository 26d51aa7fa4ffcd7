/**
 * What the roles of the pack of everything say, in SQL of its own. What is asked of the twins goes by what the engine itself shows in lists: if that
 * were too much, the twins would be silent.
 */
import { expect } from 'vitest';
import type { Workspace } from '../../../server/access/workspace.ts';
import { closedWhenOpen } from './everything-pack.ts';
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
export async function demandStated(workspace: Workspace, role: string, sight: Sight, team: string): Promise<void> {
  const { schema } = workspace.database;
  const idsWhere = async (table: string, where: string): Promise<string[]> => {
    const text = `select t.id::text as id from #${table} t where $1::uuid is not null and $2::uuid is not null and ${where} order by t.id`;
    const { rows } = await workspace.database.query<{ id: string }>({
      text: text.replaceAll('#', `"${schema}".`),
      values: [sight.user, team],
    });
    return rows.map((row) => row.id);
  };
  for (const entity of workspace.model().entities.values()) {
    const where = [stated[role]?.[entity.id] ?? 'true', held[entity.id] ?? 'true'].join(' and ');
    expect([...(sight.visible.get(entity.id) ?? [])].sort(), `${entity.id} as ${role} sees it`).toEqual(
      await idsWhere(entity.table, where),
    );
  }
  for (const name of closed[role] ?? [])
    expect([...(sight.guarded.get(`test.item.${name}`) ?? [])].sort(), `${name} as ${role} sees it`).toEqual(
      await idsWhere('test_item', `t.stage = 'open'`),
    );
}
