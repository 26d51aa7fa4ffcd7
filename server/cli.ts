/** The `relata` command: one verb, its arguments, an exit code. */
import { Problem } from './kernel/errors.ts';
import { verbs } from './commands/verbs.ts';
import { BadDocuments, formatDocumentError } from './packs/synchronise.ts';

const usage = `relata <verb>

${Object.entries(verbs)
  .map(([name, verb]) => `  ${name.padEnd(12)} ${verb.summary}`)
  .join('\n')}

relata <verb> --help says more of one.
`;

/** Runs the command line. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) {
    process.stderr.write(`There is no verb "${name}".\n\n${usage}`);
    return 2;
  }
  if (rest.includes('--help')) {
    process.stdout.write(`${verb.usage}\n`);
    return 0;
  }
  return verb.run(rest);
}

/** An error in words: every thing that is wrong, where, and how to mend it; no stack. */
function explain(error: unknown): string {
  if (error instanceof BadDocuments) {
    return `The documents cannot be used (${error.errors.length} ${error.errors.length === 1 ? 'error' : 'errors'}):\n${error.errors.map((item) => `  ${formatDocumentError(item)}`).join('\n')}`;
  }
  if (error instanceof Problem) {
    const items = error.errors.map(
      (item) => `  ${item.pointer}${item.pointer === '' ? '' : ': '}${item.message}${item.hint === undefined ? '' : ` ${item.hint}`}`,
    );
    return [error.message, ...items].join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = 1;
}
