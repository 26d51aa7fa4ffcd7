/** The steps of a change: first what makes room, then the values, then the switch, then what clears away. */
import type { Model } from '../../model/types.ts';
import type { Operation } from '../../schema/types.ts';
import { turnStatements, unturnStatements, type Replacement } from '../run/replace-step.ts';
import { unwatchStatements, watchStatements } from '../run/watch.ts';
import type { Step } from '../types.ts';
import type { Retyped } from './choose-names.ts';
import { costOfConversion, costOfOperation, type TableSize } from './estimate.ts';

/** What steps are made of. */
export interface Parts {
  readonly operations: readonly Operation[];
  readonly removals: readonly Operation[];
  readonly retyped: readonly Retyped[];
  readonly replaced: readonly Replacement[];
}

/** First what makes room, then the values, then the switch, then what clears away. */
export function stepsOf(
  schema: string,
  { operations, removals, retyped, replaced }: Parts,
  before: Model,
  after: Model,
  sizes: ReadonlyMap<string, TableSize>,
): Step[] {
  const free = { table: '', rows: 0, bytes: 0, seconds: 0 };
  const room = operations
    .filter((operation) => operation.class !== 'waiting')
    .map((operation) => ddlStep(operation, sizes.get(operation.table)));
  const conversions = retyped.flatMap((change) => conversionSteps(schema, change, sizes.get(change.entity.table)));
  const turning = replaced.flatMap((replacement) => replacementSteps(schema, replacement, sizes.get(replacement.entity.table)));
  const turned = replaced.map(({ entity, field, codes }): Step => ({
    type: 'unturn',
    class: 'instant',
    summary: `Stop turning old codes of ${entity.title}: ${field.title}.`,
    ...free,
    table: entity.table,
    work: { kind: 'unturn', entity: entity.id, field: field.id, codes, statements: unturnStatements(schema, { entity, field }) },
  }));
  const rebasing = rebaseSteps(before, after);
  const searches = [...after.entities.values()]
    .filter((entity) => searchChanged(before, after, entity.id))
    .map((entity): Step => {
      const cost = costOfConversion(sizes.get(entity.table));
      return {
        type: 'search',
        class: 'background',
        summary: `Make the search of ${entity.plural} find what it is to look in.`,
        table: entity.table,
        ...cost,
        work: { kind: 'search', entity: entity.id },
      };
    });
  const switching: Step = {
    type: 'switch',
    class: 'instant',
    summary: 'Take the new version into use.',
    ...free,
    work: { kind: 'switch' },
  };
  const nodes: Step = {
    type: 'nodes',
    class: 'instant',
    summary: 'Wait until every server uses the new version.',
    ...free,
    work: { kind: 'nodes' },
  };
  const settling = retyped.map(({ entity, before: old, after: field }): Step => ({
    type: 'settle',
    class: 'instant',
    summary: `Stop watching ${entity.title}: ${field.title}.`,
    ...free,
    table: entity.table,
    work: {
      kind: 'settle',
      entity: entity.id,
      field: field.id,
      statements: unwatchStatements(schema, { entity, before: old, after: field }),
    },
  }));
  const afterwards =
    settling.length + turned.length + searches.length + removals.length + rebasing.length === 0
      ? []
      : [
          nodes,
          ...rebasing,
          ...settling,
          ...turned,
          ...searches,
          ...removals.map((operation) => ddlStep(operation, sizes.get(operation.table))),
        ];
  return [...room, ...rebasing, ...conversions, ...turning, switching, ...afterwards];
}

/** Rates in another base currency: before amounts are worth something in it, and once more for rates that came late. */
function rebaseSteps({ settings: { baseCurrency: from } }: Model, { settings: { baseCurrency: to } }: Model): Step[] {
  if (from === to) return [];
  return [
    {
      type: 'rebase',
      class: 'background',
      summary: `State exchange rates in ${to} from those in ${from}.`,
      table: '',
      rows: 0,
      bytes: 0,
      seconds: 1,
      work: { kind: 'rebase', from, to },
    },
  ];
}

function ddlStep(operation: Operation, size: TableSize | undefined): Step {
  const statements = operation.statements.map(({ text, alone }) => ({ text, alone: alone === true }));
  return {
    type: operation.type,
    class: operation.class === 'instant' ? 'instant' : 'online',
    summary: operation.summary,
    table: operation.table,
    ...costOfOperation(operation, size),
    work: { kind: 'ddl', statements, undo: operation.undo ?? [] },
  };
}

function conversionSteps(schema: string, { entity, before, after, revived }: Retyped, size: TableSize | undefined): Step[] {
  const what = `${entity.title}: ${after.title}`;
  const watching = watchStatements(schema, { entity, before, after }).map((text) => ({ text, alone: false }));
  return [
    {
      type: 'watch',
      class: 'instant',
      summary: `Watch changes of ${what}.`,
      table: entity.table,
      rows: 0,
      bytes: 0,
      seconds: 0,
      work: { kind: 'ddl', statements: watching, undo: [] },
    },
    {
      type: 'convert',
      class: 'background',
      summary: `Bring ${what} from ${before.kind} to ${after.kind}; the old values are kept.`,
      table: entity.table,
      ...costOfConversion(size),
      work: { kind: 'convert', entity: entity.id, field: after.id, revived },
    },
  ];
}

function replacementSteps(schema: string, { entity, field, codes }: Replacement, size: TableSize | undefined): Step[] {
  const what = `${entity.title}: ${field.title}`;
  const pairs = Object.entries(codes)
    .map(([old, fresh]) => `${old} → ${fresh}`)
    .join(', ');
  const statements = turnStatements(schema, { entity, field, codes }).map((text) => ({ text, alone: false }));
  return [
    {
      type: 'turn',
      class: 'instant',
      summary: `Turn every new use in ${what}: ${pairs}.`,
      table: entity.table,
      rows: 0,
      bytes: 0,
      seconds: 0,
      work: { kind: 'ddl', statements, undo: [] },
    },
    {
      type: 'replace',
      class: 'background',
      summary: `Give the records of ${what} their new codes.`,
      table: entity.table,
      ...costOfConversion(size),
      work: { kind: 'replace', entity: entity.id, field: field.id, codes },
    },
  ];
}

/** Whether the text that the search box looks in is another: the paths, or the kind of one of the fields. */
function searchChanged(before: Model, after: Model, entityId: string): boolean {
  const [old, fresh] = [before.entities.get(entityId), after.entities.get(entityId)];
  if (!old || !fresh || fresh.search.length === 0) return false;
  const described = (model: Model, paths: readonly string[]): string =>
    paths
      .map((path) => {
        const field = model.entities.get(entityId)?.fields.get(path);
        return field ? `${field.id} ${field.kind}` : '';
      })
      .filter((text) => text !== '')
      .sort()
      .join();
  return described(before, old.search) !== described(after, fresh.search);
}
