/** Mails: first stored, then sent. Without a mail server they are kept, where admins see them. */
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement } from '../database/sql.ts';
import { newId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';

/** A mail to be sent. */
export interface MailInput {
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
  /** Names the cause: the same cause never makes a second mail. */
  readonly effectKey: string;
}

/** A mail as admins see it in the list. */
export interface MailSummary {
  readonly id: string;
  readonly at: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** `kept`: no mail server is set; `queued`, `sent`, `failed`. */
  readonly state: string;
  readonly error: string | null;
}

/** Stores a mail once. @returns false when its cause has already made one */
export async function storeMail(context: Pick<Context, 'database' | 'clock'>, mail: MailInput, sending: boolean): Promise<boolean> {
  const { rowCount } = await context.database.query(
    toStatement(sql`insert into ${id(context.database.schema, 'relata_mails')} (id, created_at, recipients, subject, html, plain, state, effect_key)
      values (${newId()}::uuid, ${context.clock.now().toISOString()}, ${mail.recipients}::text[], ${oneLine(mail.subject)}, ${mail.html}, ${mail.plain}, ${sending ? 'queued' : 'kept'}, ${mail.effectKey})
      on conflict (effect_key) do nothing`),
  );
  return rowCount > 0;
}

/** A subject is one line: line breaks and other signs of control in it could start headers of their own. */
function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500)
    .toWellFormed();
}

const summaryColumns = raw(
  `id::text, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, recipients as "to", subject, state, error`,
);

/** Mails, newest first. */
export async function listMails(
  context: Context,
  page: { limit?: number | undefined; after?: string | undefined },
): Promise<{ data: MailSummary[]; page: { next: string | null } }> {
  const limit = Math.max(1, Math.min(page.limit ?? 50, 200));
  const table = id(context.database.schema, 'relata_mails');
  const after =
    page.after === undefined
      ? raw('true')
      : sql`(created_at, id) < (select b.created_at, b.id from ${table} b where b.id::text = ${page.after})`;
  const { rows } = await context.database.query<MailSummary>(
    toStatement(sql`select ${summaryColumns} from ${table} where ${after} order by created_at desc, id desc limit ${limit + 1}::int`),
  );
  return { data: rows.slice(0, limit), page: { next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null } };
}

/** One mail with its body. @throws Problem 404 */
export async function readMail(context: Context, mailId: string): Promise<MailSummary & { html: string; plain: string }> {
  const { rows } = await context.database.query<MailSummary & { html: string; plain: string }>(
    toStatement(sql`select ${summaryColumns}, html, plain from ${id(context.database.schema, 'relata_mails')} where id::text = ${mailId}`),
  );
  const mail = rows[0];
  if (!mail) throw notFound('There is no such mail.');
  return mail;
}
