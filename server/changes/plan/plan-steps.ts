/** The steps of a change: first what makes room, then the values, then the switch, then what clears away. */
import type { Model } from '../../model/types.ts';
import { keptFields } from '../../query/kept-rollups.ts';
import type { Operation } from '../../schema/types.ts';
import { turnStatements, unturnStatements, type Replacement } from '../run/replace-step.ts';
import { changedChoices, followStatements, unfollowStatements, type PipelineChoice } from '../run/pipeline-step.ts';
import { unwatchStatements, watchStatements } from '../run/watch.ts';
import type { CodeMap, Step } from '../types.ts';
import type { Retyped } from './choose-names.ts';
import { costOfConversion, costOfOperation, type TableSize } from './estimate.ts';

/** What steps are made of. */
export interface Parts {
  readonly operations: readonly Operation[];
  readonly removals: readonly Operation[];
  readonly retyped: readonly Retyped[];
  readonly replaced: readonly PlannedMove[];
  /** What the views of analysts are made of before and after; undefined when there are none. */
  readonly views: { readonly before: string | undefined; readonly after: string | undefined };
}

/** Codes that take the place of others: in all records, before the switch; or where a condition holds, after it. */
export interface PlannedMove extends Replacement {
  readonly where?: unknown;
}

const free = { table: '', rows: 0, bytes: 0, seconds: 0 };

/** First what makes room, then the values, then the switch, then what clears away. */
export function stepsOf(
  schema: string,
  { operations, removals, retyped, replaced, views }: Parts,
  before: Model,
  after: Model,
  sizes: ReadonlyMap<string, TableSize>,
): Step[] {
  const sizeOf = ({ table }: { readonly table: string }): TableSize | undefined => sizes.get(table);
  const ddl = (operation: Operation): Step => ddlStep(operation, sizes.get(operation.table));
  const rebasing = rebaseSteps(before, after);
  const turned = replaced.filter(({ where }) => where === undefined);
  const moved = Object.groupBy(
    replaced.filter(({ where }) => where !== undefined),
    (each) => (losesCode(each) ? 'early' : 'late'),
  );
  const choices = changedChoices(before, after);
  const beforehand = [
    ...operations.filter((operation) => operation.class !== 'waiting').map(ddl),
    ...rebasing,
    ...choices.map((choice) => followStep(schema, choice)),
    ...retyped.flatMap((change) => conversionSteps(schema, change, sizeOf(change.entity))),
    ...(moved.early ?? []).map((each) => replaceStep(each, sizeOf(each.entity))),
    ...turned.flatMap((each) => [turnStep(schema, each), replaceStep(each, sizeOf(each.entity))]),
    ...choices.map((choice) => pipelinesStep(choice, sizeOf(choice.entity))),
    ...rollupSteps(before, after, operations, sizes),
    ...(views.before === views.after ? [] : [viewsStep(views.after)]),
  ];
  const afterwards = [
    ...rebasing,
    ...retyped.map((change) => settleStep(schema, change)),
    ...turned.flatMap((each) => [replaceStep(each, undefined), unturnStep(schema, each)]),
    ...choices.map((choice) => unfollowStep(schema, choice)),
    ...(moved.late ?? []).map((each) => replaceStep(each, sizeOf(each.entity))),
    ...searchSteps(before, after, sizes),
    ...removals.map(ddl),
  ];
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
  return [...beforehand, switching, ...(afterwards.length === 0 ? [] : [nodes, ...afterwards])];
}

/** Whether one of the codes goes: then its records must have another before the version is in force that does not know it. */
function losesCode({ field, codes }: PlannedMove): boolean {
  return Object.keys(codes).some((code) => field.codes?.includes(code) !== true);
}

function viewsStep(fingerprint: string | undefined): Step {
  const summary = fingerprint === undefined ? 'Take the views of analysts away.' : 'Make the views of analysts anew.';
  return { type: 'views', class: 'instant', summary, ...free, work: { kind: 'views', fingerprint: fingerprint ?? null } };
}

function searchSteps(before: Model, after: Model, sizes: ReadonlyMap<string, TableSize>): Step[] {
  return [...after.entities.values()]
    .filter((entity) => searchChanged(before, after, entity.id))
    .map((entity): Step => ({
      type: 'search',
      class: 'background',
      summary: `Make the search of ${entity.plural} find what it is to look in.`,
      table: entity.table,
      ...costOfConversion(sizes.get(entity.table)),
      work: { kind: 'search', entity: entity.id },
    }));
}

