/** An import map checked against the model: every name is known before the first row is read. */
import { segment } from '../../metadata/rules/json-pointer.ts';
import { nearest } from '../../metadata/rules/suggest.ts';
import type { Context } from '../access/context.ts';
import { fieldAccess, isReadable } from '../access/fields.ts';
import { invalid, Problem, type ProblemItem } from '../kernel/errors.ts';
import { compileTemplate, type Template } from '../kernel/template.ts';
import type { Entity, Field } from '../model/types.ts';
import { matchField } from '../records/upsert.ts';
import type { ColumnMap, ImportMap } from './types.ts';

const maximumTemplate = 2000;

/** One column, resolved. */
export interface PlannedColumn {
  readonly header: string;
  readonly field: Field;
  readonly values: ReadonlyMap<string, string>;
  /** For links: what is looked up where; `later` when it points at the entity that is being imported. */
  readonly link?: { readonly target: Entity; readonly by: Field; readonly create: boolean; readonly later: boolean };
}

/** A map, resolved. */
export interface PlannedMap {
  readonly match: Field | undefined;
  readonly columns: readonly PlannedColumn[];
  readonly constants: Readonly<Record<string, unknown>>;
  readonly templates: readonly { readonly field: Field; readonly render: Template }[];
}

/**
 * Checks a map.
 * @param headers of the file, so that a column that is not there is named
 * @throws Problem 422 with a pointer into the map for everything that is wrong
 */
export function planMap(context: Context, entity: Entity, map: unknown, headers: readonly string[]): PlannedMap {
  const errors: ProblemItem[] = [];
  const { columns, match, constants, template } = readShape(map, errors);
  const planned = Object.entries(columns).flatMap(([header, target]) => planColumn(context, entity, header, target, headers, errors));
  const matched = match === undefined ? undefined : writableField(context, entity, match, '/match', errors);
  const unfit = matched ? matchField(context, entity, matched.name) : undefined;
  if (unfit instanceof Problem) errors.push(...unfit.errors);
  for (const name of Object.keys(constants)) writableField(context, entity, name, `/const/${name}`, errors);
  const templates = Object.entries(template).flatMap(([name, text]) => {
    const field = writableField(context, entity, name, `/template/${name}`, errors);
    // Anybody who may import writes these, and reading thousands of blocks takes minutes.
    if (text.length > maximumTemplate) {
      errors.push({ pointer: `/template/${name}`, code: 'template', message: `A template may have ${maximumTemplate} characters.` });
      return [];
    }
    try {
      return field ? [{ field, render: compileTemplate(text, 'text') }] : [];
    } catch (error) {
      errors.push({
        pointer: `/template/${name}`,
        code: 'template',
        message: `The template cannot be read: ${(error as Error).message.split('\n')[0] ?? ''}`,
      });
      return [];
    }
  });
  if (matched && !planned.some((column) => column.field === matched) && !templates.some((each) => each.field === matched)) {
    errors.push({ pointer: '/match', code: 'match', message: `No column gives "${matched.name}", by which rows are to be matched.` });
  }
  if (errors.length > 0) throw invalid(errors, 'The import map does not fit.');
  return { match: matched, columns: planned, constants, templates };
}

function readShape(
  map: unknown,
  errors: ProblemItem[],
): {
  columns: Record<string, string | ColumnMap>;
  match: string | undefined;
  constants: Record<string, unknown>;
  template: Record<string, string>;
} {
  const empty = { columns: {}, match: undefined, constants: {}, template: {} };
  if (!isObject(map)) {
    errors.push({ pointer: '', code: 'map', message: 'A map is an object with "columns".' });
    return empty;
  }
  const known = new Set(['match', 'columns', 'const', 'template']);
  for (const name of Object.keys(map))
    if (!known.has(name)) errors.push({ pointer: `/${name}`, code: 'map', message: `A map has no member "${name}".` });
  const { match, columns, const: constants, template } = map as Partial<Record<keyof ImportMap, unknown>>;
  if (!isObject(columns)) errors.push({ pointer: '/columns', code: 'map', message: '"columns" is an object of header and field.' });
  if (match !== undefined && typeof match !== 'string')
    errors.push({ pointer: '/match', code: 'map', message: '"match" is the name of a field.' });
  if (constants !== undefined && !isObject(constants))
    errors.push({ pointer: '/const', code: 'map', message: '"const" is an object of field and value.' });
  if (template !== undefined && !(isObject(template) && Object.values(template).every((text) => typeof text === 'string')))
    errors.push({ pointer: '/template', code: 'map', message: '"template" is an object of field and text.' });
  if (errors.length > 0) return empty;
  return {
    columns: columns as Record<string, string | ColumnMap>,
    match: match as string | undefined,
    constants: (constants ?? {}) as Record<string, unknown>,
    template: (template ?? {}) as Record<string, string>,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function planColumn(
  context: Context,
  entity: Entity,
  header: string,
  given: string | ColumnMap,
  headers: readonly string[],
  errors: ProblemItem[],
): PlannedColumn[] {
  const pointer = `/columns${segment(header)}`;
  const column: ColumnMap = typeof given === 'string' ? { field: given } : given;
  if (!isObject(column) || typeof column.field !== 'string') {
    errors.push({ pointer, code: 'map', message: 'A column is mapped to the name of a field, or to an object with "field".' });
    return [];
  }
  if (!headers.includes(header)) {
    const near = nearest(header, headers);
    errors.push({
      pointer,
      code: 'unknown-column',
      message: `The file has no column "${header}".`,
      ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
    });
    return [];
  }
  const field = writableField(context, entity, column.field, pointer, errors);
  if (!field) return [];
  const values = new Map(isObject(column.values) ? Object.entries(column.values).map(([from, to]) => [from, String(to)]) : []);
  const link = planLink(context, entity, field, column, pointer, errors);
  return [{ header, field, values, ...(link ? { link } : {}) }];
}

function planLink(
  context: Context,
  entity: Entity,
  field: Field,
  column: ColumnMap,
  pointer: string,
  errors: ProblemItem[],
): PlannedColumn['link'] {
  if (column.by === undefined) return undefined;
  const target = field.targets.length === 1 ? context.model.entities.get(field.targets[0] ?? '') : undefined;
  const by = target?.fields.get(column.by);
  if (!target || !by || !isReadable(context.model, context.rights, target, by)) {
    errors.push({
      pointer: `${pointer}/by`,
      code: 'unknown-field',
      message: target ? `${target.title} has no field "${column.by}".` : `"${field.name}" is no link to one entity, so "by" does not fit.`,
    });
    return undefined;
  }
  return { target, by, create: column.create === true, later: target.id === entity.id };
}

function writableField(context: Context, entity: Entity, name: string, pointer: string, errors: ProblemItem[]): Field | undefined {
  const field = entity.fields.get(name);
  const access = field ? fieldAccess(context.model, context.rights, entity, field) : 'hidden';
  if (field && access === 'write') return field;
  const near = nearest(
    name,
    [...entity.fields.values()]
      .filter((each) => fieldAccess(context.model, context.rights, entity, each) === 'write')
      .map((each) => each.name),
  );
  const hint = near === undefined || near === name ? {} : { hint: `Did you mean "${near}"?` };
  const message = field && access !== 'hidden' ? `"${name}" cannot be written by an import.` : `${entity.title} has no field "${name}".`;
  errors.push({ pointer, code: 'unknown-field', message, ...hint });
  return undefined;
}
