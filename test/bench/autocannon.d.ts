/** The part of autocannon (which ships no types) that the bench uses. */
declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers?: Record<string, string>;
    /** Sent in turn by each connection. */
    requests?: readonly { method: string; path: string; body?: string; headers: Record<string, string> }[];
  }
  interface Result {
    non2xx: number;
    errors: number;
    requests: { average: number };
    /** Milliseconds. */
    latency: { p50: number; p99: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
