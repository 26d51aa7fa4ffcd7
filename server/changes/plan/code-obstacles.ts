/** What records say to codes of a select or status that go, and to the moves that give them others. */
import type { Context } from '../../access/context.ts';
import { id, sql } from '../../database/sql.ts';
import { Problem } from '../../kernel/errors.ts';
import type { Entity, Field } from '../../model/types.ts';
import { readRows } from '../../query/rows.ts';
import { movesOf } from '../code-moves.ts';
import { isChoice } from '../run/pipeline-step.ts';
import { movedBy } from '../run/replace-step.ts';
import type { CodeMove, Finding, Replacements } from '../types.ts';
import { countAndSample, sampleSize, type Sample } from './sample.ts';

/** What is looked at. */
interface CodeChange {
  readonly replacements: Replacements;
  /** Reads records as they are before the change. */
  readonly context: Context;
}

/** Everything that the records of one field have against its new codes. */
export async function findCodeObstacles(change: CodeChange, entity: Entity, before: Field, after: Field): Promise<Finding[]> {
  const { codes } = after;
  // Along which pipeline a status goes follows from the status.
  if (codes === undefined || isChoice(entity, after)) return [];
  const moves = movesOf(change.replacements[`${entity.id}.${after.name}`] ?? {});
  const target = `field ${entity.id}.${after.name}`;
  const misled = moves.flatMap((move) => wrongPairs(move, codes, target));
  if (misled.length > 0) return misled;
  const { context } = change;
  const unreadable = await wrongConditions(context, entity, before, moves, target);
  if (unreadable.length > 0) return unreadable;
  const lost = (before.codes ?? []).filter(
    (code) => !codes.includes(code) && !moves.some((move) => move.where === undefined && Object.hasOwn(move.codes, code)),
  );
  const column = after.type.columns(after)[0]?.name;
  if (lost.length === 0 || column === undefined) return [];
  const conditional = moves.filter((move) => Object.keys(move.codes).some((code) => lost.includes(code)));
  const several = after.type.valueType === 'codes';
  const has = several ? sql`${id(column)} && ${lost}::text[]` : sql`${id(column)} = any(${lost}::text[])`;
  const found =
    conditional.length === 0
      ? await countAndSample(context.database, entity, has)
      : await leftBehind(context, entity, before, lost, conditional);
  if (found.records === 0) return [];
  const what = after.pipelines.length > 0 ? 'status' : 'option';
  return [
    {
      severity: 'blocks',
      target,
      message: `${found.records} records of ${entity.plural} have a ${what} that is taken away (${lost.join(', ')}).`,
      fix: `Name the ${what} that takes its place ("replacements"), or keep this one.`,
      ...found,
    },
  ];
}

/** What takes a place must be there; what it takes it of must go, unless only some records follow. */
function wrongPairs({ codes: pairs, where }: CodeMove, codes: readonly string[], target: string): Finding[] {
  return Object.entries(pairs).flatMap(([old, fresh]): Finding[] => {
    const stays = codes.includes(old) && (where === undefined || Object.hasOwn(pairs, fresh));
    if (codes.includes(fresh) && !stays) return [];
    return [
      {
        severity: 'blocks',
        target,
        message: `"${old}" cannot be replaced by "${fresh}": ${codes.includes(fresh) ? 'the old code must go' : 'the new code must be there'}.`,
        fix: `There are ${codes.join(', ')}.`,
      },
    ];
  });
}

async function wrongConditions(
  context: Context,
  entity: Entity,
  field: Field,
  moves: readonly CodeMove[],
  target: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { where, codes } of moves) {
    if (where === undefined) continue;
    try {
      await ask(context, entity, movedBy({ field, codes }, where));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [first] = error.errors;
      findings.push({
        severity: 'blocks',
        target,
        message: `The condition of a move cannot be read: ${first?.message ?? error.message}`,
        ...(first?.hint === undefined ? {} : { fix: first.hint }),
      });
    }
  }
  return findings;
}

/** Records with a code that goes for which the condition of no move holds. */
async function leftBehind(
  context: Context,
  entity: Entity,
  field: Field,
  lost: readonly string[],
  moves: readonly CodeMove[],
): Promise<Sample> {
  const codes = Object.fromEntries(lost.map((code) => [code, code]));
  const moved = moves.map((move) => movedBy({ field, codes: move.codes }, move.where));
  return ask(context, entity, { and: [movedBy({ field, codes }, {}), { not: { or: moved } }] });
}

async function ask(context: Context, entity: Entity, filter: Record<string, unknown>): Promise<Sample> {
  const { rows, count } = await readRows(context, entity.id, { filter, select: ['id'], limit: sampleSize, count: 'exact' });
  return { records: count ?? rows.length, sample: rows.map((row) => row.id) };
}
