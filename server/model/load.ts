/** Reads the documents of packs from folders. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeRoot } from '../kernel/config.ts';
import { ModelError } from './model-error.ts';
import { documentFolders, type DocumentError, type DocumentKind, type DocumentSet, type SourceDocument } from './types.ts';

/** What a pack makes of another pack's document, as it was read. */
export type SourcePatch = Omit<SourceDocument, 'kind'>;

/** What was found in folders: documents, patches of other packs' documents, and the files that hold no JSON, each with its error. */
export interface ReadPacks {
  readonly documents: DocumentSet;
  /** In the order of the packs; they are not applied yet. */
  readonly patches: readonly SourcePatch[];
  readonly unreadable: readonly { readonly source: Omit<SourceDocument, 'content'>; readonly error: DocumentError }[];
}

/**
 * Reads packs: a folder with pack.json is one, a folder of such folders holds several. The system pack always comes first, the others in
 * the order of what they require.
 */
export function readPackFolders(folders: readonly string[]): ReadPacks {
  const unreadable: Unreadable[] = [];
  const found = [path.join(codeRoot, 'metadata/system'), ...folders].flatMap((folder) => packsIn(folder));
  const patches: SourcePatch[] = [];
  const packs = [...new Set(found)].map((folder) => readPack(folder, unreadable, patches));
  const documents = order(packs).flat();
  const position = [...new Set(documents.map(({ pack }) => pack))];
  patches.sort((one, other) => position.indexOf(one.pack) - position.indexOf(other.pack));
  return { documents, patches, unreadable };
}

/**
 * Loads the documents of packs of which every file is JSON, as they are without patches.
 * @throws ModelError for files that are not, with line and column
 */
export function loadPackFolders(folders: readonly string[]): DocumentSet {
  const { documents, unreadable } = readPackFolders(folders);
  if (unreadable.length > 0) throw new ModelError(unreadable.map(({ error }) => error));
  return documents;
}

type Unreadable = ReadPacks['unreadable'][number];

function packsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (existsSync(path.join(folder, 'pack.json'))) return [folder];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter((each) => statSync(each).isDirectory() && existsSync(path.join(each, 'pack.json')));
}

function readPack(folder: string, unreadable: Unreadable[], patches: SourcePatch[]): SourceDocument[] {
  const parent = path.dirname(folder);
  const documents: SourceDocument[] = [];
  let pack = path.basename(folder);
  const add = (kind: SourceDocument['kind'] | 'patch', file: string): void => {
    const source = { kind: kind === 'patch' ? ('pack' as const) : kind, pack, file: path.relative(parent, file) };
    const content = readJson(file);
    if (content instanceof BrokenJson) unreadable.push({ source, error: { file: source.file, pointer: '', message: content.message } });
    else if (kind === 'patch') patches.push({ pack, file: source.file, content });
    else {
      if (kind === 'pack') pack = idOf(content) ?? pack;
      documents.push({ ...source, pack, content });
    }
  };
  add('pack', path.join(folder, 'pack.json'));
  if (existsSync(path.join(folder, 'settings.json'))) add('settings', path.join(folder, 'settings.json'));
  for (const [kind, name] of [...Object.entries(documentFolders), ['patch', 'patches'] as const]) {
    const where = path.join(folder, name);
    if (!existsSync(where)) continue;
    for (const file of readdirSync(where).sort()) if (file.endsWith('.json')) add(kind as DocumentKind | 'patch', path.join(where, file));
  }
  return documents;
}

function idOf(content: unknown): string | undefined {
  return typeof content === 'object' && content !== null && 'id' in content && typeof content.id === 'string' ? content.id : undefined;
}

/** Why a file is no JSON. */
class BrokenJson {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const before = text.slice(0, faultAt(text)).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    return new BrokenJson(`This is not JSON (${place}): ${(error as Error).message}`);
  }
}

/** Packs after those that they require; within that, as they were named. */
function order(packs: readonly SourceDocument[][]): SourceDocument[][] {
  const byId = new Map(packs.map((pack) => [pack[0]?.pack ?? '', pack]));
  const result: SourceDocument[][] = [];
  const visit = (pack: SourceDocument[], path: readonly string[]): void => {
    const id = pack[0]?.pack ?? '';
    if (result.includes(pack) || path.includes(id)) return;
    for (const name of Object.keys((pack[0]?.content as { requires?: Record<string, string> } | undefined)?.requires ?? {})) {
      const needed = byId.get(name);
      if (needed) visit(needed, [...path, id]);
    }
    result.push(pack);
  };
  for (const pack of packs) visit(pack, []);
  return result;
}

/**
 * Where JSON breaks off: the longest beginning that could still become JSON. (The engine's messages do not always say.)
 * Beginnings that only lack an end are told from wrong ones by the engine's word, and wrong ones stay wrong as they grow.
 */
function faultAt(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return Math.min(good, text.length);
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    return /end of JSON|Unterminated|Expected .*end/i.test((error as Error).message);
  }
}
