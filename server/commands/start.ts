/** `relata start`: database, model, HTTP, worker; runs until it is told to stop. */
import { startApp } from '../app.ts';
import { ensureClientBuilt } from '../build-client.ts';
import { readConfig } from '../kernel/config.ts';
import { createLogger } from '../kernel/logger.ts';
import { formatDocumentError } from '../packs/synchronise.ts';
import type { Verb } from './types.ts';

/** Starts the server and prints where it is and how to get in. */
export const start: Verb = {
  summary: 'Start the server: database, model, HTTP, worker.',
  usage:
    'relata start\n\nSettings come from the environment: PORT, HOST, PUBLIC_URL, RELATA_HOME, DATABASE_URL, RELATA_ADMIN_EMAIL, RELATA_ADMIN_PASSWORD, SMTP_URL, LOG_LEVEL.',
  async run(args) {
    if (args.length > 0) throw new Error(`start takes no arguments (it got "${args.join(' ')}"); settings come from the environment.`);
    const config = readConfig();
    const began = performance.now();
    const app = await startApp(config, ensureClientBuilt({ log: createLogger(config.logLevel) }));
    for (const error of app.synchronised.errors) process.stderr.write(`${formatDocumentError(error)}\n`);
    if (app.synchronised.errors.length > 0) process.stderr.write('These documents are wrong; the last good ones stay in use.\n');
    for (const step of app.synchronised.waiting)
      process.stderr.write(`Waiting for a decision: ${step}\nThe last applied documents stay in use.\n`);
    process.stdout.write(`Relata is at ${app.url} (${((performance.now() - began) / 1000).toFixed(1)} s; data in ${config.home})\n`);
    if (app.admin?.link !== undefined) process.stdout.write(`First sign-in, once, as ${app.admin.email}: ${app.admin.link}\n`);
    else if (app.admin) process.stdout.write(`Sign in as ${app.admin.email} with the password from RELATA_ADMIN_PASSWORD.\n`);
    await untilTold();
    await app.close();
    return 0;
  },
};

/** Resolves at the first SIGINT or SIGTERM; a second one ends at once. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
