/** A process that uses the embedded server: says where it is, waits for a line on its standard input, then leaves. Argument: the home. */
import { once } from 'node:events';
import { startEmbedded } from '../../server/database/embedded.ts';
import { silentLogger } from '../../server/kernel/logger.ts';

const server = await startEmbedded({ home: process.argv[2] ?? '', log: silentLogger });
process.stdout.write(`${JSON.stringify({ url: server.url, dataDir: server.dataDir, started: server.started })}\n`);
await once(process.stdin, 'data');
await server.stop();
process.stdin.destroy();
