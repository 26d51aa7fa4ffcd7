/** What a JSON Schema validator reports, in words for the person who wrote the document. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { nearest } from '../../../metadata/rules/suggest.ts';

/** One error of a document's form. `pointer` is RFC 6901. */
export interface ShapeError {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** Words the errors of one document; those of the branches of a choice become one. */
export function wordErrors(errors: readonly ErrorObject[]): ShapeError[] {
  const choices = errors.filter((error) => error.keyword === 'oneOf' || error.keyword === 'anyOf');
  const inner = (error: ErrorObject): boolean =>
    choices.some((choice) => choice !== error && isWithin(error.instancePath, choice.instancePath));
  const plain = errors
    .filter((error) => !choices.includes(error) && !inner(error) && !saidByTag(error, errors))
    .map((error) => word(error));
  const outermost = choices.filter((choice) => !choices.some((other) => other !== choice && isStrictlyWithin(choice, other)));
  const chosen = outermost.flatMap((choice) =>
    wordChoice(
      choice,
      errors.filter((error) => error !== choice && isWithin(error.instancePath, choice.instancePath)),
    ),
  );
  return unique([...plain.flatMap((error) => error ?? []), ...chosen]);
}

const isWithin = (place: string, outer: string): boolean => place === outer || place.startsWith(`${outer}/`);
const isStrictlyWithin = (inner: ErrorObject, outer: ErrorObject): boolean =>
  inner.instancePath !== outer.instancePath && isWithin(inner.instancePath, outer.instancePath);

/** A wrong or missing tag is told once, by the choice that it decides. */
function saidByTag(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return errors.some((other) => {
    if (other.keyword !== 'discriminator' || other === error) return false;
    const tag = String((other.params as { tag?: string }).tag);
    if (error.keyword === 'required')
      return error.instancePath === other.instancePath && (error.params as { missingProperty?: string }).missingProperty === tag;
    return error.instancePath === `${other.instancePath}/${tag}`;
  });
}

/**
 * A value that fits none of several forms. When something deeper is wrong, the form was right, and that is told; else a text of the
 * wrong pattern, else unknown members, else what there is to choose from.
 */
function wordChoice(choice: ErrorObject, below: readonly ErrorObject[]): ShapeError[] {
  const at = choice.instancePath;
  const alternatives = requiredAlternatives(choice);
  if (alternatives) return [{ pointer: at, message: `State exactly one of ${list(alternatives)}.` }];
  const deeper = below.filter((error) => error.instancePath !== at && error.keyword !== 'oneOf' && error.keyword !== 'anyOf');
  const missing = below.filter((error) => error.instancePath === at && error.keyword === 'required');
  // With a single form that has members, what it lacks is as good as what is wrong within.
  if (deeper.length > 0) return [...deeper, ...(missing.length === 1 ? missing : [])].flatMap((error) => word(error) ?? []);
  const here = below.filter((error) => error.instancePath === at && !['oneOf', 'anyOf', 'type'].includes(error.keyword));
  const members = [...new Set(here.flatMap((error) => Object.keys((error.parentSchema as Schema | undefined)?.['properties'] ?? {})))];
  if (typeof choice.data === 'object' && choice.data !== null) {
    const strange = Object.keys(choice.data).filter((name) => !members.includes(name));
    if (members.length > 0 && strange.length > 0) return strange.map((name) => unknownMember(at, name, members));
    if (members.length > 0 && missing.length === 1) return missing.flatMap((error) => word(error) ?? []);
    if (members.length > 0)
      return [{ pointer: at, message: 'This combination of members is not one of the forms.', hint: `Use one of ${list(members)}.` }];
  }
  const valued = here.filter((error) => error.keyword !== 'required' && error.keyword !== 'additionalProperties');
  const enumerated = valued.find((error) => error.keyword === 'enum');
  if (enumerated) return [word(enumerated) ?? misfit(choice)];
  if (valued[0]) return [word(valued[0]) ?? misfit(choice)];
  return [misfit(choice)];
}

/** The members of a choice between members: every form demands one and says nothing else. */
function requiredAlternatives(choice: ErrorObject): string[] | undefined {
  const forms = choice.schema as readonly Schema[];
  const names = forms.map((form) => (Object.keys(form).length === 1 ? (form['required'] as readonly string[] | undefined) : undefined));
  return names.every((name) => name?.length === 1) ? names.flatMap((name) => name ?? []) : undefined;
}

function misfit(choice: ErrorObject): ShapeError {
  const schema = choice.parentSchema as Schema | undefined;
  return {
    pointer: choice.instancePath,
    message: `${show(choice.data)} does not fit here.`,
    ...(typeof schema?.['description'] === 'string' ? { hint: schema['description'] } : {}),
  };
}

/** One error that stands for itself. */
function word(error: ErrorObject): ShapeError | undefined {
  const pointer = error.instancePath;
  const schema = (error.parentSchema ?? {}) as Schema;
  const params = error.params as Readonly<Record<string, unknown>>;
  const described = typeof schema['description'] === 'string' ? { hint: schema['description'] } : {};
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownMember(pointer, String(params['additionalProperty']), Object.keys(schema['properties'] ?? {}));
    case 'required':
      return {
        pointer,
        message: `"${String(params['missingProperty'])}" is missing.`,
        ...memberHint(schema, String(params['missingProperty'])),
      };
    case 'discriminator':
      return unknownKind(error);
    case 'enum':
    case 'const': {
      const allowed = error.keyword === 'const' ? [params['allowedValue']] : (params['allowedValues'] as readonly unknown[]);
      return { pointer, message: `${show(error.data)} is not one of the values.`, ...near(error.data, allowed.map(String)) };
    }
    case 'type':
      return { pointer, message: `This is ${kindOf(error.data)}; ${wanted(params['type'])} stands here.`, ...described };
    case 'pattern':
      if (error.propertyName !== undefined) return undefined;
      return { pointer, message: `${show(error.data)} is not of the right form.`, ...described };
    case 'propertyNames':
      return {
        pointer: pointer + segment(String(params['propertyName'])),
        message: `"${String(params['propertyName'])}" cannot be a name here.`,
        hint: 'Use letters and digits, a small letter first.',
      };
    case 'format':
      return { pointer, message: `${show(error.data)} is not a ${String(params['format'])}.` };
    case 'if':
      return undefined;
    default:
      return { pointer, message: bounds(error.keyword, params) ?? `This ${error.message ?? 'is wrong'}.`, ...described };
  }
}

