/** The time, from one call, so that tests can hold it still. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still at an instant (ISO 8601), for tests and reproducible runs. */
export function fixedClock(instant: string): Clock {
  const at = new Date(instant);
  return { now: () => new Date(at) };
}
