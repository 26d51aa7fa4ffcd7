/** The process entry of a server without a command line around it: `node server/main.ts`. */
import { start } from './commands/start.ts';

process.exitCode = await start.run([]);
