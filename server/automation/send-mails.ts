/** Sends stored mails through SMTP, with growing pauses after failures. */
import nodemailer, { type Transporter } from 'nodemailer';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database, Statement } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';

const pollMilliseconds = 2000;
const maximumAttempts = 6;
/** How long a mail server may stay silent. Milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
/** For so long a mail is its sender's; what a killed process had taken is sent by another one after that. */
const takenFor = '5 minutes';
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

/** Takes the oldest due mail, so that two processes never send the same one. */
export function takeMailSql(schema: string): Statement {
  const table = id(schema, 'relata_mails');
  const next = sql`select id from ${table} where state = 'queued' and created_at + (attempts * attempts * interval '30 seconds') <= now() and (taken_until is null or taken_until <= now())
    order by created_at limit 1 for update skip locked`;
  return toStatement(
    sql`update ${table} set taken_until = now() + ${takenFor}::interval where id = (${next}) returning id::text, recipients, subject, html, plain, attempts`,
  );
}

/** Sends the oldest due mail; no transaction is open meanwhile, since history is sealed up to the oldest open one. @returns whether one was sent */
async function sendNext(database: Database, transport: Transporter, from: string, logger: Logger): Promise<boolean> {
  const { rows } = await database.query<MailRow>(takeMailSql(database.schema));
  const [mail] = rows;
  if (!mail) return false;
  const { failure, final } = await send(transport, from, mail);
  if (failure !== null) logger.warn({ mail: mail.id, failure }, 'A mail could not be sent.');
  const refused = final || mail.attempts + 1 >= maximumAttempts;
  const sent = failure === null || failure.startsWith(partly);
  const state = sent ? 'sent' : refused ? 'failed' : 'queued';
  const over = state !== 'queued';
  await database.query(
    toStatement(
      // What lets its reader in is not kept any longer than it takes to send it.
      sql`update ${id(database.schema, 'relata_mails')} set state = ${state}, attempts = attempts + 1, taken_until = null, error = ${failure}, sent_at = case when ${sent}::boolean then now() end,
        html = case when confidential and ${over}::boolean then '' else html end, plain = case when confidential and ${over}::boolean then '' else plain end
        where id = ${mail.id}::uuid and state = 'queued'`,
    ),
  );
  return sent;
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
