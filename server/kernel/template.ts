/**
 * Handlebars, tamed: a template is only ever a string (an object would be taken for a parsed program and could run code), nothing of
 * a prototype can be reached, and only the helpers that are named here and by the caller exist.
 */
import Handlebars from 'handlebars';

/** A compiled template: data in, text out. */
export type Template = (data: Readonly<Record<string, unknown>>) => string;

/** Functions that a template may call, by name. */
export type TemplateHelpers = Readonly<Record<string, (...parameters: unknown[]) => unknown>>;

const maximumLength = 200_000;
const builtIn = { if: true, unless: true, each: true, with: true } as const;

/**
 * Compiles a template.
 * @param format `html` escapes values, `text` does not
 * @throws Error with the place of a syntax error
 */
export function compileTemplate(source: unknown, format: 'html' | 'text', helpers: TemplateHelpers = {}): Template {
  if (typeof source !== 'string') throw new Error('A template must be a text.');
  if (source.length > maximumLength) throw new Error(`A template may have ${maximumLength} characters.`);
  // An environment of its own: nothing that is registered here can be seen by another template, and `lookup` and `log` are gone.
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper('lookup');
  handlebars.unregisterHelper('log');
  for (const [name, helper] of Object.entries(helpers))
    handlebars.registerHelper(name, (...parameters: unknown[]) => helper(...parameters.slice(0, -1)) as never);
  const known = Object.fromEntries([...Object.keys(builtIn), ...Object.keys(helpers)].map((name) => [name, true]));
  handlebars.parse(source);
  const compiled = handlebars.compile(source, {
    noEscape: format === 'text',
    knownHelpers: known,
    knownHelpersOnly: true,
    strict: false,
    preventIndent: true,
  });
  const options = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return (data) => compiled(data, options);
}
