/**
 * Notices between processes: that something was written, and how far jobs are. They are a hint that shortens the wait; whoever misses one reads the
 * same a moment later. One notice stands for a burst of writes, after their commit and outside of their transactions.
 */
import { createHash } from 'node:crypto';
import type { Workspace } from '../access/workspace.ts';
import { hearNotices, canHear, type Hearing } from '../database/notices.ts';
import { sql, toStatement } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';
import type { LiveNews } from './live.ts';

type JobNews = Extract<LiveNews, { readonly type: 'job' }>;

/** Who hears. */
export interface NoticeListener {
  jobs(jobs: readonly JobNews[]): void;
  changed(): void;
}

/** Notices of a workspace. */
export interface Notices {
  /** Passes on, to other processes, what happened in this one. */
  tell(event: LiveNews): void;
  /** Begins to hear of others; again is nothing new. */
  open(): void;
  /** Hears of nobody for a while. */
  rest(): void;
  close(): Promise<void>;
}

const shortest = 20;
const between = 100;
/** A notice takes 8,000 bytes at the most. */
const jobsAtMost = 20;

/** The channel of a workspace: short enough whatever the schema is called. */
export function channelOf(schema: string): string {
  return `relata_${createHash('sha256').update(schema).digest('hex').slice(0, 32)}`;
}

/** @param heard hears what other processes tell */
export function startNotices({ database, logger }: Workspace, heard: NoticeListener): Notices {
  const channel = channelOf(database.schema);
  const node = newId();
  const able = canHear(database);
  const jobs = new Map<string, JobNews>();
  let pending = false;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let hearing: Hearing | undefined;
  let closed = false;
  const send = async (): Promise<void> => {
    const payload = JSON.stringify({ node, jobs: [...jobs.values()].slice(-jobsAtMost) });
    jobs.clear();
    pending = false;
    await database
      .query(toStatement(sql`select pg_notify(${channel}::text, ${payload}::text)`))
      .catch((error: unknown) => logger.debug({ err: error }, 'Other processes could not be told; they find out by themselves.'));
    timer = undefined;
    if (pending) schedule(between);
  };
  const schedule = (delay: number): void => {
    if (timer || closed) return;
    timer = setTimeout(() => void (sending = send()), delay);
    timer.unref();
  };
  const receive = (payload: string): void => {
    const told = readPayload(payload);
    if (!told || told.node === node) return;
    if (told.jobs.length > 0) heard.jobs(told.jobs);
    heard.changed();
  };
  return {
    tell(event) {
      if (!able) return;
      if (event.type === 'job') jobs.set(event.id, event);
      pending = true;
      schedule(shortest);
    },
    open() {
      if (able && !closed) hearing ??= hearNotices(database, channel, receive, logger);
    },
    rest() {
      const ending = hearing;
      hearing = undefined;
      void ending?.close();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await hearing?.close();
      await sending;
    },
  };
}

/** What a notice says; undefined for one that is none of ours. */
function readPayload(payload: string): { readonly node: string; readonly jobs: readonly JobNews[] } | undefined {
  try {
    const { node, jobs } = JSON.parse(payload) as { node?: unknown; jobs?: unknown };
    return typeof node === 'string' && Array.isArray(jobs) ? { node, jobs: jobs as JobNews[] } : undefined;
  } catch {
    return undefined;
  }
}
