/** Sends a mail made from a template. */
import sanitizeHtml from 'sanitize-html';
import type { ActionDocument } from '../../../metadata/types.ts';
import { storeMail } from '../mails.ts';
import { render, resolveValue } from '../values.ts';
import type { RunAction } from './types.ts';

/** Stores the mail once; the sender does the rest. */
export const runEmail: RunAction<Extract<ActionDocument, { type: 'email' }>> = async ({ subject, action, effectKey, sendMails }) => {
  const template = subject.context.model.templates.get(action.template);
  if (!template) return `The template ${action.template} is not there any more.`;
  const given: readonly unknown[] = Array.isArray(action.to) ? action.to : [action.to];
  const resolved = await Promise.all(given.map((to) => resolveValue(subject, to, undefined)));
  const recipients = [
    ...new Set(
      resolved
        .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
        .filter((to): to is string => typeof to === 'string' && /^[^\s@,<>]+@[^\s@,<>]+$/.test(to)),
    ),
  ];
  if (recipients.length === 0) return 'Nobody to write to: no recipient has an e-mail address.';
  const html = render(subject, template.body, 'html');
  const plain = plainText(html);
  const stored = await storeMail(
    subject.context,
    { recipients, subject: render(subject, template.subject, 'text'), html, plain, effectKey },
    sendMails,
  );
  return stored ? `Mail to ${recipients.join(', ')}.` : 'The mail had been made already.';
};

/** The text of a mail for readers without HTML: paragraphs as lines, addresses of links behind their words. */
function plainText(html: string): string {
  const lines = html.replace(/<a\s[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gis, '$2: $1').replace(/<\/(p|div|h[1-6]|li|tr)>|<br\s*\/?>/gi, '\n');
  const text = sanitizeHtml(lines, { allowedTags: [], allowedAttributes: {} });
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