/** Rollups that are kept from now on, or whose triggers were missing, are computed once, behind everything that changes values. */
function rollupSteps(before: Model, after: Model, operations: readonly Operation[], sizes: ReadonlyMap<string, TableSize>): Step[] {
  const untended = new Set(operations.filter(({ type }) => type === 'create-trigger').map(({ table }) => table));
  const adds = (table: string, column: string): boolean =>
    operations.some(
      (each) => each.type === 'add-column' && each.table === table && each.statements.some(({ text }) => text.includes(`"${column}"`)),
    );
  return [...after.entities.values()]
    .filter((entity) => {
      const known = new Set(keptFields(before.entities.get(entity.id)).map(({ kept }) => kept.column));
      return (
        before.entities.has(entity.id) &&
        keptFields(entity).some(
          ({ kept }) =>
            !known.has(kept.column) || adds(entity.table, kept.column) || untended.has(after.entities.get(kept.child)?.table ?? ''),
        )
      );
    })
    .map((entity) => ({
      type: 'rollups',
      class: 'background',
      summary: `Compute the rollups of ${entity.plural} that are kept from now on.`,
      table: entity.table,
      ...costOfConversion(sizes.get(entity.table)),
      work: { kind: 'rollups', entity: entity.id },
    }));
}

function settleStep(schema: string, { entity, before, after }: Retyped): Step {
  return {
    type: 'settle',
    class: 'instant',
    summary: `Stop watching ${entity.title}: ${after.title}.`,
    ...free,
    table: entity.table,
    work: { kind: 'settle', entity: entity.id, field: after.id, statements: unwatchStatements(schema, { entity, before, after }) },
  };
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
    work: {
      kind: 'ddl',
      statements,
      undo: operation.undo ?? [],
      ...(operation.index === undefined ? {} : { index: operation.index }),
    },
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

function turnStep(schema: string, replacement: Replacement): Step {
  const { entity, field, codes } = replacement;
  return {
    type: 'turn',
    class: 'instant',
    summary: `Turn every new use in ${entity.title}: ${field.title}: ${inWords(codes)}.`,
    ...free,
    table: entity.table,
    work: { kind: 'ddl', statements: turnStatements(schema, replacement).map(together), undo: [] },
  };
}

function replaceStep({ entity, field, codes, where }: PlannedMove, size: TableSize | undefined): Step {
  const whose = where === undefined ? 'the records' : 'the records that the condition holds for';
  return {
    type: 'replace',
    class: 'background',
    summary: `Give ${whose} of ${entity.title}: ${field.title} their new codes: ${inWords(codes)}.`,
    table: entity.table,
    ...costOfConversion(size),
    work: { kind: 'replace', entity: entity.id, field: field.id, codes, ...(where === undefined ? {} : { where }) },
  };
}

function unturnStep(schema: string, { entity, field }: Replacement): Step {
  return {
    type: 'unturn',
    class: 'instant',
    summary: `Stop turning old codes of ${entity.title}: ${field.title}.`,
    ...free,
    table: entity.table,
    work: { kind: 'clear', statements: unturnStatements(schema, { entity, field }) },
  };
}

function followStep(schema: string, choice: PipelineChoice): Step {
  return {
    type: 'follow',
    class: 'instant',
    summary: `Note with every ${choice.status.title} of ${choice.entity.title} along which pipeline it goes.`,
    ...free,
    table: choice.entity.table,
    work: { kind: 'ddl', statements: followStatements(schema, choice).map(together), undo: [] },
  };
}

function pipelinesStep({ entity, status }: PipelineChoice, size: TableSize | undefined): Step {
  return {
    type: 'pipelines',
    class: 'background',
    summary: `Note along which pipeline the ${entity.plural} go.`,
    table: entity.table,
    ...costOfConversion(size),
    work: { kind: 'pipelines', entity: entity.id, field: status.id },
  };
}

function unfollowStep(schema: string, choice: PipelineChoice): Step {
  return {
    type: 'unfollow',
    class: 'instant',
    summary: `Leave the pipeline of a ${choice.status.title} to the writers.`,
    ...free,
    table: choice.entity.table,
    work: { kind: 'clear', statements: unfollowStatements(schema, choice) },
  };
}

const together = (text: string): { readonly text: string; readonly alone: boolean } => ({ text, alone: false });

function inWords(codes: CodeMap): string {
  return Object.entries(codes)
    .map(([old, fresh]) => `${old} → ${fresh}`)
    .join(', ');
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
