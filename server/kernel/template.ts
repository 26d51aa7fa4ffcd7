/**
 * Handlebars, tamed: a template is only ever a string (an object would be taken for a parsed program and could run code), nothing of
 * a prototype can be reached, and only the helpers that are named here and by the caller exist.
 */
import Handlebars from 'handlebars';

type CompileOptions = Parameters<typeof Handlebars.compile>[1];

/** A compiled template: data in, text out. */
export type Template = (data: Readonly<Record<string, unknown>>) => string;

/** Functions that a template may call, by name. */
export type TemplateHelpers = Readonly<Record<string, (...parameters: unknown[]) => unknown>>;

const maximumLength = 200_000;
/** Blocks and partials in one template: thousands of nested ones would keep the compiler busy for minutes. */
const maximumBlocks = 500;
const builtIn = { if: true, unless: true, each: true, with: true } as const;

/** The helpers of the language's templates; whoever renders supplies them all. */
export const templateHelperNames: readonly string[] = ['link', 'date', 'money', 'number'];

/** An environment of its own: nothing that is registered here can be seen by another template, and `lookup` and `log` are gone. */
function createEnvironment(): typeof Handlebars {
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper('lookup');
  handlebars.unregisterHelper('log');
  return handlebars;
}

function optionsFor(format: 'html' | 'text', helpers: readonly string[]): CompileOptions {
  const known = Object.fromEntries([...Object.keys(builtIn), ...helpers].map((name) => [name, true]));
  // Handlebars takes its own helpers for known unless it is told otherwise.
  const knownHelpers = { ...known, lookup: false, log: false, helperMissing: false, blockHelperMissing: false };
  return { noEscape: format === 'text', knownHelpers, knownHelpersOnly: true, strict: false, preventIndent: true };
}

/** @throws Error for what is no text, or too long */
function demandText(source: unknown): string {
  if (typeof source !== 'string') throw new Error('A template must be a text.');
  if ((source.match(/\{\{\{?[#^>]/g)?.length ?? 0) > maximumBlocks) throw new Error(`A template may have ${maximumBlocks} blocks.`);
  if (source.length > maximumLength) throw new Error(`A template may have ${maximumLength} characters.`);
  return source;
}

/**
 * Compiles a template.
 * @param format `html` escapes values, `text` does not
 * @throws Error with the place of a syntax error
 */
export function compileTemplate(source: unknown, format: 'html' | 'text', helpers: TemplateHelpers = {}): Template {
  const text = demandText(source);
  const handlebars = createEnvironment();
  for (const [name, helper] of Object.entries(helpers))
    handlebars.registerHelper(name, (...parameters: unknown[]) => helper(...parameters.slice(0, -1)) as never);
  handlebars.parse(text);
  const compiled = handlebars.compile(text, optionsFor(format, Object.keys(helpers)));
  const options = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return (data) => compiled(data, options);
}

/**
 * Reads a template without rendering it.
 * @param helpers names of the helpers that it may call
 * @returns why it cannot be read, or the fields of `record` that it names outside of blocks that change what names mean
 */
export function checkTemplate(
  source: unknown,
  helpers: readonly string[],
): { readonly error?: string; readonly recordFields: readonly string[] } {
  try {
    const text = demandText(source);
    const handlebars = createEnvironment();
    const program = handlebars.parse(text);
    handlebars.precompile(text, optionsFor('html', helpers));
    const forbidden = findForbidden(program);
    if (forbidden !== undefined) return { error: forbidden, recordFields: [] };
    const found = new Set<string>();
    collectRecordFields(program, found);
    return { recordFields: [...found] };
  } catch (error) {
    return { error: (error as Error).message.replace(/\s+/g, ' '), recordFields: [] };
  }
}

const nodesWithoutPlace: Readonly<Record<string, string>> = {
  PartialStatement: 'Partials ({{> …}}) do not exist here',
  PartialBlockStatement: 'Partials ({{#> …}}) do not exist here',
  Decorator: 'Decorators ({{* …}}) do not exist here',
  DecoratorBlock: 'Decorators ({{#* …}}) do not exist here',
};
const innerNames = new Set(['constructor', 'prototype', '__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__']);

/** What Handlebars can read and no template of ours may say: it would show nothing, or fail when a mail is to leave. */
function findForbidden(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, parts, original } = node as { type?: string; parts?: unknown; original?: unknown };
  const place = type === undefined ? undefined : nodesWithoutPlace[type];
  if (place !== undefined) return place;
  if (type === 'PathExpression' && Array.isArray(parts) && parts.some((part) => innerNames.has(String(part))))
    return `"${String(original)}" names what is inside the server`;
  for (const [name, member] of Object.entries(node)) {
    const found = name === 'loc' ? undefined : findForbidden(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Walks the program's nodes; what stands in `each` and `with` is read from another place and is left alone. */
function collectRecordFields(node: unknown, found: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) collectRecordFields(item, found);
    return;
  }
  const { type, parts, path, depth } = node as { type?: string; parts?: unknown; path?: { original?: unknown }; depth?: number };
  if (type === 'PathExpression' && depth === 0 && Array.isArray(parts) && parts[0] === 'record' && typeof parts[1] === 'string')
    found.add(parts[1]);
  const turned = type === 'BlockStatement' && ['each', 'with'].includes(String(path?.original));
  for (const [name, member] of Object.entries(node))
    if (name !== 'loc' && !(turned && name === 'program')) collectRecordFields(member, found);
}
