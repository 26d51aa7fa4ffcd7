/** A function that is called behind every statement which wrote rows of a table. */
import { literal, quoteIdentifier as q } from '../../database/sql.ts';
import { triggerNames } from '../triggers.ts';
import type { DesiredTrigger, Operation } from '../types.ts';

/** Creates the function and its triggers; each statement may be run again. */
export function createTrigger(schema: string, table: string, { name, body }: DesiredTrigger): Operation {
  const called = `${q(schema)}.${q(name)}()`;
  const triggers = triggerNames(name).map(
    (trigger) => `create or replace trigger ${q(trigger.name)} after ${trigger.event} on ${q(schema)}.${q(table)}
      referencing ${trigger.rows} for each statement execute function ${called}`,
  );
  return {
    type: 'create-trigger',
    table,
    class: 'instant',
    summary: `Keep rollups up to date with every write of ${table}.`,
    statements: [
      { text: `create or replace function ${called} returns trigger language plpgsql as ${literal(body).chunks.join('')}` },
      ...triggers.map((text) => ({ text })),
    ],
  };
}

/** SQL that takes a function and its triggers away; each statement may be run again. */
export function dropTriggerStatements(schema: string, table: string, name: string): string[] {
  return [
    ...triggerNames(name).map((trigger) => `drop trigger if exists ${q(trigger.name)} on ${q(schema)}.${q(table)}`),
    `drop function if exists ${q(schema)}.${q(name)}()`,
  ];
}
