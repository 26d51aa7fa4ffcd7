/** Sends stored mails through SMTP, with growing pauses after failures. */
import nodemailer, { type Transporter } from 'nodemailer';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database, Statement } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';

const pollMilliseconds = 2000;
const maximumAttempts = 6;
/** A mail server that hangs holds a connection to the database, too. Milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const longestReason = 1000;

interface MailRow {
  readonly id: string;
  readonly recipients: string[];
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
  readonly attempts: number;
}

/** A running sender. */
export interface MailSender {
  stop(): Promise<void>;
}

/**
 * Starts sending.
 * @param smtpUrl `smtp://user:password@host:port`; a `from` parameter sets the sender's address
 */
export function startMailSender(database: Database, smtpUrl: string, publicUrl: string, logger: Logger): MailSender {
  const transport = nodemailer.createTransport({ url: smtpUrl, ...patience });
  const from = senderOf(smtpUrl, publicUrl);
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = (async () => {
    while (!stopped) {
      const sent = await sendNext(database, transport, from, logger).catch((error: unknown) => {
        logger.warn({ err: error }, 'Mails could not be read from the database.');
        return false;
      });
      if (!sent && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMilliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
    transport.close();
  })();
  return {
    async stop() {
      stopped = true;
      wake?.();
      await loop;
    },
  };
}

function senderOf(smtpUrl: string, publicUrl: string): string {
  const url = new URL(smtpUrl);
  const user = decodeURIComponent(url.username);
  return url.searchParams.get('from') ?? (user.includes('@') ? user : `relata@${new URL(publicUrl).hostname}`);
}

/** Asks for the oldest due mail, and locks it. */
export function nextMailSql(schema: string): Statement {
  return toStatement(sql`select id::text, recipients, subject, html, plain, attempts from ${id(schema, 'relata_mails')}
    where state = 'queued' and created_at + (attempts * attempts * interval '30 seconds') <= now() order by created_at limit 1 for update skip locked`);
}

/** Takes the oldest due mail under a lock, so that two processes never send the same one. @returns whether there was one */
async function sendNext(database: Database, transport: Transporter, from: string, logger: Logger): Promise<boolean> {
  const table = id(database.schema, 'relata_mails');
  return database.knex.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: MailRow[] }>(nextMailSql(database.schema).text);
    const mail = rows[0];
    if (!mail) return false;
    const { failure, final } = await send(transport, from, mail);
    if (failure !== null) logger.warn({ mail: mail.id, failure }, 'A mail could not be sent.');
    const refused = final || mail.attempts + 1 >= maximumAttempts;
    const sent = failure === null || failure.startsWith(partly);
    const state = sent ? 'sent' : refused ? 'failed' : 'queued';
    const update = toStatement(
      // What lets its reader in is not kept any longer than it takes to send it.
      sql`update ${table} set state = ?, attempts = attempts + 1, error = ?, sent_at = case when ? then now() end,
        html = case when confidential and ? then '' else html end, plain = case when confidential and ? then '' else plain end where id = ?`,
    );
    const over = state !== 'queued';
    await transaction.raw(update.text, [state, failure, sent, over, over, mail.id]);
    return sent;
  });
}

/** How the reason begins when some of the recipients have got the mail. */
const partly = 'Not taken for ';

/** Hands a mail over. @returns why it failed, and whether trying again is of no use (the server said no for good: 5xx) */
async function send(transport: Transporter, from: string, mail: MailRow): Promise<{ failure: string | null; final: boolean }> {
  // As objects, addresses are taken as they are: a text would be parsed, and could hold more than one.
  const to = mail.recipients.map((address) => ({ name: '', address }));
  try {
    const { subject, html, plain } = mail;
    const sent: unknown = await transport.sendMail({ from, to, subject, html, text: plain, messageId: `<${mail.id}@relata>` });
    const rejected = (sent as { rejected?: readonly unknown[] }).rejected ?? [];
    return { failure: rejected.length === 0 ? null : `${partly}${rejected.join(', ')}.`.slice(0, longestReason), final: false };
  } catch (error) {
    const { responseCode } = error as { responseCode?: unknown };
    const reason = error instanceof Error ? error.message : String(error);
    return { failure: reason.slice(0, longestReason), final: typeof responseCode === 'number' && responseCode >= 500 };
  }
}
