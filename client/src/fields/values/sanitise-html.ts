/** Rebuilds HTML from an allowlist, node by node. The server has done so before; what is shown is not trusted for that. */

const allowed: Readonly<Record<string, readonly string[]>> = {
  p: [],
  br: [],
  hr: [],
  strong: [],
  b: [],
  em: [],
  i: [],
  u: [],
  s: [],
  code: [],
  pre: [],
  blockquote: [],
  ul: [],
  ol: ['start'],
  li: [],
  h1: [],
  h2: [],
  h3: [],
  h4: [],
  a: ['href', 'title'],
  span: [],
  div: [],
  sub: [],
  sup: [],
  table: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ['colspan', 'rowspan'],
  td: ['colspan', 'rowspan'],
};
/** Elements whose content is no text for people. */
const dropped = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'template',
  'noscript',
  'svg',
  'math',
  'title',
  'textarea',
  'select',
  'button',
  'form',
  'input',
]);

function isSafeAddress(address: string): boolean {
  return /^(https?:|mailto:|tel:)/i.test(address.trim());
}

function copyInto(target: Node, source: Node, page: Document): void {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.appendChild(page.createTextNode(node.textContent ?? ''));
    if (!(node instanceof Element)) continue;
    const name = node.localName;
    if (dropped.has(name)) continue;
    const attributes = allowed[name];
    if (attributes === undefined) {
      copyInto(target, node, page);
      continue;
    }
    const element = page.createElement(name);
    for (const attribute of attributes) {
      const value = node.getAttribute(attribute);
      if (value !== null && (attribute !== 'href' || isSafeAddress(value))) element.setAttribute(attribute, value);
    }
    if (name === 'a') {
      element.setAttribute('rel', 'noopener noreferrer nofollow');
      element.setAttribute('target', '_blank');
    }
    if (/^(p|li|h[1-4]|blockquote|td|th|div)$/.test(name)) element.setAttribute('dir', 'auto');
    copyInto(element, node, page);
    target.appendChild(element);
  }
}

/** Safe nodes of an HTML text, for `replaceChildren`. Nothing in it runs or loads. */
export function sanitiseHtml(html: string, page: Document = document): DocumentFragment {
  const fragment = page.createDocumentFragment();
  // A parsed document of its own is inert: no script runs, no image loads.
  copyInto(fragment, new DOMParser().parseFromString(html, 'text/html').body, page);
  return fragment;
}

/** The words of an HTML text, in one line. */
export function htmlToText(html: string): string {
  const body = new DOMParser().parseFromString(html.replace(/<(\/(p|li|h[1-6]|div|tr|blockquote)|br)[^>]*>/gi, ' $&'), 'text/html').body;
  for (const element of body.querySelectorAll([...dropped].join(','))) element.remove();
  return (body.textContent ?? '').replace(/\s+/g, ' ').trim();
}
