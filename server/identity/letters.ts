/** Links by mail: the token, the mail that carries it and the entry in the history are one statement. */
import type { Context } from '../access/context.ts';
import { mailInsert } from '../automation/mails.ts';
import { join, raw, sql, toStatement, type Sql } from '../database/sql.ts';
import { readLanguage } from './locale.ts';
import { writeLetter, type LetterKind } from './mail-texts.ts';
import { noteInsert } from './note.ts';
import { hashSecret } from './secret.ts';
import { newToken } from './tokens.ts';
import type { UserAccount } from './users.ts';

/** How links leave the house. */
export interface Posting {
  /** Where links point: what the operator says, never what a request says. */
  readonly publicUrl: string;
  /** Whether mails are sent; else they are kept where admins see them. */
  readonly sendsMails: boolean;
}

interface LetterPlan {
  readonly minutes: number;
  readonly action: 'password-reset-asked' | 'invitation';
  readonly parameter: 'reset' | 'token';
}

const plans: Readonly<Record<LetterKind, LetterPlan>> = {
  'password-reset': { minutes: 60, action: 'password-reset-asked', parameter: 'reset' },
  invitation: { minutes: 7 * 24 * 60, action: 'invitation', parameter: 'token' },
};

/**
 * Makes a link and stores the mail with it.
 * @param user to whom it goes; undefined does as much, by the same statement, and stores nothing
 * @param beside a further part of the statement, which writes something in any case
 * @returns the link
 */
export async function postLink(
  context: Context,
  kind: LetterKind,
  user: UserAccount | undefined,
  posting: Posting,
  beside: Sql = raw('select 1'),
): Promise<string> {
  const { minutes, action, parameter } = plans[kind];
  const token = newToken(context, user?.id, kind, minutes);
  const link = `${posting.publicUrl}/sign-in?${parameter}=${token.secret}`;
  const language = readLanguage(user?.language ?? null) ?? context.model.settings.language;
  const letter = writeLetter(kind, language, user?.name ?? user?.email ?? '', link);
  const mails =
    user?.email == null
      ? []
      : [{ ...letter, recipients: [user.email], effectKey: `${kind} ${hashSecret(token.secret)}`, confidential: true }];
  const parts: readonly (readonly [string, Sql])[] = [
    ...token.parts,
    ['mailed', mailInsert(context, mails, posting.sendsMails)],
    ['noted', noteInsert(context, user?.id, action)],
  ];
  await context.database.query(toStatement(sql`with ${join(parts.map(([name, part]) => sql`${raw(name)} as (${part})`))} ${beside}`));
  return link;
}
