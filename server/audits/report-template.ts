/**
 * The report's templates. Handlebars takes an object for a syntax tree and would run it, so every template is asserted to be text;
 * helpers are a closed list, prototypes are out of reach.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

const folder = path.join(import.meta.dirname, 'report');
const builtIn = {
  if: true,
  unless: true,
  each: true,
  with: true,
  lookup: false,
  log: false,
  blockHelperMissing: false,
  helperMissing: false,
};

/** What a template may do: nothing but the four control blocks. */
const compileOptions = { knownHelpersOnly: true, knownHelpers: builtIn, noEscape: false, preventIndent: true } as const;
const runtimeOptions = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;

/** @throws TypeError when a template is anything but text */
export function assertTemplate(template: unknown): asserts template is string {
  if (typeof template !== 'string') throw new TypeError('A template must be text.');
}

/** The style sheet, and its hash for a Content-Security-Policy that permits nothing else. */
export interface ReportStyle {
  readonly css: string;
  readonly policy: string;
}

let style: ReportStyle | undefined;
let render: ((view: object) => string) | undefined;

/** The report's style sheet. */
export function reportStyle(): ReportStyle {
  if (!style) {
    const css = readFileSync(path.join(folder, 'style.css'), 'utf8');
    const hash = createHash('sha256').update(css).digest('base64');
    style = { css, policy: `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'` };
  }
  return style;
}

/** Renders the report's layout with a view of strings, lists and safe chart markup. */
export function renderTemplate(view: object): string {
  render ??= compileTemplates();
  return render(view);
}

/** Marks markup that we wrote ourselves (charts, the style sheet) as safe. */
export function safe(markup: string): Handlebars.SafeString {
  return new Handlebars.SafeString(markup);
}

function compileTemplates(): (view: object) => string {
  const engine = Handlebars.create();
  for (const name of Object.keys(engine.helpers)) {
    if (!builtIn[name as keyof typeof builtIn]) engine.unregisterHelper(name);
  }
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.hbs'))
    .sort()) {
    const text: unknown = readFileSync(path.join(folder, file), 'utf8');
    assertTemplate(text);
    engine.registerPartial(path.basename(file, '.hbs'), engine.compile(text, compileOptions));
  }
  const layout: unknown = readFileSync(path.join(folder, 'layout.hbs'), 'utf8');
  assertTemplate(layout);
  const template = engine.compile(layout, compileOptions);
  return (view) => template(view, runtimeOptions);
}
