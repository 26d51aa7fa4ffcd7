/**
 * A record as it was: its present values, taken back through history. Rights are those of today, links carry today's names, and fields are found
 * by their ids, under today's names. What is computed is left out: what it was computed of may be another record's.
 */
import type { Context } from '../access/context.ts';
import { fieldAccess } from '../access/fields.ts';
import { slot } from '../database/named.ts';
import { all, id, raw, sql } from '../database/sql.ts';
import type { Statement } from '../database/types.ts';
import { badRequest, notFound } from '../kernel/errors.ts';
import { isEncryptedValue } from '../encryption/history-values.ts';
import { isId } from '../kernel/ids.ts';
import type { Entity, Field } from '../model/types.ts';
import { closedFieldsSql } from '../query/closed-fields.ts';
import { readInstant } from '../query/instants.ts';
import { entityFor } from '../query/list.ts';
import { pointsTo, shownValue } from '../query/past-values.ts';
import { readScope } from '../query/scope.ts';
import { columnSql, createSource, joinAll, tableSql } from '../query/source.ts';
import { statementFor } from '../query/statement-cache.ts';
import { readLabelsWithTrash } from '../query/labels.ts';
import type { Row } from '../query/types.ts';
import { canonicalJson, storedFields } from './current.ts';
import { openedOrKept } from './sealed-changes.ts';
import { refusalOf } from '../access/wording.ts';

/** A record as it was, by field name, with `_at`; `_computed` names what is left out, `_masked` what is not shown, `_erased` says that something is not known any more. */
export type PastRecord = Readonly<Record<string, unknown>>;

interface PastRow {
  readonly values: Row;
  /** What it was before the changes that came later, by field id. */
  readonly undone: Readonly<Record<string, unknown>> | null;
  readonly version: number | null;
  readonly at: string | null;
  readonly actor: string | null;
  readonly erased: boolean | null;
  /** Ids of fields that the reader may not see on this record. */
  readonly closed: string[] | null;
  /** Keys of the fields that the model had then; null where no version of the model is known from then. */
  readonly known: string[] | null;
}

const lifecycle = ['create', 'update', 'delete', 'restore'];

/**
 * Reads a record as it was at an instant; also one that is in the trash by now.
 * @param select names of fields; all of them when left out
 * @throws Problem 404 when the reader may not see the record now, or it was not there then; 400 for what is no instant of the past
 */
export async function readRecordAt(
  context: Context,
  entityName: string,
  recordId: string,
  instant: string,
  select?: readonly string[],
): Promise<PastRecord> {
  const entity = entityFor(context, entityName);
  const at = readInstant(instant, 'at');
  if (new Date(at) > context.clock.now()) throw wrongInstant('"at" lies in the future.');
  const missing = notFound(refusalOf(context, 'noRecord', entity));
  if (!isId(recordId)) throw missing;
  const fields = selectedFields(context, entity, select);
  const { rows } = await context.database.query<PastRow>(pastStatement(context, entity, recordId, at));
  const [row] = rows;
  if (!row) throw missing;
  if (row.version === null) throw notFound(refusalOf(context, 'noRecordThen', entity));
  return assemble(context, entity, fields, row, at);
}

function wrongInstant(message: string): Error {
  return badRequest(message, [{ pointer: '/at', code: 'instant', message }], 'parameter');
}

function selectedFields(context: Context, entity: Entity, select: readonly string[] | undefined): Field[] {
  const visible = [...entity.fields.values()].filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden');
  if (!select) return visible;
  const names = new Set(['id', 'version', ...select]);
  const unknown = select.find((name) => !visible.some((field) => field.name === name));
  if (unknown !== undefined) {
    const message = `${entity.title} has no field "${unknown}".`;
    throw badRequest(message, [{ pointer: '/select', code: 'unknown-field', message }], 'unknown-field');
  }
  return visible.filter((field) => names.has(field.name));
}

