/** Which change set a command is about: a draft by its number, or what the files of the packs ask for. */
import { systemContext } from '../access/workspace.ts';
import type { Context } from '../access/context.ts';
import type { OpenedWorkspace } from '../app.ts';
import { listChangeSets } from '../changes/change-sets.ts';
import { readVersion } from '../changes/versions.ts';
import type { Config } from '../kernel/config.ts';
import { draftOfFiles } from '../packs/file-changes.ts';
import { BadDocuments, readModel } from '../packs/synchronise.ts';

/** A change set, and in whose name it is handled. */
export interface ChosenDraft {
  readonly context: Context;
  readonly draft: string;
}

/**
 * Reads `--draft <number>` of a command's arguments.
 * @param flags that the command knows beside it
 * @returns undefined when the files ask for nothing
 * @throws Error for arguments that it does not know; BadDocuments for wrong files
 */
export async function chooseDraft(
  opened: OpenedWorkspace,
  config: Config,
  args: readonly string[],
  flags: readonly string[],
): Promise<ChosenDraft | undefined> {
  const context = systemContext(opened.workspace, 'api');
  const number = readNumber(args, flags);
  if (number !== undefined) {
    const found = (await listChangeSets(context)).find((change) => change.number === number);
    if (!found) throw new Error(`There is no draft ${number}.`);
    return { context, draft: found.id };
  }
  const { model, errors, conflicts } = readModel(config.packFolders);
  if (!model) throw new BadDocuments(errors);
  const present = await readVersion(opened.database);
  const change = present && (await draftOfFiles(opened.database, present, model.documents, conflicts));
  return change && { context, draft: change.changeSet };
}

function readNumber(args: readonly string[], flags: readonly string[]): number | undefined {
  let number: number | undefined;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (flags.includes(arg)) continue;
    const value = args[index + 1] ?? '';
    if (arg !== '--draft' || !/^\d{1,9}$/.test(value)) throw new Error(`"${arg}" is not understood here; --help says what is.`);
    number = Number(value);
    index++;
  }
  return number;
}