function bounds(keyword: string, params: Readonly<Record<string, unknown>>): string | undefined {
  const limit = String(params['limit']);
  return {
    minLength: `At least ${limit} characters are needed.`,
    maxLength: `At most ${limit} characters fit.`,
    minItems: `At least ${limit} must be listed.`,
    maxItems: `At most ${limit} may be listed.`,
    minProperties: `At least ${limit} must be stated.`,
    maxProperties: `At most ${limit} may be stated.`,
    minimum: `It must be ${limit} or more.`,
    maximum: `It must be ${limit} or less.`,
    exclusiveMinimum: `It must be more than ${limit}.`,
    exclusiveMaximum: `It must be less than ${limit}.`,
    uniqueItems: `Items ${String(params['j'])} and ${String(params['i'])} (counted from 0) are the same.`,
    multipleOf: `It must be a multiple of ${String(params['multipleOf'])}.`,
  }[keyword];
}

function unknownMember(pointer: string, name: string, known: readonly string[]): ShapeError {
  const close = nearest(name, known);
  const hint =
    close === undefined
      ? known.length > 0
        ? `There are ${list(known.filter((each) => each !== '$schema'))}.`
        : undefined
      : `Did you mean "${close}"?`;
  return {
    pointer: pointer + segment(name),
    message: `There is no member "${name}" here.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** A choice by one member's value (`field`, `type`, `kind`) that names none of the forms. */
function unknownKind(error: ErrorObject): ShapeError {
  const params = error.params as { readonly tag?: string; readonly tagValue?: unknown };
  const tag = params.tag ?? 'type';
  const tags = tagsOf(error.parentSchema, tag);
  if (params.tagValue === undefined)
    return { pointer: error.instancePath, message: `"${tag}" is missing.`, hint: `It is one of ${list(tags)}.` };
  return {
    pointer: `${error.instancePath}/${tag}`,
    message: `There is no ${tag} ${show(params.tagValue)}.`,
    ...near(params.tagValue, tags),
  };
}

/** The values of a tag: definitions are named after them (`textProperty`, `emailAction`, `table`). */
function tagsOf(schema: Schema | undefined, tag: string): string[] {
  const branches = (schema?.['oneOf'] ?? []) as readonly { readonly $ref?: string }[];
  const suffix = { field: 'Property', kind: 'Check', type: 'Action' }[tag] ?? '';
  return branches.flatMap(({ $ref }) => {
    const name = $ref?.split('/').at(-1);
    return name === undefined ? [] : [name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name];
  });
}

function near(value: unknown, allowed: readonly string[]): { hint?: string } {
  const close = typeof value === 'string' ? nearest(value, allowed) : undefined;
  if (close !== undefined) return { hint: `Did you mean "${close}"?` };
  return allowed.length > 0 ? { hint: `There are ${list(allowed)}.` } : {};
}

function memberHint(schema: Schema, name: string): { hint?: string } {
  const member = (schema['properties'] as Readonly<Record<string, Schema>> | undefined)?.[name];
  return typeof member?.['description'] === 'string' ? { hint: member['description'] } : {};
}

const list = (names: readonly string[]): string => (names.length > 40 ? `${names.slice(0, 40).join(', ')} …` : names.join(', '));

function wanted(type: unknown): string {
  const names = (Array.isArray(type) ? type : [type]).map(String);
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null',
  };
  return names.map((name) => words[name] ?? name).join(' or ');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object';
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function unique(errors: readonly ShapeError[]): ShapeError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = `${error.pointer} ${error.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
