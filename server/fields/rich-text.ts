/** HTML that people wrote in an editor: only what text needs survives. */
import sanitizeHtml from 'sanitize-html';
import { defaultLimits } from '../../metadata/rules/field-limits.ts';
import { textKind } from './text-kind.ts';

/** Elements that are content although they hold no text. */
const visible = /<(hr|table)\b/;

const options: sanitizeHtml.IOptions = {
  // prettier-ignore
  allowedTags: ['p', 'br', 'strong', 'b', 'em', 'i', 'u', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'h1', 'h2', 'h3', 'h4', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  allowedAttributes: { a: ['href'], th: ['colspan', 'rowspan'], td: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nestingLimit: 50,
};

/** An editor leaves `<p></p>` where all text was deleted. */
function isEmptyHtml(html: string): boolean {
  return !visible.test(html) && /^(\s|\u200b|&nbsp;)*$/.test(html.replace(/<[^>]*>/g, ''));
}

/** `richText`: maxLength, of the HTML. */
export const richText = textKind({
  kind: 'richText',
  lines: 'many',
  schema: ({ document }) => ({
    type: 'string',
    maxLength: document.field === 'richText' && document.maxLength !== undefined ? document.maxLength : defaultLimits.richText.maxLength,
  }),
  normalise(value) {
    const html = sanitizeHtml(value, options).trim();
    return isEmptyHtml(html) ? null : html;
  },
});
