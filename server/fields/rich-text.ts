/** HTML that people wrote in an editor: only what text needs survives. */
import sanitizeHtml from 'sanitize-html';
import { textKind } from './text-kind.ts';

const options: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'br', 'strong', 'b', 'em', 'i', 'u', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'h1', 'h2', 'h3', 'h4', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  allowedAttributes: { a: ['href'], th: ['colspan', 'rowspan'], td: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
};

/** `richText`: maxLength. */
export const richText = textKind({
  kind: 'richText',
  lines: 'many',
  schema: ({ document }) => ({ type: 'string', maxLength: document.field === 'richText' && document.maxLength !== undefined ? document.maxLength : 200_000 }),
  normalise: (value) => sanitizeHtml(value, options).trim() || null,
});
