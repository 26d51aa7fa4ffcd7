/** Values of actions: literals, paths of the record, templates, times, the actor. */
import { shiftNow } from '../../metadata/rules/periods.ts';
import type { Context } from '../access/context.ts';
import { compileTemplate, type TemplateHelpers } from '../kernel/template.ts';
import type { Entity, Field } from '../model/types.ts';
import { readRows } from '../query/rows.ts';
import type { Row } from '../query/types.ts';
import { encryptedFields } from '../records/sealed-changes.ts';

/** What an action sees: the record that it is about, as it reads now, and who caused it. */
export interface Subject {
  readonly context: Context;
  readonly entity: Entity;
  readonly record: Row;
  readonly actor: string | null;
  readonly helpers: TemplateHelpers;
}

interface Reference {
  readonly $record?: string;
  readonly $template?: string;
  readonly $now?: string;
  readonly $actor?: 'id';
}

/**
 * Resolves one value.
 * @param target the field that it is for, which decides the form of dates and links
 */
export async function resolveValue(subject: Subject, value: unknown, target: Field | undefined): Promise<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const reference = value as Reference;
  if (reference.$template !== undefined) return render(subject, reference.$template, 'text');
  if (reference.$now !== undefined) {
    const moment = shiftNow(reference.$now, subject.context.clock.now(), subject.context.actor.timeZone);
    return target?.type.valueType === 'date' ? moment.date : moment.instant;
  }
  if (reference.$actor !== undefined) return subject.actor;
  if (reference.$record !== undefined) return recordValue(subject, reference.$record, target);
  return value;
}

async function recordValue(subject: Subject, path: string, target: Field | undefined): Promise<unknown> {
  const { entity, record } = subject;
  if (path === 'self') return target?.kind === 'linkAny' ? { entity: entity.id, id: record.id } : record.id;
  const own = Object.hasOwn(record, path) ? record[path] : await readPath(subject, path);
  if (typeof own === 'object' && own !== null && 'id' in own && target?.targets.length === 1) return own.id;
  return own;
}

/** A path across links, read through the query engine. */
async function readPath(subject: Subject, path: string): Promise<unknown> {
  const { rows } = await readRows(subject.context, subject.entity.id, { filter: { id: subject.record.id }, select: [path], limit: 1 });
  return rows[0]?.[path];
}

/** Renders a template on the record. */
export function render(subject: Subject, source: string, format: 'html' | 'text'): string {
  const { context, entity, record, actor } = subject;
  // What is rendered is kept and sent as plain text: what is encrypted is not there to be named, in whatever way.
  const secret = new Set(encryptedFields(entity).map(({ name }) => name));
  const shown = Object.fromEntries(Object.entries(record).filter(([name]) => !secret.has(name)));
  return compileTemplate(
    source,
    format,
    subject.helpers,
  )({
    record: { ...shown, _entity: entity.name },
    actor: { id: actor },
    workspace: { name: context.workspace, baseCurrency: context.environment.baseCurrency },
  });
}

/** Helpers of templates: `link`, `date`, `money`, `number`. */
export function templateHelpers(publicUrl: string, language: string, timeZone: string): TemplateHelpers {
  const asDate = (value: unknown): Date | undefined =>
    typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value) : undefined;
  return {
    link: (value) => {
      const record = (value ?? {}) as { id?: unknown; _entity?: unknown; entity?: unknown };
      return `${publicUrl}/${encodeURIComponent(String(record._entity ?? record.entity ?? ''))}/${encodeURIComponent(String(record.id ?? ''))}`;
    },
    date: (value) => {
      const date = asDate(value);
      if (!date) return '';
      const dateOnly = typeof value === 'string' && value.length === 10;
      return new Intl.DateTimeFormat(
        language,
        dateOnly ? { dateStyle: 'medium', timeZone: 'UTC' } : { dateStyle: 'medium', timeStyle: 'short', timeZone },
      ).format(date);
    },
    money: (value) => {
      const money = (value ?? {}) as { amount?: unknown; currency?: unknown };
      if (typeof money.currency !== 'string') return '';
      return new Intl.NumberFormat(language, { style: 'currency', currency: money.currency }).format(Number(money.amount));
    },
    number: (value) => (value === null || value === undefined || value === '' ? '' : new Intl.NumberFormat(language).format(Number(value))),
  };
}
