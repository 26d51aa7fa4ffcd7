/** Sends stored mails through SMTP, with growing pauses after failures. */
import nodemailer, { type Transporter } from 'nodemailer';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import type { Logger } from '../kernel/logger.ts';

const pollMilliseconds = 2000;
const maximumAttempts = 6;

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
  const transport = nodemailer.createTransport(smtpUrl);
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

/** Takes the oldest due mail under a lock, so that two processes never send the same one. @returns whether there was one */
async function sendNext(database: Database, transport: Transporter, from: string, logger: Logger): Promise<boolean> {
  const table = id(database.schema, 'relata_mails');
  return database.knex.transaction(async (transaction) => {
    const { rows } = await transaction.raw<{ rows: MailRow[] }>(
      `select id::text, recipients, subject, html, plain, attempts from ?? where state = 'queued' and created_at + (attempts * attempts * interval '30 seconds') <= now() order by created_at limit 1 for update skip locked`,
      [`${database.schema}.relata_mails`],
    );
    const mail = rows[0];
    if (!mail) return false;
    const failure = await transport
      .sendMail({ from, to: mail.recipients, subject: mail.subject, html: mail.html, text: mail.plain, messageId: `<${mail.id}@relata>` })
      .then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    if (failure !== null) logger.warn({ mail: mail.id, failure }, 'A mail could not be sent.');
    const state = failure === null ? 'sent' : mail.attempts + 1 >= maximumAttempts ? 'failed' : 'queued';
    const update = toStatement(
      sql`update ${table} set state = ?, attempts = attempts + 1, error = ?, sent_at = case when ? then now() end where id = ?`,
    );
    await transaction.raw(update.text, [state, failure, failure === null, mail.id]);
    return failure === null;
  });
}
