/** An audit in the language of whoever reads it: titles from locale documents, the document's own where there is none. */
import type { AuditDocument } from '../../metadata/types.ts';
import type { Model } from '../model/types.ts';
import type { Check } from './types.ts';

/** The same document with translated titles, descriptions and advice. */
export function localiseAudit(model: Model, audit: AuditDocument, language: string): AuditDocument {
  const texts = textsOf(model, audit.id, language);
  if (texts.length === 0) return audit;
  const own = (...path: string[]): string | undefined => firstText(texts, path);
  const titled = <T extends { readonly id: string; readonly title: string }>(group: string, item: T): T => ({
    ...item,
    title: own(group, item.id, 'title') ?? own(group, item.id) ?? item.title,
  });
  const description = own('description') ?? audit.description;
  return {
    ...audit,
    title: own('title') ?? audit.title,
    ...(description === undefined ? {} : { description }),
    ...(audit.areas && { areas: mapped(audit.areas, (area) => titled('areas', area)) }),
    steps: mapped(audit.steps, (step) => titled('steps', step)),
    checks: mapped(audit.checks, (check) => localiseCheck(titled('checks', check), own)),
    ...(audit.rules && { rules: audit.rules.map((rule) => ({ ...rule, text: own('rules', rule.id) ?? rule.text })) }),
  };
}

function localiseCheck(check: Check, own: (...path: string[]) => string | undefined): Check {
  const description = own('checks', check.id, 'description');
  const advice = own('checks', check.id, 'remedy');
  return {
    ...check,
    ...(description === undefined ? {} : { description }),
    ...(advice === undefined || !check.remedy ? {} : { remedy: { ...check.remedy, text: advice } }),
  };
}

/** Texts of a document in a language, the most exact tag first (`fa-IR`, then `fa`). */
function textsOf(model: Model, document: string, language: string): unknown[] {
  const tags = language.split('-').map((_, index, parts) =>
    parts
      .slice(0, parts.length - index)
      .join('-')
      .toLowerCase(),
  );
  return tags.flatMap((tag) =>
    model.locales
      .filter((locale) => locale.language.toLowerCase() === tag)
      .flatMap((locale) => (locale.texts as Readonly<Record<string, unknown>>)[document] ?? []),
  );
}

function firstText(texts: readonly unknown[], path: readonly string[]): string | undefined {
  for (const text of texts) {
    const found = path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined),
      text,
    );
    if (typeof found === 'string') return found;
  }
  return undefined;
}

/** Lists that the schema wants filled stay filled when each item is replaced. */
function mapped<List extends readonly unknown[]>(list: List, change: (item: List[number]) => List[number]): List {
  return list.map(change) as unknown as List;
}
