/** The start of a statement. */
import type { Context } from '../access/context.ts';
import { compileCondition } from './condition-sql.ts';
import { expressionOf } from './expression.ts';
import type { Compilation } from './source.ts';
import { useCounter, type UseCounter } from './usage.ts';

/**
 * Starts a statement.
 * @param params values for `{ "$param": … }`
 */
export function startCompilation(context: Context, params: Readonly<Record<string, unknown>> = {}): Compilation {
  let count = 0;
  let momentary = false;
  const noted: UseCounter[] = [];
  return {
    context,
    params,
    alias: () => `t${count++}`,
    now: () => {
      momentary = true;
      return context.clock.now();
    },
    momentary: () => momentary,
    note(entity, field, use) {
      const counter = useCounter(context.database, entity.id, field.name, use);
      if (!noted.includes(counter)) noted.push(counter);
    },
    noted,
    condition: compileCondition,
    expression: expressionOf,
  };
}
