/** Mails: first stored, then sent. Without a mail server they are kept, where admins see them. */
import type { Context } from '../access/context.ts';
import { id, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { isId, newId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';

/** A mail to be sent. */
export interface MailInput {
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
  /** Names the cause: the same cause never makes a second mail. */
  readonly effectKey: string;
  /** It lets its reader in: once it is sent the text is taken out, and until then nobody is shown it. */
  readonly confidential?: boolean;
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

/** INSERT of mails, each once: to be a part of the statement that is their cause. */
export function mailInsert(context: Pick<Context, 'database' | 'clock'>, mails: readonly MailInput[], sending: boolean): Sql {
  const rows = mails.map((mail) => ({
    id: newId(),
    created_at: context.clock.now().toISOString(),
    recipients: mail.recipients,
    subject: oneLine(mail.subject),
    html: mail.html,
    plain: mail.plain,
    state: sending ? 'queued' : 'kept',
    effect_key: mail.effectKey,
    confidential: mail.confidential === true,
  }));
  const columns = sql`id, created_at, recipients, subject, html, plain, state, effect_key, confidential`;
  const types = sql`id uuid, created_at timestamptz, recipients text[], subject text, html text, plain text, state text, effect_key text, confidential boolean`;
  return sql`insert into ${id(context.database.schema, 'relata_mails')} (${columns}) select ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(${types})
    on conflict (effect_key) do nothing`;
}

/** Stores a mail once. @returns false when its cause has already made one */
export async function storeMail(context: Pick<Context, 'database' | 'clock'>, mail: MailInput, sending: boolean): Promise<boolean> {
  return (await context.database.query(toStatement(mailInsert(context, [mail], sending)))).rowCount > 0;
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
      : isId(page.after)
        ? sql`(created_at, id) < (select b.created_at, b.id from ${table} b where b.id = ${page.after}::uuid)`
        : raw('false');
  const { rows } = await context.database.query<MailSummary>(
    toStatement(sql`select ${summaryColumns} from ${table} where ${after} order by created_at desc, id desc limit ${limit + 1}::int`),
  );
  return { data: rows.slice(0, limit), page: { next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null } };
}

const withheld = 'This mail lets its reader in. Its text is shown to nobody else.';

/** One mail with its body; of one that lets its reader in, only while it is kept for want of a mail server. @throws Problem 404 */
export async function readMail(context: Context, mailId: string): Promise<MailSummary & { html: string; plain: string }> {
  const missing = notFound('There is no such mail.');
  if (!isId(mailId)) throw missing;
  const { rows } = await context.database.query<MailSummary & { html: string; plain: string; confidential: boolean }>(
    toStatement(
      sql`select ${summaryColumns}, html, plain, confidential from ${id(context.database.schema, 'relata_mails')} where id = ${mailId}::uuid`,
    ),
  );
  if (!rows[0]) throw missing;
  const { confidential, ...mail } = rows[0];
  const hidden = confidential && (mail.state !== 'kept' || context.key !== undefined);
  return hidden ? { ...mail, html: `<p>${withheld}</p>`, plain: withheld } : mail;
}
