/** `relata import <entity> <file>`: a table into records. */
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { systemContext } from '../access/workspace.ts';
import { errorFileOf, startImport } from '../exchange/imports.ts';
import { previewImport } from '../exchange/preview.ts';
import type { ImportMap, ImportState } from '../exchange/types.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Imports a file and says what became of its rows; the refused ones go to a file beside it. */
export const importVerb: Verb = {
  summary: 'Import a CSV file: relata import <entity> <file> [--map map.json] [--match field] [--dry-run]',
  usage: `relata import <entity> <file> [--map map.json] [--match field] [--dry-run] [--effects] [--errors file.csv]

  --map      how columns become fields (JSON; README.md has the form); without it the headers are matched by name
  --match    the field by which a row finds the record that it updates
  --dry-run  goes all the way and writes nothing
  --effects  lets automations follow (mails!); off unless asked for
  --errors   where the refused rows go; default <file>.errors.csv`,
  async run(args) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        match: { type: 'string' },
        'dry-run': { type: 'boolean' },
        effects: { type: 'boolean' },
        errors: { type: 'string' },
      },
    });
    const [entity, file, ...more] = positionals;
    if (entity === undefined || file === undefined || more.length > 0)
      throw new Error('Say what and from where: relata import <entity> <file>.');
    await stat(file).catch(() => {
      throw new Error(`There is no file ${file}.`);
    });
    const given = values.map === undefined ? undefined : await readMap(values.map);
    return withWorkspace(async ({ workspace, files }) => {
      const context = systemContext(workspace, 'import');
      const map = {
        ...(given ?? (await previewImport(context, entity, file)).map),
        ...(values.match === undefined ? {} : { match: values.match }),
      };
      if (!given) process.stdout.write(`No map was given; the headers suggest ${JSON.stringify(map)}\n`);
      const stop = workspace.subscribe((event) => {
        if (event.type === 'job' && process.stderr.isTTY) process.stderr.write(`\r${event.done} rows`);
      });
      const began = performance.now();
      const started = await startImport(context, files, {
        entity,
        file,
        fileName: path.basename(file),
        map,
        effects: values.effects === true,
        dryRun: values['dry-run'] === true,
      });
      const state = await started.finished;
      stop();
      report(state, (performance.now() - began) / 1000);
      if (state.hasErrorFile) {
        const target = values.errors ?? `${file}.errors.csv`;
        await pipeline(files.get(await errorFileOf(context, started.id)), createWriteStream(target));
        process.stdout.write(`The refused rows, with reasons, are in ${target}\n`);
      }
      return state.state === 'done' && state.failed === 0 ? 0 : 1;
    });
  },
};

async function readMap(file: string): Promise<ImportMap> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ImportMap;
  } catch (error) {
    throw new Error(`The map ${file} cannot be read: ${(error as Error).message}`);
  }
}

function report(state: ImportState, seconds: number): void {
  const { created, updated, unchanged, failed, linked, done } = state;
  const made = linked > 0 ? `, ${linked} linked records made` : '';
  process.stdout.write(
    `${state.dryRun ? 'Dry run, nothing was written. ' : ''}${done} rows in ${seconds.toFixed(1)} s: ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} refused${made}.\n`,
  );
  for (const error of state.errors.slice(0, 20))
    process.stdout.write(`  row ${error.row}${error.column === null ? '' : `, ${error.column}`}: ${error.message}\n`);
  if (state.errors.length > 20 || state.failed > 20) process.stdout.write(`  … ${state.failed} rows in all\n`);
}
