/** A record's JSON, as the API sends it, as the source of conditions and formulas. */
import type { ClientValueType } from '../client-model.ts';
import type { ConditionSource } from './evaluate.ts';
import type { TypedValue } from './typed-value.ts';

/** What a source must know of a field. The browser makes it of the client model, the server of the model. */
export interface SourceField {
  readonly kind: string;
  readonly valueType: ClientValueType;
  /** The entity that a link leads to, where it is a single one and known. */
  readonly target?: SourceEntity | undefined;
  /** Statuses of all pipelines of a status field, in order. */
  readonly statuses?:
    | readonly { readonly code: string; readonly kind: string; readonly title: string; readonly probability?: number | undefined }[]
    | undefined;
}

/** What a source must know of an entity. */
export interface SourceEntity {
  field(name: string): SourceField | undefined;
  /** The entity whose records a to-many path of this name leads to. */
  backlink(name: string): SourceEntity | undefined;
}

/** A record on the wire. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/**
 * A source over a record's JSON.
 * @param complete a field that the record does not mention is empty (a form of a new record, a record read whole); otherwise it is unknown
 */
export function recordSource(record: SourceRecord, entity: SourceEntity, complete = false): ConditionSource {
  return {
    get: (path) => valueAt(record, entity, path.split('.'), complete),
    many: (path) => recordsAt(record, entity, path.split('.'), complete),
  };
}

function valueAt(record: SourceRecord, entity: SourceEntity, names: readonly string[], complete: boolean): TypedValue | undefined {
  const [name = '', ...rest] = names;
  const field = entity.field(name);
  if (!field) {
    const many = entity.backlink(name) && rest.length === 0 ? own(record, name) : undefined;
    return Array.isArray(many) ? { type: 'records', value: many } : undefined;
  }
  const value = memberOf(record, name, complete);
  if (value === undefined) return undefined;
  const [part = ''] = rest;
  if (rest.length === 0) return { type: field.valueType, value: plainValue(field, value) };
  if (field.statuses) return rest.length === 1 ? statusPart(field.statuses, part, value) : undefined;
  if (field.valueType === 'record' && field.target) return followLink(value, field.target, rest);
  return rest.length === 1 ? compositePart(part, value) : undefined;
}

/** An empty link leads to nothing, so all behind it is empty; what a link does not bring along is unknown. */
function followLink(value: unknown, target: SourceEntity, rest: readonly string[]): TypedValue | undefined {
  if (value === null) return valueAt({}, target, rest, true);
  const linked = typeof value === 'string' ? { id: value } : value;
  return isRecord(linked) ? valueAt(linked, target, rest, false) : undefined;
}

function recordsAt(
  record: SourceRecord,
  entity: SourceEntity,
  names: readonly string[],
  complete: boolean,
): readonly ConditionSource[] | undefined {
  const [name = '', ...rest] = names;
  const field = entity.field(name);
  if (rest.length > 0) {
    const value = memberOf(record, name, complete);
    if (!field?.target || value === undefined) return undefined;
    if (value === null) return [];
    return isRecord(value) ? recordsAt(value, field.target, rest, false) : undefined;
  }
  const target = field?.valueType === 'records' ? field.target : entity.backlink(name);
  const value = field ? memberOf(record, name, complete) : own(record, name);
  if (!target || value === undefined) return undefined;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => recordSource(isRecord(item) ? item : { id: item }, target));
}

/** What pipelines say of the status; in SQL it is server/query/status-part.ts. */
function statusPart(statuses: NonNullable<SourceField['statuses']>, part: string, code: unknown): TypedValue | undefined {
  const position = statuses.findIndex((status) => status.code === code);
  const status = statuses[position];
  if (part === 'kind') return { type: 'code', value: status?.kind ?? null };
  if (part === 'title') return { type: 'code', value: status?.title ?? null };
  if (part === 'probability') return { type: 'number', value: status?.probability ?? null };
  return part === 'position' ? { type: 'number', value: status ? position : null } : undefined;
}

/** Parts that are codes rather than text. */
const codeParts = new Set(['currency', 'country', 'entity']);

/** Parts of money, addresses, names, links to any entity and files. */
function compositePart(part: string, value: unknown): TypedValue | undefined {
  const given = isRecord(value) ? (own(value, part) ?? null) : part === 'id' ? value : null;
  if (part === 'id') return { type: 'record', value: given };
  if (part === 'amount' || part === 'size') return { type: 'number', value: given };
  return { type: codeParts.has(part) ? 'code' : 'text', value: given };
}

/** Composite values that compare as one text. */
function plainValue(field: SourceField, value: unknown): unknown {
  return field.valueType === 'text' && isRecord(value) ? (own(value, 'full') ?? null) : value;
}

function memberOf(record: SourceRecord, name: string, complete: boolean): unknown {
  const masked = own(record, '_masked');
  if (Array.isArray(masked) && masked.includes(name)) return undefined;
  const value = own(record, name);
  return value === undefined && complete ? null : value;
}

function own(record: SourceRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
