/** Changes of metadata that have to be refused: what the server says to them, and that it left everything as it was. */
import { expect } from 'vitest';
import type { Database } from '../../server/database/types.ts';
import { draftsOf, type DraftEdit, type Json } from './drafts.ts';
import { expectProblem } from './problems.ts';
import type { Answer, Call } from './test-app.ts';

/** Where drafts, plans and sessions are noted: what is in there changes with every request. */
const noted = ['relata_change_sets', 'relata_sessions', 'relata_attempts', 'relata_leases', 'relata_nodes'];

/** The catalogue, the versions and all rows of a schema, but for the drafts themselves: two of them are equal when nothing was changed. */
export async function stateOf(database: Database): Promise<Readonly<Record<string, unknown>>> {
  const ask = async (text: string): Promise<Json[]> => (await database.query<Json>({ text, values: [database.schema] })).rows;
  const catalogue = await ask(
    `select c.relname, c.relkind, (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0) as columns,
       (select json_agg(pg_get_indexdef(x.indexrelid) order by x.indexrelid) from pg_index x where x.indrelid = c.oid) as indexes,
       (select json_agg(pg_get_constraintdef(k.oid) order by k.oid) from pg_constraint k where k.conrelid = c.oid) as constraints,
       (select json_agg(pg_get_triggerdef(t.oid) order by t.oid) from pg_trigger t where t.tgrelid = c.oid) as triggers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 order by c.relname`,
  );
  const tables = catalogue.filter(({ relkind, relname }) => relkind === 'r' && !noted.includes(relname as string));
  const rows: Record<string, unknown> = {};
  for (const { relname } of tables) {
    const table = `"${database.schema}"."${(relname as string).replaceAll('"', '""')}"`;
    const { rows: found } = await database.query<Json>({
      text: `select count(*)::int as n, md5(string_agg(t::text, '' order by t::text)) as hash from ${table} t`,
      values: [],
    });
    rows[relname as string] = found[0];
  }
  return { catalogue, rows };
}

/** One thing that is wrong, as an answer tells it. */
export interface Refusal {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

/** Tries what has to be refused as one user. */
export interface Refuser {
  /** Puts edits into a draft, plans and applies it. @returns what was said when it was refused, which it has to be, without a trace */
  readonly refused: (edits: readonly DraftEdit[]) => Promise<readonly Refusal[]>;
  /** Does something that has to change nothing. @returns what came of it */
  readonly untouched: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @param user the API as a user who may change metadata */
export function refusalsOf(user: { readonly call: Call }, database: Database): Refuser {
  const { planOf, waitFor } = draftsOf(user);

  /** What a refused answer says is wrong. */
  function refusalsIn(answer: Answer, ...statuses: readonly number[]): readonly Refusal[] {
    expectProblem(answer, ...statuses);
    return (answer.body.errors as Refusal[] | undefined) ?? [{ pointer: '', message: answer.body.detail as string }];
  }

  return {
    async refused(edits) {
      const { body } = await user.call('POST', '/api/metadata/drafts', { title: 'To be refused' });
      const draft = body.id as string;
      for (const [kind, id, content] of edits) {
        const where = `/api/metadata/documents/${kind}/${encodeURIComponent(id)}?draft=${draft}`;
        const saved = await (content === null ? user.call('DELETE', where) : user.call('PUT', where, content));
        if (saved.status !== 200) return refusalsIn(saved);
      }
      const plan = await planOf(draft);
      const answer = await user.call('POST', '/api/metadata/apply', { draft, hash: plan['hash'] });
      // What is begun nevertheless must not go on beneath the tests after this one.
      if (answer.status === 202) await waitFor(draft);
      return refusalsIn(answer, 400, 409, 422);
    },
    async untouched(work) {
      const before = await stateOf(database);
      const result = await work();
      expect(await stateOf(database)).toEqual(before);
      return result;
    },
  };
}
