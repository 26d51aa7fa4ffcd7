/** What people wait for: latencies of a few clients that each send the next request when the last one is answered, and how memory fares meanwhile. */
import { Agent, request } from 'node:http';
import type { LoadRequest } from './load.ts';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
}

/**
 * So many clients, each sending one request after the other.
 * @param next the n-th request
 * @throws Error when an answer is no success
 */
export async function latencies(
  url: string,
  cookie: string,
  clients: number,
  seconds: number,
  next: (n: number) => LoadRequest,
): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const taken: number[] = [];
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      await send(agent, url, cookie, next(count++));
      taken.push(performance.now() - began);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    agent.destroy();
  }
  taken.sort((one, other) => one - other);
  const at = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: taken.length };
}

function send(agent: Agent, url: string, cookie: string, { method, path, body }: LoadRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'x-requested-with': 'relata', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const call = request(url + path, { agent, method, headers }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () =>
        (response.statusCode ?? 500) < 400 ? resolve() : reject(new Error(`${method} ${path}: ${String(response.statusCode)}`)),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}