/** The record as it is, with what came later, by one statement. Versions order what happened: clocks of several servers may differ. */
function pastStatement(context: Context, entity: Entity, recordId: string, at: string): Statement {
  const { schema } = context.database;
  return statementFor(context, ['as-of', entity.id], {}, [recordId, at], (compilation) => {
    const source = createSource(compilation, entity);
    const where = all([sql`${columnSql(source, 'id')} = ${slot(0)}::uuid`, ...readScope(source)]);
    const history = id(schema, 'relata_history');
    const own = sql`h.entity = ${entity.id} and h.record_id = ${slot(0)}::uuid and h.action = any(${lifecycle}::text[])`;
    const later = sql`${own} and h.version > l.version`;
    const undone = sql`select jsonb_object_agg(u.key, u.before) from (select distinct on (c.key) c.key, c.value -> 'before' as before
      from ${history} h cross join lateral jsonb_each(h.changes) c where ${later} order by c.key, h.version) u`;
    const model = sql`select v.physical from ${id(schema, 'relata_metadata_versions')} v where v.applied_at <= ${slot(1)}::timestamptz order by v.version desc limit 1`;
    const known = sql`select array_agg(k) from (${model}) m cross join lateral jsonb_object_keys(m.physical -> 'columns') k where starts_with(k, ${`${entity.id}.`})`;
    const closed = closedFieldsSql(source) ?? raw(`'{}'::text[]`);
    return sql`select ${canonicalJson(source)} as values, (${undone}) as undone, l.version, to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, l.actor::text as actor,
        (select bool_or(h.erased_at is not null) from ${history} h where ${later}) as erased, (${known}) as known, ${closed} as closed
      from ${tableSql(context, entity.table)} ${id(source.alias)}${joinAll(source)} left join lateral
        (select h.version, h.at, h.actor from ${history} h where ${own} and h.at <= ${slot(1)}::timestamptz order by h.version desc limit 1) l on true
      where ${where}`;
  });
}

async function assemble(context: Context, entity: Entity, fields: readonly Field[], row: PastRow, at: string): Promise<PastRecord> {
  const stored = new Set(storedFields(entity));
  const past = new Map<Field, unknown>();
  for (const field of fields)
    if (stored.has(field)) past.set(field, await openedOrKept(context, entity, field, row.values.id, valueAt(entity, field, row)));
  const hidden = (field: Field): boolean =>
    fieldAccess(context.model, context.rights, entity, field) === 'masked' || isEncryptedValue(past.get(field));
  const labels = await readLabelsWithTrash(
    context,
    [...past].flatMap(([field, value]) => (hidden(field) ? [] : pointsTo(field, value))),
  );
  const result: Record<string, unknown> = {};
  const masked: string[] = [];
  const computed: string[] = [];
  for (const field of fields) {
    if (!stored.has(field)) computed.push(field.name);
    else if (hidden(field)) {
      masked.push(field.name);
      result[field.name] = null;
    } else result[field.name] = shownValue(field, past.get(field), labels);
  }
  return {
    ...result,
    ...(masked.length > 0 ? { _masked: masked } : {}),
    _at: at,
    ...(computed.length > 0 ? { _computed: computed } : {}),
    ...(row.erased === true ? { _erased: true } : {}),
  };
}

/** The canonical value of a field as it was; null where the field was not there yet. */
function valueAt(entity: Entity, field: Field, row: PastRow): unknown {
  const { values, undone, known, closed } = row;
  // Such fields read as empty, on this record.
  if (closed?.includes(field.id) === true) return null;
  if (field.system) {
    if (field.name === 'version') return row.version;
    if (field.name === 'updatedAt') return row.at;
    if (field.name === 'updatedBy') return row.actor;
  } else if (known && !known.includes(`${entity.id}.${field.id}`)) return null;
  if (undone && Object.hasOwn(undone, field.id)) return undone[field.id];
  return values[field.name] ?? null;
}
