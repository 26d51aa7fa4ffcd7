/**
 * What a workspace made for itself, as a pack: its own documents, and patches of those that came from files. Pure; the same version gives
 * the same files, to the letter.
 */
import { byKey, customPack } from '../changes/documents/document-sets.ts';
import { changesBetween } from '../changes/documents/patch.ts';
import type { Version } from '../changes/types.ts';
import { documentFolders, type SourceDocument } from '../model/types.ts';
import { jsonText } from './json-text.ts';
import type { Patch } from './patches.ts';

/** A pack in memory: text by path within its folder, in order. */
export type PackFiles = ReadonlyMap<string, string>;

type Content = Readonly<Record<string, unknown>>;

/**
 * Writes a workspace's own words as a pack.
 * @param pack the id of the new pack; own documents (`custom.…`) and what refers to them are renamed when it is another one
 * @returns no files when the workspace says nothing of its own
 * @throws Error when files have a pack of this id already
 */
export function exportPack({ sources, documents }: Pick<Version, 'sources' | 'documents'>, pack: string = customPack): PackFiles {
  const [given, present] = [byKey(sources), byKey(documents)];
  if (given.has(`pack ${pack}`)) throw new Error(`There is a pack "${pack}" among the files already: choose another id with --id.`);
  const own = [...present.values()].filter((document) => isOwn(document, given));
  const patches = [...present]
    .filter(([, document]) => !own.includes(document))
    .flatMap(([key, document]) => patchOf(document, given.get(key)))
    .concat([...given].filter(([key]) => !present.has(key)).map(([, { kind, content }]) => ({ kind, of: idOf(content), remove: true })));
  const files = new Map<string, unknown>();
  for (const { kind, content } of own)
    if (kind !== 'pack')
      files.set(kind === 'settings' ? 'settings.json' : `${documentFolders[kind]}/${idOf(content).split('.')[1] ?? ''}.json`, content);
  for (const patch of patches) files.set(`patches/${patch.kind}.${patch.of}.json`, patch);
  const manifest = own.find(({ kind }) => kind === 'pack')?.content as Content | undefined;
  if (files.size === 0) return new Map();
  const rename = renaming(own, pack);
  const sorted = [...files]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, content]): [string, unknown] => [file, rename(content)]);
  const requires = packsUsed(sorted, sources, pack);
  const head = { id: pack, version: '1.0.0', title: 'Own documents', ...(rename(manifest ?? {}) as Content) };
  return new Map(
    [['pack.json', { ...head, id: pack, requires }] as [string, unknown], ...sorted].map(([file, content]) => [file, jsonText(content)]),
  );
}

function idOf(content: unknown): string {
  return String((content as Content)['id']);
}

/** Documents of the pack of own documents, which no file brought. */
function isOwn({ kind, pack, content }: SourceDocument, given: ReadonlyMap<string, SourceDocument>): boolean {
  return pack === customPack && !given.has(`pack ${customPack}`) && !given.has(`${kind} ${idOf(content)}`);
}

function patchOf({ kind, content }: SourceDocument, before: SourceDocument | undefined): Patch[] {
  if (!before) return [{ kind, of: idOf(content), document: content as Content }];
  const changes = changesBetween(before.content, content);
  return changes.length === 0 ? [] : [{ kind, of: idOf(content), changes }];
}

/** Turns the ids of own documents into those of another pack, wherever they are named. */
function renaming(own: readonly SourceDocument[], pack: string): (content: unknown) => unknown {
  const ids = new Set(own.map(({ content }) => idOf(content)));
  const renamed = (text: string): string => {
    const [first = '', second, ...rest] = text.split('.');
    return second !== undefined && ids.has(`${first}.${second}`) ? [pack, second, ...rest].join('.') : text;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return renamed(value);
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [renamed(name), walk(item)]));
  };
  return pack === customPack ? (content) => content : walk;
}

/** The packs that are patched or named in documents, each from the version that it has now. */
function packsUsed(files: readonly [string, unknown][], sources: readonly SourceDocument[], pack: string): Record<string, string> {
  const text = JSON.stringify(files.map(([, content]) => content));
  const patched = new Set(files.map(([, content]) => String((content as Partial<Patch>).of).split('.')[0]));
  const manifests = sources.filter(({ kind }) => kind === 'pack').map(({ content }) => content as { id: string; version: string });
  return Object.fromEntries(
    manifests
      .filter(({ id }) => id !== pack && (patched.has(id) || text.includes(`"${id}.`)))
      .map(({ id, version }) => [id, `>=${version}`]),
  );
}
