/** Load by autocannon, and what came of it. */
import autocannon from 'autocannon';

/** One request of a load. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
}

/** Requests per second, and latencies in milliseconds. */
export interface Load {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** How long and how often a case runs. */
export interface Pace {
  /** Seconds of one run. */
  readonly seconds: number;
  /** Runs; the median counts. */
  readonly runs: number;
}

/**
 * One request, for a look at its answer.
 * @throws Error with the answer's words when it is no success
 */
export async function ask(url: string, cookie: string, { method, path, body }: LoadRequest): Promise<string> {
  const headers = { cookie, 'x-requested-with': 'relata', 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return text;
}

/**
 * Sends requests in turn over so many connections.
 * @throws Error when an answer is no success
 */
export async function load(url: string, cookie: string, requests: readonly LoadRequest[], connections: number, pace: Pace): Promise<Load> {
  const headers = { cookie, 'x-requested-with': 'relata', 'content-type': 'application/json' };
  const once = async (duration: number): Promise<Load> => {
    const result = await autocannon({ url, connections, duration, requests: requests.map((request) => ({ ...request, headers })) });
    if (result.non2xx + result.errors > 0)
      throw new Error(`${result.non2xx + result.errors} answers of ${url}${requests[0]?.path ?? ''} were no success.`);
    return { rate: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
  };
  await once(1);
  const all: Load[] = [];
  for (let run = 0; run < pace.runs; run++) all.push(await once(pace.seconds));
  const middle = (of: (one: Load) => number): number => all.map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  return { rate: middle((one) => one.rate), p50: middle((one) => one.p50), p99: middle((one) => one.p99) };
}
