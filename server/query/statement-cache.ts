/**
 * Statements of requests that come again, kept per model and rights: a request that was compiled before costs no compilation. What depends on
 * the moment (`thisMonth`, `now()`) is compiled each time.
 */
import type { Context } from '../access/context.ts';
import type { Rights } from '../access/rights.ts';
import { filled, namedStatement } from '../database/named.ts';
import type { Sql } from '../database/sql.ts';
import type { Statement } from '../database/types.ts';
import type { Model } from '../model/types.ts';
import { startCompilation } from './compilation.ts';
import type { Compilation } from './source.ts';
import type { UseCounter } from './usage.ts';

/** Statements kept per model and rights. */
const keptAtMost = 500;
const longestKey = 4000;

interface Kept {
  readonly statement: Statement;
  /** What is counted at each run. */
  readonly uses: readonly UseCounter[];
}

const kept = new WeakMap<Model, WeakMap<Rights, Map<string, Kept>>>();

/**
 * A statement, compiled now or before.
 * @param request what it depends on beside the actor, the model and the rights: JSON can tell two of them apart
 * @param fill values of the slots
 */
export function statementFor(
  context: Context,
  request: readonly unknown[],
  params: Readonly<Record<string, unknown>>,
  fill: readonly unknown[],
  compile: (compilation: Compilation) => Sql,
): Statement {
  const { actor, database } = context;
  const key = JSON.stringify([database.schema, request, params, actor.id, actor.team, actor.teams, actor.timeZone, actor.language]);
  const statements = statementsOf(context);
  let known = statements.get(key);
  if (known) {
    // The last used stand last: the first are the ones to go.
    statements.delete(key);
    statements.set(key, known);
  } else {
    const compilation = startCompilation(context, params);
    known = { statement: namedStatement(compile(compilation)), uses: compilation.noted };
    if (!compilation.momentary() && key.length <= longestKey) keep(statements, key, known);
  }
  for (const use of known.uses) use.count++;
  return filled(known.statement, fill);
}

function statementsOf({ model, rights }: Context): Map<string, Kept> {
  let byRights = kept.get(model);
  if (!byRights) kept.set(model, (byRights = new WeakMap<Rights, Map<string, Kept>>()));
  let statements = byRights.get(rights);
  if (!statements) byRights.set(rights, (statements = new Map<string, Kept>()));
  return statements;
}

function keep(statements: Map<string, Kept>, key: string, known: Kept): void {
  if (statements.size >= keptAtMost) {
    const [oldest] = statements.keys();
    if (oldest !== undefined) statements.delete(oldest);
  }
  statements.set(key, known);
}
