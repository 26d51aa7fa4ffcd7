/** Which process works on which version: each says so every second, and takes a newer one into use when it finds one. */
import type { Workspace } from '../../access/workspace.ts';
import { id, sql, toStatement } from '../../database/sql.ts';
import type { Database } from '../../database/types.ts';
import { startBeat } from '../../kernel/beat.ts';
import { newId } from '../../kernel/ids.ts';
import { modelOf, newestNumber, readVersion } from '../versions.ts';

const period = 1000;
/** A server that has not spoken for so long is taken for dead. */
const silence = '15 seconds';

/** A server's watch over versions. */
export interface VersionWatch {
  /** Looks at once instead of at the next second. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Begins to watch. Polling is the truth: a server that missed a notice is a second late, not wrong for ever. */
export function watchVersions(workspace: Workspace): VersionWatch {
  const node = newId();
  const { database, logger } = workspace;
  const look = async (): Promise<void> => {
    const newest = await newestNumber(database);
    if (newest > workspace.version()) {
      const version = await readVersion(database, newest);
      if (version) workspace.useModel(modelOf(version), newest);
    }
    await report(database, node, workspace.oldestVersion());
  };
  const beat = startBeat(look, {
    every: period,
    failed: (error) => logger.warn({ err: error }, 'The newest version of the model could not be looked up; it is tried again.'),
  });
  void beat.turn();
  return {
    look: () => beat.turn(),
    async stop() {
      await beat.stop();
      await database
        .query(toStatement(sql`delete from ${id(database.schema, 'relata_nodes')} where id = ${node}::uuid`))
        .catch(() => undefined);
    },
  };
}

async function report(database: Database, node: string, version: number): Promise<void> {
  const table = id(database.schema, 'relata_nodes');
  await database.query(
    toStatement(
      sql`insert into ${table} (id, version, seen_at) values (${node}::uuid, ${version}::bigint, now()) on conflict (id) do update set version = excluded.version, seen_at = excluded.seen_at`,
    ),
  );
}

/** Whether nobody works on an older version than this any more. The dead are forgotten. */
export async function everyNodeUses(database: Database, version: number): Promise<boolean> {
  const table = id(database.schema, 'relata_nodes');
  await database.query(toStatement(sql`delete from ${table} where seen_at < now() - ${silence}::interval`));
  const { rows } = await database.query<{ behind: number }>(
    toStatement(sql`select count(*)::int as behind from ${table} where version < ${version}::bigint`),
  );
  return rows[0]?.behind === 0;
}
