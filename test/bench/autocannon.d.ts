/** The part of autocannon (which ships no types) that the bench uses. */
declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers?: Record<string, string>;
  }
  interface Result {
    non2xx: number;
    requests: { average: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
