/** Finds linked records by one of their fields, a batch at a time, and remembers what it found. */
import { foldText } from '../../metadata/rules/fold.ts';
import type { Context } from '../access/context.ts';
import { FieldError } from '../fields/types.ts';
import type { Entity, Field } from '../model/types.ts';
import { matchRecords } from '../query/match.ts';
import { readRows } from '../query/rows.ts';
import { matchKey, tellsApart } from './upsert.ts';
import { writeRecords } from './write.ts';
import type { Problem } from '../kernel/errors.ts';

const chunk = 500;

/** What a text leads to: one record, one that a rehearsal would have made, or the reason why it leads to none. */
export type Found = { readonly id: string } | { readonly rehearsed: true } | { readonly problem: string };

/** A memory of look-ups in one entity by one field. */
export interface Lookup {
  /** Makes sure that all these texts have been looked up; `create` makes what is missing. @returns how many records were made */
  prepare(texts: Iterable<string>, create: boolean): Promise<number>;
  find(text: string): Found;
}

/**
 * Starts a memory. Text compares as in conditions: without regard to case and variants of letters.
 * @param dryRun nothing is made, not even what a column may create
 */
export function createLookup(context: Context, target: Entity, by: Field, dryRun = false): Lookup {
  const known = new Map<string, Found>();
  const missing = (text: string): Found => ({ problem: `There is no ${target.title} with ${by.title} "${text}".` });
  return {
    async prepare(texts, create) {
      const wanted = new Map(
        [...texts].filter((text) => text !== '' && needs(known.get(foldText(text)), create)).map((text) => [foldText(text), text]),
      );
      const all = [...wanted.values()].filter((text) => {
        const problem = unfit(by, text, context);
        if (problem !== undefined) known.set(foldText(text), { problem });
        return problem === undefined;
      });
      let made = 0;
      for (let start = 0; start < all.length; start += chunk) {
        const part = all.slice(start, start + chunk);
        if (tellsApart(by)) await match(context, target, by, part, known);
        else await search(context, target, by, part, known);
        const absent = part.filter((text) => !known.has(foldText(text)));
        if (create && absent.length > 0) made += await make(context, target, by, absent, known, dryRun);
        for (const text of absent) if (!known.has(foldText(text))) known.set(foldText(text), missing(text));
      }
      return made;
    },
    find: (text) => known.get(foldText(text)) ?? missing(text),
  };
}

/** Why a text can be no value of the field, or undefined: one such cell must not end the import of all others. */
function unfit(by: Field, text: string, context: Context): string | undefined {
  try {
    if (tellsApart(by)) keyOf(context, by, text);
    else by.type.literal(text, by, context.environment);
    return undefined;
  } catch (error) {
    if (error instanceof FieldError) return `"${text}" is no ${by.title}: ${error.message}`;
    throw error;
  }
}

/** What a cell is looked for as: read like any other cell of the field. */
function keyOf(context: Context, by: Field, text: string): string {
  return matchKey(context, by, by.type.parseCell(text, by, context.environment));
}

/** A text that led nowhere is looked up again when the column may create. */
function needs(found: Found | undefined, create: boolean): boolean {
  return found === undefined || (create && 'problem' in found && found.problem.startsWith('There is no'));
}

/** By what is stored: a number of another notation is the same number, and of thousands that have it only the count is read. */
async function match(context: Context, target: Entity, by: Field, texts: readonly string[], known: Map<string, Found>): Promise<void> {
  const keys = texts.map((text) => keyOf(context, by, text));
  for (const [place, { id, found }] of await matchRecords(context, context.database, target, by, keys))
    known.set(foldText(texts[place] ?? ''), found === 1 ? { id } : several(target, by, found));
}

function several(target: Entity, by: Field, count: number): Found {
  return { problem: `There are ${count} records of ${target.plural} with this ${by.title}; it must be one.` };
}

/** By what is computed, as it is read. */
async function search(context: Context, target: Entity, by: Field, texts: readonly string[], known: Map<string, Found>): Promise<void> {
  const counts = new Map<string, string[]>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readRows>> = await readRows(context, target.id, {
      filter: { [by.name]: { in: [...texts] } },
      select: [by.name],
      limit: 1000,
      ...(after === null ? {} : { after }),
    });
    for (const row of page.rows) {
      const key = foldText(by.type.toText(row[by.name], by, context.environment));
      counts.set(key, [...(counts.get(key) ?? []), row.id]);
    }
    after = page.next;
  } while (after !== null);
  for (const [key, ids] of counts) {
    const [first] = ids;
    known.set(key, ids.length === 1 && first !== undefined ? { id: first } : several(target, by, ids.length));
  }
}

async function make(
  context: Context,
  target: Entity,
  by: Field,
  texts: readonly string[],
  known: Map<string, Found>,
  dryRun: boolean,
): Promise<number> {
  const results = await writeRecords(
    context,
    target.id,
    texts.map((text) => ({ action: 'create' as const, values: { [by.name]: text } })),
    { effects: false, dryRun },
  );
  results.forEach((result, index) => {
    const text = texts[index] ?? '';
    const reason = (problem: Problem): string => problem.errors.map((error) => error.message).join(' ') || problem.message;
    known.set(
      foldText(text),
      result.ok
        ? dryRun
          ? { rehearsed: true }
          : { id: result.id }
        : { problem: `${target.title} "${text}" could not be made: ${reason(result.problem)}` },
    );
  });
  return results.filter((result) => result.ok).length;
}
