/** The start of a statement. */
import type { Context } from '../access/context.ts';
import { compileCondition } from './condition-sql.ts';
import { expressionOf } from './expression.ts';
import type { Compilation } from './source.ts';

/**
 * Starts a statement.
 * @param params values for `{ "$param": … }`
 */
export function startCompilation(context: Context, params: Readonly<Record<string, unknown>> = {}): Compilation {
  let count = 0;
  let momentary = false;
  return {
    context,
    params,
    alias: () => `t${count++}`,
    now: () => {
      momentary = true;
      return context.clock.now();
    },
    momentary: () => momentary,
    condition: compileCondition,
    expression: expressionOf,
  };
}
