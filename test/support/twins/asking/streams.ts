/** Live events: while things are written that a user does not see, their stream is that of a workspace in which nobody wrote them. */
import { systemContext, type Workspace } from '../../../../server/access/workspace.ts';
import { id, sql, toStatement } from '../../../../server/database/sql.ts';
import { writeRecords } from '../../../../server/records/write.ts';
import type { Twins } from '../twins.ts';
import type { Sight } from '../unseen.ts';
import type { Stream } from './wire.ts';

/** What was sent to the user of either of the twins: events, and places that follow one another, since those would be of what is not seen. */
export interface Heard {
  readonly one: readonly string[];
  readonly other: readonly string[];
  /** Writes that were not to be heard of. */
  readonly unheard: number;
}

/** Listens to both, writes what is seen in both and what is not seen in the second alone. */
export async function listenToBoth({ one, other, servers }: Twins, cookie: string, sight: Sight): Promise<Heard> {
  const streams = servers.map((server) => server.listen({ method: 'GET', path: '/api/events', headers: { Cookie: cookie } })) as [
    Stream,
    Stream,
  ];
  await until(() => streams.every((stream) => framesOf(stream).length > 1));
  let unheard = 0;
  let marks = 0;
  for (const entity of one.model().entities.values()) {
    if (entity.id.startsWith('system.')) continue;
    const { rows } = await other.database.query<{ id: string }>(
      toStatement(sql`select id::text as id from ${id(other.database.schema, entity.table)}
        where deleted_at is null and id <> all(${[...(sight.visible.get(entity.id) ?? [])]}::uuid[]) order by id limit 2`),
    );
    // What is deleted takes along what points at it: that might be seen.
    const alone = ![...one.model().entities.values()].some((each) =>
      [...each.fields.values()].some((field) => field.targets.includes(entity.id)),
    );
    for (const { id: key } of rows)
      for (const action of alone ? (['update', 'delete', 'restore'] as const) : (['update'] as const))
        unheard += await touch(other, entity.id, key, action);
    for (const key of await livingOf(one, entity.id, sight)) {
      const [mark, same] = [await touch(one, entity.id, key, 'update'), await touch(other, entity.id, key, 'update')];
      if (mark !== same) throw new Error(`${entity.id} could be written in one of the twins alone: its values there are none.`);
      marks += mark;
    }
  }
  await until(() => streams.every((stream) => eventsOf(stream).length >= marks));
  // How far everything has been told comes behind what this process told by itself: then nothing is on its way any more.
  await until(() => streams.every((stream) => /^id: [^\n]*$/.test(framesOf(stream).at(-1) ?? '')));
  for (const stream of streams) stream.close();
  return { one: told(streams[0]), other: told(streams[1]), unheard };
}

/** Where between two events their places are told is a matter of time; that no two of them follow one another is not. */
function told(stream: Stream): string[] {
  const frames = framesOf(stream).map((frame) => frame.replace(/^id: .*$/m, 'place').trim());
  return frames.flatMap((frame, index) => {
    if (frame !== 'place') return [frame.replace('place\n', '')];
    return frames[index - 1] === 'place' ? ['a place without an event'] : [];
  });
}

async function livingOf(workspace: Workspace, entity: string, sight: Sight): Promise<string[]> {
  const { database } = workspace;
  const { rows } = await database.query<{ id: string }>(
    toStatement(sql`select id::text as id from ${id(database.schema, workspace.model().entities.get(entity)?.table ?? '')}
      where deleted_at is null and id = any(${[...(sight.visible.get(entity) ?? [])]}::uuid[]) order by id limit 1`),
  );
  return rows.map((row) => row.id);
}

/** Writes without changing who sees what. @returns how many records were written */
async function touch(workspace: Workspace, entity: string, key: string, action: 'update' | 'delete' | 'restore'): Promise<number> {
  const display = workspace.model().entities.get(entity)?.display;
  const values = display && display.kind !== 'autoNumber' && display.kind === 'text' ? { [display.name]: 'zz heard' } : undefined;
  if (action === 'update' && !values) return 0;
  const operation = action === 'update' ? { action, id: key, values: values ?? {} } : { action, id: key };
  const [result] = await writeRecords(systemContext(workspace, 'api'), entity, [operation], { effects: false });
  return result?.ok ? 1 : 0;
}

function framesOf(stream: Stream): string[] {
  const text = stream
    .text()
    .split('\r\n')
    .filter((line) => !/^[0-9a-f]+$/.test(line))
    .join('\n');
  return text
    .split('\n\n')
    .map((frame) => frame.trim())
    .filter((frame) => /^(?:id|event|:|retry)/.test(frame));
}

function eventsOf(stream: Stream): string[] {
  return framesOf(stream).filter((frame) => frame.includes('event: record'));
}

async function until(reached: () => boolean): Promise<void> {
  for (let tries = 0; !reached(); tries++) {
    if (tries > 1500) throw new Error('What was to be heard was not heard.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
