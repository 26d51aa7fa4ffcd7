/** `relata export-pack <folder>`: what this workspace made for itself, as a pack. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readVersion } from '../changes/versions.ts';
import { documentFolders } from '../model/types.ts';
import { exportPack, type PackFiles } from '../packs/export-pack.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Writes own documents and patches of packs' documents; records are none of it. */
export const exportPackVerb: Verb = {
  summary: 'Write what this workspace customised as a pack: relata export-pack <folder> [--id custom]',
  usage: `relata export-pack <folder> [--id custom] [--version <number>]

  --id       the id of the pack; own documents are renamed to it
  --version  of an earlier version of the model; the present one without it

--out <folder> says the folder, too. The pack holds documents that were added and patches of those that were changed, and no records. Lay it into plugins/ of another installation: the next
start there makes the same model of it.`,
  async run(args) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, id: { type: 'string' }, version: { type: 'string' } },
    });
    const folder = values.out ?? positionals[0];
    if (folder === undefined || positionals.length + (values.out === undefined ? 0 : 1) > 1)
      throw new Error('Say where to: relata export-pack <folder>.');
    if (values.id !== undefined && !/^[a-z][a-z0-9-]{0,29}$/.test(values.id))
      throw new Error(`"${values.id}" is no id of a pack: small letters, digits and hyphens, a letter first, at most 30.`);
    if (values.version !== undefined && !/^\d{1,9}$/.test(values.version)) throw new Error('--version is the number of a version.');
    return withWorkspace(
      async ({ database }) => {
        const version = await readVersion(database, values.version === undefined ? undefined : Number(values.version));
        if (!version) throw new Error('There is no such version; "relata versions" lists them.');
        const files = exportPack(version, values.id);
        if (files.size === 0) {
          process.stdout.write(`Version ${version.version} says what the packs say: there is nothing to export.\n`);
          return 0;
        }
        await writePack(path.resolve(folder), files);
        process.stdout.write(`${[...files.keys()].join('\n')}\nThese ${files.size} files are in ${folder}.\n`);
        return 0;
      },
      { asIs: true },
    );
  },
};

/**
 * Writes a pack into a folder. One that holds an earlier export of the same pack is renewed, files that are no longer part of it go.
 * @throws Error when the folder holds anything else
 */
export async function writePack(folder: string, files: PackFiles): Promise<void> {
  const there = await readdir(folder).catch((): string[] => []);
  const id = (text: string): unknown => (JSON.parse(text) as { id?: unknown }).id;
  const before = there.includes('pack.json') ? await readFile(path.join(folder, 'pack.json'), 'utf8').then(id, () => undefined) : undefined;
  if (there.length > 0 && (before === undefined || before !== id(files.get('pack.json') ?? '{}')))
    throw new Error(`${folder} is not empty and holds no earlier export of this pack. Name a new folder.`);
  for (const name of [...Object.values(documentFolders), 'patches']) await rm(path.join(folder, name), { recursive: true, force: true });
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
}
