/**
 * Live events of a workspace, of this process and of all others. What this process writes is told at once, what others write as soon as it is settled;
 * no listener hears of a version of a record twice. Whoever comes back says how far they had heard.
 */
import type { LiveEvent, Workspace } from '../access/workspace.ts';
import { readCursor, writeCursor, type Cursor } from './cursor.ts';
import { followPeriod, readBetween, startFollower, type Follower, type Settled } from './follower.ts';
import { startNotices, type Notices } from './notices.ts';

/** An event of a record or of a job. */
export type LiveNews = Extract<LiveEvent, { readonly type: 'record' | 'job' }>;

/** What a listener hears: an event, how far everything has been told (`id`), or both. `reset`: more was missed than is told; whoever shows anything reads it anew. */
export interface LiveItem {
  readonly id?: string;
  readonly event?: LiveNews;
  readonly reset?: true;
}

/** Live events of a workspace. */
export interface Live {
  /**
   * Begins to listen.
   * @param heard the `id` that was heard last, if any
   * @param receive is called with items in order, never after the end
   * @returns what ends it
   */
  listen(heard: string | undefined, receive: (items: readonly LiveItem[]) => void): () => void;
  /** How far everything has been told, while somebody listens. */
  position(): string | undefined;
  close(): Promise<void>;
}

/** Writes that are told to whoever comes back; those who missed more read anew. */
const missedAtMost = 5000;
/** Versions that a listener is known to have heard of. */
const rememberedAtMost = 20_000;

interface Listener {
  readonly receive: (items: readonly LiveItem[]) => void;
  readonly known: Set<string>;
  /** What comes in before the listener has been told what it missed. */
  waiting: LiveItem[] | undefined;
}

/**
 * Makes the live events of a workspace; nothing is read while nobody listens.
 * @param period milliseconds after which what others wrote is looked for where no notice of it has come
 */
export function startLive(workspace: Workspace, period = followPeriod): Live {
  const listeners = new Set<Listener>();
  let follower: Promise<Follower> | undefined;
  let present: Follower | undefined;
  let closed = false;
  const tell = (items: (listener: Listener) => readonly LiveItem[]): void => {
    for (const listener of listeners) pass(listener, items(listener));
  };
  const notices: Notices = startNotices(workspace, {
    jobs: (jobs) => tell(() => jobs.map((event) => ({ event }))),
    changed: () => present?.hurry(),
  });
  const unsubscribe = workspace.subscribe((event) => {
    if (event.type === 'outbox') return;
    notices.tell(event);
    tell((listener) => (event.type === 'record' && !isNew(listener, event) ? [] : [{ event }]));
    if (event.type === 'record') present?.hurry();
  });
  const start = (): Promise<Follower> => {
    notices.open();
    follower ??= startFollower(workspace, (writes, reached) => tell((listener) => told(listener, writes, reached)), period)
      .then((started) => (present = started))
      .catch((error: unknown) => {
        follower = undefined;
        throw error;
      });
    return follower;
  };
  const stopWhenAlone = async (): Promise<void> => {
    if (listeners.size > 0 && !closed) return;
    const ending = follower;
    [follower, present] = [undefined, undefined];
    notices.rest();
    await (await ending?.catch(() => undefined))?.stop();
  };
  const begin = async (listener: Listener, heard: string | undefined): Promise<void> => {
    const at = (await start()).position();
    const missed = heard === undefined ? [] : await catchUp(workspace, listener, heard, at);
    const waiting = listener.waiting ?? [];
    listener.waiting = undefined;
    if (listeners.has(listener)) pass(listener, [...missed, { id: writeCursor(at) }, ...waiting]);
  };
  return {
    listen(heard, receive) {
      const listener: Listener = { receive, known: new Set(), waiting: [] };
      if (!closed) listeners.add(listener);
      const attempt = (): void =>
        void begin(listener, heard).catch((error: unknown) => {
          workspace.logger.warn({ err: error }, 'Nobody can be told yet of what changes; it is tried again.');
          if (listeners.has(listener)) setTimeout(attempt, 1000).unref();
        });
      attempt();
      return () => {
        if (listeners.delete(listener)) void stopWhenAlone();
      };
    },
    position: () => present && writeCursor(present.position()),
    async close() {
      closed = true;
      listeners.clear();
      unsubscribe();
      await stopWhenAlone();
      await notices.close();
    },
  };
}

function pass(listener: Listener, items: readonly LiveItem[]): void {
  if (items.length === 0) return;
  if (listener.waiting) listener.waiting.push(...items);
  else listener.receive(items);
}

/** Whether a listener has not heard of this version of the record; from now on it has. */
function isNew(
  { known }: Listener,
  { entity, id, version }: { readonly entity: string; readonly id: string; readonly version: number },
): boolean {
  const key = `${entity} ${id} ${version}`;
  if (known.has(key)) return false;
  if (known.size >= rememberedAtMost) for (const oldest of known) if (known.delete(oldest)) break;
  known.add(key);
  return true;
}

/** Settled writes as a listener hears of them: what it knows already only moves it on. */
function told(listener: Listener, writes: readonly Settled[], reached: Cursor): LiveItem[] {
  if (writes.length === 0) return [];
  const items = writes.flatMap(({ cursor, ...write }): LiveItem[] =>
    isNew(listener, write) ? [{ id: writeCursor(cursor), event: { type: 'record', ...write } }] : [],
  );
  return [...items, { id: writeCursor(reached) }];
}

async function catchUp(workspace: Workspace, listener: Listener, heard: string, at: Cursor): Promise<LiveItem[]> {
  const from = readCursor(heard);
  if (!from) return [{ reset: true }];
  const writes = await readBetween(workspace, from, at, missedAtMost + 1);
  return writes.length > missedAtMost ? [{ reset: true }] : told(listener, writes, at);
}
