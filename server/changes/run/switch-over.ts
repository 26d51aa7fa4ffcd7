/** The moment in which a new version comes into force. */
import { id, sql, toStatement } from '../../database/sql.ts';
import type { Queryable } from '../../database/types.ts';
import { conflict } from '../../kernel/errors.ts';
import { dropOldViews, swapViews } from '../analysts/install.ts';
import { readChangeSet } from '../change-sets.ts';
import { droppedBetween, fillTrash } from '../trash.ts';
import { insertVersion } from '../versions.ts';
import { convertDirty, type Conversion } from './convert-step.ts';
import { conversionsOf, type Run } from './run.ts';
import { LeaseLost } from './steps.ts';

const switchAttempts = 60;

/**
 * The new version comes into force: one transaction that stops the writers of re-typed fields for the moment that the last of their
 * changes take, stores the version, and moves into the trash what is no longer in the model.
 */
export async function switchOver(run: Run): Promise<void> {
  const { runtime, change, stored, from, before, after } = run;
  const { database } = runtime;
  if ((await readChangeSet(database, change.id)).version !== null) return;
  const conversions = conversionsOf(run);
  const anewViews = stored.plan.steps.some(({ work }) => work.kind === 'views');
  for (let attempt = 1; ; attempt++) {
    for (const conversion of conversions) while ((await database.tx((tx) => convertDirty(tx, database.schema, conversion))) >= 1000);
    try {
      await database.tx(async (tx) => {
        await catchUp(tx, database.schema, conversions);
        await demandUnmoved(tx, run);
        const version = await insertVersion(tx, database.schema, {
          model: after,
          sources: stored.sources ?? from.sources,
          message: change.title,
          // Change sets of before this was noted know their author alone.
          by: change.applier ?? { id: change.author, name: change.authorName, source: change.author === null ? 'automation' : 'api' },
          changeSet: change.id,
          steps: stored.plan.steps.map(({ type, table, class: kind, summary }) => ({ type, table, class: kind, summary })),
          conflicts: stored.conflicts,
        });
        if (anewViews) await swapViews(tx, database.schema);
        await fillTrash(
          tx,
          database.schema,
          droppedBetween(before, after, conversions),
          before,
          after,
          version,
          change.applier?.id ?? change.author,
        );
        await tx.query(
          toStatement(
            sql`update ${id(database.schema, 'relata_change_sets')} set version = ${version}::bigint where id = ${change.id}::uuid`,
          ),
        );
      });
      break;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03' || attempt >= switchAttempts) throw error;
      await pause(Math.min(2000, 50 * attempt) * (0.5 + Math.random()));
    }
  }
  await runtime.switched();
  if (anewViews) await dropOldViews(database);
}

/** Stops the writers of the tables, briefly, and brings over what they wrote last. */
async function catchUp(tx: Queryable, schema: string, conversions: readonly Conversion[]): Promise<void> {
  if (conversions.length === 0) return;
  await tx.query({ text: `set local lock_timeout = '300ms'`, values: [] });
  const tables = [
    ...new Set(conversions.flatMap(({ entity, before }) => [entity.table, ...(before.joinTable === undefined ? [] : [before.joinTable])])),
  ].sort();
  for (const table of tables) await tx.query(toStatement(sql`lock table ${id(schema, table)} in share row exclusive mode`));
  for (const conversion of conversions) while ((await convertDirty(tx, schema, conversion)) > 0);
}

/** Nothing may have been applied since the plan was made, and the lease must still be ours. */
async function demandUnmoved(tx: Queryable, { runtime, lease, change }: Run): Promise<void> {
  const { rows } = await tx.query<{ newest: number; held: boolean }>(
    toStatement(
      sql`select (select max(version) from ${id(runtime.database.schema, 'relata_metadata_versions')})::int as newest, ${lease.held} as held`,
    ),
  );
  if (rows[0]?.held !== true) throw new LeaseLost();
  if (rows[0].newest !== change.baseVersion) throw conflict('Another change was applied meanwhile.', [], 'moved');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
