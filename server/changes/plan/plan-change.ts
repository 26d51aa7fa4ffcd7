/** What a set of documents would do in place of the present one: pure in its result, it only reads. */
import { createHash } from 'node:crypto';
import type { Database } from '../../database/types.ts';
import type { FieldEnvironment } from '../../fields/types.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { inspectDocuments } from '../../model/check.ts';
import type { PhysicalNames } from '../../model/physical-names.ts';
import { physicalNamesOf } from '../../model/physical-names.ts';
import type { DocumentSet, Model } from '../../model/types.ts';
import { desiredTables } from '../../schema/desired.ts';
import { introspect } from '../../schema/introspect.ts';
import { planRemovals, planSchema } from '../../schema/plan.ts';
import type { Operation } from '../../schema/types.ts';
import { chooseNames, type Retyped } from './choose-names.ts';
import { compareSets } from './compare.ts';
import { unwatchStatements, watchStatements } from '../run/watch.ts';
import { driftFindings, findDrift } from './drift.ts';
import { costOfConversion, costOfOperation, tableSizes, type TableSize } from './estimate.ts';
import { findObstacles } from './findings.ts';
import { turnStatements, unturnStatements, type Replacement } from '../run/replace-step.ts';
import { serverContext } from '../server-context.ts';
import { keptValues } from '../trash.ts';
import type { ChangePlan, Finding, Replacements, Step, Version } from '../types.ts';

/** A plan with the names that it chose; without a model when the documents are wrong. */
export interface PlannedChange {
  readonly plan: ChangePlan;
  readonly physical: PhysicalNames;
  readonly model: Model | undefined;
}

/**
 * Plans the way from a version to a set of documents.
 * @param newSources the packs' own documents are others, which makes a version of its own even when nothing else changes
 */
export async function planChange(
  database: Database,
  from: Version,
  before: Model,
  documents: DocumentSet,
  newSources = false,
  replacements: Replacements = {},
): Promise<PlannedChange> {
  const { errors, uses } = inspectDocuments(documents);
  const changes = compareSets(from.documents, documents);
  if (errors.length > 0)
    return {
      plan: seal({ baseVersion: from.version, documents: changes, errors, findings: [], uses: [], steps: [] }),
      physical: from.physical,
      model: undefined,
    };
  const live = await introspect(database, database.schema);
  const { model, retyped } = chooseNames(documents, { model: before, physical: from.physical }, live, await keptValues(database));
  const wanted = desiredTables(model, database.schema);
  const { operations } = planSchema(database.schema, wanted, live);
  const removals = planRemovals(database.schema, desiredTables(before, database.schema), wanted, live);
  const sizes = await tableSizes(database);
  const drift = findDrift(database.schema, from, live);
  const drifted = new Set(drift.map((operation) => operation.summary));
  const findings = [
    ...driftFindings(drift),
    ...operations
      .filter((operation) => operation.class === 'waiting' && !drifted.has(operation.summary))
      .map((operation): Finding => ({ severity: 'blocks', target: `table ${operation.table}`, message: operation.summary })),
    ...(await findObstacles({
      before,
      after: model,
      retyped,
      replacements,
      environment: environmentOf(model),
      context: serverContext(database, before, from.version, silentLogger),
    })),
  ];
  const touched = new Set(retyped.map(({ entity, after }) => `field ${entity.id}.${after.name}`));
  const steps =
    changes.length === 0 && operations.length === 0 && !newSources
      ? []
      : stepsOf(database.schema, { operations, removals, retyped, replaced: replacedIn(model, replacements) }, before, model, sizes);
  const plan = seal({
    baseVersion: from.version,
    documents: changes,
    errors,
    findings,
    uses: uses
      .filter((use) => touched.has(use.target))
      .map(({ target, document, pointer }) => ({
        target,
        kind: document.kind,
        id: String((document.content as { id?: unknown }).id),
        pointer,
      })),
    steps,
  });
  return { plan, physical: physicalNamesOf(model), model };
}

function seal(plan: Omit<ChangePlan, 'hash'>): ChangePlan {
  // Rows and seconds are estimates that change by themselves: what will be done is what counts.
  const meaning = {
    ...plan,
    steps: plan.steps.map(({ type, work }) => ({ type, work })),
    findings: plan.findings.map(({ severity, target }) => ({ severity, target })),
  };
  return { hash: createHash('sha256').update(JSON.stringify(meaning)).digest('hex'), ...plan };
}

/** The environment in which values of a model are read. */
export function environmentOf(model: Model): FieldEnvironment {
  const { baseCurrency, currencies, timeZone, country, language } = model.settings;
  return { baseCurrency, currencies, timeZone, country, language };
}

/** What steps are made of. */
interface Parts {
  readonly operations: readonly Operation[];
  readonly removals: readonly Operation[];
  readonly retyped: readonly Retyped[];
  readonly replaced: readonly Replacement[];
}

/** The replacements that the model can carry out; the others are findings. */
function replacedIn(model: Model, replacements: Replacements): Replacement[] {
  return Object.entries(replacements).flatMap(([name, codes]): Replacement[] => {
    const at = name.lastIndexOf('.');
    const entity = model.entities.get(name.slice(0, at));
    const field = entity?.fields.get(name.slice(at + 1));
    return entity && field?.codes && Object.keys(codes).length > 0 ? [{ entity, field, codes }] : [];
  });
}

/** First what makes room, then the values, then the switch, then what clears away. */
function stepsOf(
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
    settling.length + turned.length + searches.length + removals.length === 0
      ? []
      : [nodes, ...settling, ...turned, ...searches, ...removals.map((operation) => ddlStep(operation, sizes.get(operation.table)))];
  return [...room, ...conversions, ...turning, switching, ...afterwards];
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
