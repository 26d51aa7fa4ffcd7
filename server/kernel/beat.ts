/** Work that is done again and again, one turn after the other. */

/** A beat that goes on until it is stopped. */
export interface Beat {
  /** Works now, or as soon as the turns that were asked for before are over. Never throws. */
  turn(): Promise<void>;
  /** No further turn begins; resolves when the one at hand is over. */
  stop(): Promise<void>;
}

/** How a beat goes. */
export interface BeatOptions {
  /** Milliseconds from one turn to the next; where work takes longer, turns are left out. */
  readonly every: number;
  /** Told when a turn has failed, unless the beat was stopped meanwhile: the next one tries again. */
  readonly failed: (error: unknown) => void;
}

/**
 * Starts a beat; its first turn comes after one period, or when it is asked for. It keeps no process alive.
 * @param work one turn; asks `stopped()` where it may be long
 */
export function startBeat(work: (stopped: () => boolean) => Promise<void>, { every, failed }: BeatOptions): Beat {
  let stopped = false;
  let waiting = 0;
  let last = Promise.resolve();
  const isStopped = (): boolean => stopped;
  const attempt = async (): Promise<void> => {
    try {
      if (!stopped) await work(isStopped);
    } catch (error) {
      if (!isStopped()) failed(error);
    } finally {
      waiting--;
    }
  };
  const turn = (): Promise<void> => {
    waiting++;
    return (last = last.then(attempt));
  };
  const timer = setInterval(() => {
    if (waiting === 0) void turn();
  }, every);
  timer.unref();
  return {
    turn,
    stop() {
      stopped = true;
      clearInterval(timer);
      return last;
    },
  };
}
