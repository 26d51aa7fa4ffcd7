/** Groups: by what records are put together, in which order groups stand, and what people call them. */
import { formatDuration } from '../../metadata/rules/duration.ts';
import { periodEnvironment } from '../access/calendar.ts';
import type { Context } from '../access/context.ts';
import { sql, type Sql } from '../database/sql.ts';
import type { ValueType } from '../fields/types.ts';
import { badRequest } from '../kernel/errors.ts';
import { localise } from '../model/localise.ts';
import { typeOfPath } from '../model/path-type.ts';
import type { Entity, Field } from '../model/types.ts';
import { datePartOrder, dateParts, datePartShower, datePartSql, isDatePart, type ShownKey } from './date-parts.ts';
import { expressionOf } from './expression.ts';
import { textCollation, type Expression, type Source } from './source.ts';
import type { GroupRequest } from './types.ts';
import { visibleId, visibleLabel } from './visible.ts';

/** A group in SQL. */
export interface GroupColumns {
  /** What is taken of each record: one value, or an array of which the record counts in each. */
  readonly key: Sql;
  readonly many: boolean;
  /** What people call it, where the record itself does not say. */
  readonly label: Sql | undefined;
  /** By what groups are ordered: options and statuses as their list has them, links by name, all else by value. */
  readonly order: (key: Sql, label: Sql) => Sql;
  /** The key as it is sent. */
  readonly output: (key: Sql) => Sql;
}

/**
 * Reads a group.
 * @throws Problem 400 when the field is unknown, hidden or of a kind that has no groups
 */
export function groupColumns(source: Source, group: GroupRequest, pointer: string): GroupColumns {
  const expression = expressionOf(source, group.field, `${pointer}/field`);
  const { valueType, field, part } = expression;
  const made = { key: expression.sql, many: false, label: undefined, order: (key: Sql): Sql => key, output: (key: Sql): Sql => key };
  if (group.by !== undefined) return { ...made, ...dateColumns(expression, group, pointer) };
  if (valueType === 'none' || valueType === 'records') {
    throw badRequest(`Records cannot be grouped by "${group.field}".`, [
      { pointer: `${pointer}/field`, code: 'group', message: 'This kind cannot be grouped by.' },
    ]);
  }
  if (part === undefined && field.targets.length > 0)
    return { ...made, key: visibleId(expression), label: visibleLabel(expression), order: (_, label) => sql`${label} ${textCollation}` };
  const { codes } = field;
  if (part === undefined && codes)
    return { ...made, many: valueType === 'codes', order: (key) => sql`array_position(${codes}::text[], ${key})` };
  if (valueType === 'codes') return { ...made, many: true, order: collated };
  if (valueType === 'text') return { ...made, order: collated };
  if (valueType === 'instant')
    return { ...made, output: (key) => sql`to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` };
  // A JSON number would lose digits on its way.
  if (isNumber(valueType)) return { ...made, output: (key) => sql`trim_scale(${key}::numeric)::text` };
  return made;
}

function collated(key: Sql): Sql {
  return sql`${key} ${textCollation}`;
}

function isNumber(valueType: ValueType): boolean {
  return valueType === 'number' || valueType === 'money' || valueType === 'duration';
}

function dateColumns(expression: Expression, { field, by }: GroupRequest, pointer: string): Pick<GroupColumns, 'key' | 'order'> {
  const { valueType, source } = expression;
  const { compilation } = source;
  const fits = valueType === 'instant' || (valueType === 'date' && by !== 'hourOfDay');
  if (by === undefined || !isDatePart(by) || !fits) {
    throw badRequest(`"${field}" cannot be grouped by ${String(by)}.`, [
      {
        pointer: `${pointer}/by`,
        code: 'group',
        message: `One of ${dateParts.join(', ')}, on a date; hourOfDay on a date with time.`,
      },
    ]);
  }
  const environment = periodEnvironment(compilation.context, new Date(0));
  return {
    key: datePartSql(expression.sql, valueType, by, environment),
    order: (key) => datePartOrder(key, by, environment),
  };
}

/** Numbers that are sent as JSON numbers: whole ones that the field keeps as such. */
const wholeKinds = new Set(['integer', 'rating']);

/** How keys of a group are shown to whoever asks; to be called for groups that were found right. */
export function groupShower(context: Context, entity: Entity, group: GroupRequest): (key: unknown, label: string | null) => ShownKey {
  const { actor, model } = context;
  if (group.by !== undefined && isDatePart(group.by)) {
    const show = datePartShower(group.by, periodEnvironment(context, new Date(0)), actor.language);
    return (key) => (key === null ? empty : show(key));
  }
  const { field, part, valueType, resolved } = typeOfPath(model, entity, group.field);
  const titles = part === undefined && field ? titlesOf(context, resolved.entity, field) : undefined;
  return (key, label) => {
    if (key === null) return empty;
    if (valueType === 'duration') return shown(formatDuration(Number(key)));
    if (titles) return { key, label: titles.get(String(key)) ?? String(key) };
    if (label !== null || (part === undefined && (field?.targets.length ?? 0) > 0)) return { key, label: label ?? '' };
    return shown(isNumber(valueType) && isWhole(field, part) ? Number(key) : key);
  };
}

const empty: ShownKey = { key: null, label: '' };

function shown(key: unknown): ShownKey {
  return { key, label: String(key) };
}

function isWhole(field: Field | undefined, part: string | undefined): boolean {
  if (part !== undefined) return part === 'probability' || part === 'position';
  const document = field?.document;
  return wholeKinds.has(field?.kind ?? '') || (document?.field === 'rollup' && document.count === true);
}

/** Titles of a field's codes in the reader's language. */
function titlesOf({ model, actor }: Context, entity: Entity, field: Field): ReadonlyMap<string, string> | undefined {
  if (!field.codes) return undefined;
  const localised = localise(model, actor.language).entities.get(entity.id)?.fields.get(field.name);
  return localised?.codeTitles ?? field.codeTitles;
}
