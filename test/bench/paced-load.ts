/**
 * A process that reads and writes records at a steady pace and tells how long each request took: `paced-load.ts <url> <cookie> <requests a second>`.
 * Ids come in by message; `{ take: true }` asks for what was measured since the last time.
 */
import process from 'node:process';

const [url = '', cookie = '', rate = '120'] = process.argv.slice(2);
let ids: readonly string[] = [];
let latencies: number[] = [];
let failed = 0;
let errors: string[] = [];
let count = 0;

async function request(): Promise<void> {
  const id = ids[(count * 7919) % ids.length] ?? '';
  const writing = count++ % 2 === 0;
  const began = performance.now();
  try {
    const response = await fetch(`${url}/api/records/crm.deal/${id}`, {
      method: writing ? 'PATCH' : 'GET',
      headers: { cookie, 'X-Requested-With': 'relata', ...(writing ? { 'Content-Type': 'application/json' } : {}) },
      ...(writing ? { body: JSON.stringify({ priority: count % 3 === 0 ? 'high' : 'low' }) } : {}),
    });
    const text = await response.text();
    if (!response.ok) {
      failed++;
      if (errors.length < 3) errors.push(`${response.status} ${text.slice(0, 200)}`);
    }
  } catch (error) {
    failed++;
    if (errors.length < 3) errors.push((error as Error).message);
  }
  latencies.push(performance.now() - began);
}

process.on('message', (message: { ids?: readonly string[]; take?: boolean; end?: boolean }) => {
  if (message.ids) ids = message.ids;
  if (message.take) {
    process.send?.({ longest: Math.max(0, ...latencies), requests: latencies.length, failed, errors });
    latencies = [];
    failed = 0;
    errors = [];
  }
  if (message.end) process.exit(0);
});

// Requests begin at their time, whether or not those before have ended: a stall of the server is then seen by all of them.
setInterval(
  () => {
    if (ids.length > 0) void request();
  },
  1000 / Number(rate),
);
