/** Triggers that note which records get another old value while a field is converted. */
import type { Database } from '../../database/types.ts';
import { quoteIdentifier as q } from '../../database/sql.ts';
import { physicalName } from '../../model/names.ts';
import type { Entity, Field } from '../../model/types.ts';

/** A field before and after a change of its kind. */
export interface Watched {
  readonly entity: Entity;
  readonly before: Field;
  readonly after: Field;
}

/** The table of records that changed meanwhile; its triggers and functions have the same name, with an ending for join tables. */
export function dirtyTable({ entity, after }: Pick<Watched, 'entity' | 'after'>): string {
  return physicalName('relata_dirty', entity.table, after.column);
}

interface Trigger {
  readonly name: string;
  readonly table: string;
  readonly events: string;
  readonly body: string;
}

/**
 * Whoever works on the old version writes the old place: such records are noted. Whoever works on the new version writes the new one:
 * what was noted of such a record before is out of date.
 */
function triggersOf(schema: string, watched: Watched): Trigger[] {
  const { entity, before, after } = watched;
  const name = dirtyTable(watched);
  const dirty = `${q(schema)}.${q(name)}`;
  const changed = [before, after].map((field) => test(field, (column) => `old.${column} is distinct from new.${column}`));
  const filled = test(before, (column) => `new.${column} is not null`);
  const branches = [
    ...(filled === ''
      ? []
      : [
          `if tg_op = 'INSERT' then if ${filled} then insert into ${dirty} values (new.id) on conflict do nothing; end if;
       elsif ${changed[0] ?? ''} then insert into ${dirty} values (new.id) on conflict do nothing; end if;`,
        ]),
    ...(changed[1] === ''
      ? []
      : [
          `if tg_op = 'UPDATE' then if ${filled === '' ? 'true' : `not (${changed[0] ?? ''})`} and (${changed[1] ?? ''}) then delete from ${dirty} where id = new.id; end if; end if;`,
        ]),
  ];
  const joined = (field: Field, ending: string, act: string): Trigger[] =>
    field.joinTable === undefined
      ? []
      : [{ name: `${name}${ending}`, table: field.joinTable, events: 'insert or update or delete', body: act }];
  return [
    ...(branches.length === 0 ? [] : [{ name, table: entity.table, events: 'insert or update', body: branches.join(' ') }]),
    ...joined(before, '_from', `insert into ${dirty} values (coalesce(new.from_id, old.from_id)) on conflict do nothing;`),
    ...joined(after, '_to', `delete from ${dirty} where id = coalesce(new.from_id, old.from_id);`),
  ];
}

function test(field: Field, condition: (column: string) => string): string {
  return field.type
    .columns(field)
    .map(({ name }) => condition(q(name)))
    .join(' or ');
}

/** SQL that begins to note changes; each statement may be run again. */
export function watchStatements(schema: string, watched: Watched): string[] {
  return [
    `create table if not exists ${q(schema)}.${q(dirtyTable(watched))} (id uuid primary key)`,
    ...triggersOf(schema, watched).flatMap(({ name, table, events, body }) => [
      `create or replace function ${q(schema)}.${q(name)}() returns trigger language plpgsql as $f$ begin ${body} return null; end $f$`,
      `create or replace trigger ${q(name)} after ${events} on ${q(schema)}.${q(table)} for each row execute function ${q(schema)}.${q(name)}()`,
    ]),
  ];
}

/** Whether changes are still noted, or were when the runner died: clearing away what notes them ends with the table. */
export async function isWatched(database: Database, watched: Watched): Promise<boolean> {
  const { rows } = await database.query<{ there: boolean }>({
    text: 'select to_regclass($1) is not null as there',
    values: [`${q(database.schema)}.${q(dirtyTable(watched))}`],
  });
  return rows[0]?.there === true;
}

/** SQL that ends the noting and clears it away. */
export function unwatchStatements(schema: string, watched: Watched): string[] {
  return [
    ...triggersOf(schema, watched).flatMap(({ name, table }) => [
      `drop trigger if exists ${q(name)} on ${q(schema)}.${q(table)}`,
      `drop function if exists ${q(schema)}.${q(name)}()`,
    ]),
    `drop table if exists ${q(schema)}.${q(dirtyTable(watched))}`,
  ];
}
