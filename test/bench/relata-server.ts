/**
 * Relata in a process of its own, as in operation: `relata-server.ts <home> <folder with further packs>`; sends its address, and what its memory
 * holds when it is asked `memory`.
 */
import process from 'node:process';
import { startApp } from '../../server/app.ts';
import { readConfig } from '../../server/kernel/config.ts';

const [home = '', packs = ''] = process.argv.slice(2);
const config = readConfig({ RELATA_HOME: home, PORT: '0', LOG_LEVEL: 'error' });
const app = await startApp({ ...config, packFolders: [...config.packFolders, packs] }, undefined);
process.send?.({ url: app.url });
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});
process.once('disconnect', () => void app.close().then(() => process.exit(0)));
