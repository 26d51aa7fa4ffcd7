/** What a set of documents would do in place of the present one: pure in its result, it only reads. */
import { createHash } from 'node:crypto';
import type { Database } from '../../database/types.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { inspectDocuments } from '../../model/check.ts';
import { environmentOf } from '../../model/environment.ts';
import type { PhysicalNames } from '../../model/physical-names.ts';
import { inheritedNames, physicalNamesOf } from '../../model/physical-names.ts';
import type { DocumentSet, Model } from '../../model/types.ts';
import { desiredTables } from '../../schema/desired.ts';
import { introspect } from '../../schema/introspect.ts';
import { planRemovals, planSchema } from '../../schema/plan.ts';
import { chooseNames } from './choose-names.ts';
import { findCurrencyObstacles } from './currencies.ts';
import { compareSets } from './compare.ts';
import { driftFindings, findDrift } from './drift.ts';
import { tableSizes } from './estimate.ts';
import { findObstacles } from './findings.ts';
import { movesOf } from '../code-moves.ts';
import { stepsOf, type PlannedMove } from './plan-steps.ts';
import { serverContext } from '../server-context.ts';
import { presentFingerprint } from '../analysts/install.ts';
import { analystViews } from '../analysts/views.ts';
import { keptValues } from '../trash.ts';
import type { ChangePlan, DocumentChange, Finding, Replacements, Version } from '../types.ts';

/** Says what speaks against a change of these documents to this model. */
export type Judge = (documents: readonly DocumentChange[], model: Model) => readonly Finding[];

/** A plan with the names that it chose; without a model when the documents are wrong. */
export interface PlannedChange {
  readonly plan: ChangePlan;
  readonly physical: PhysicalNames;
  readonly model: Model | undefined;
}

/**
 * Plans the way from a version to a set of documents.
 * @param judge what whoever asks may not do, beside what the records say
 * @param newSources the packs' own documents are others, which makes a version of its own even when nothing else changes
 */
export async function planChange(
  database: Database,
  from: Version,
  before: Model,
  documents: DocumentSet,
  newSources = false,
  replacements: Replacements = {},
  judge: Judge = () => [],
): Promise<PlannedChange> {
  // The database is asked while the documents are looked at.
  const asked = Promise.all([
    introspect(database, database.schema),
    keptValues(database),
    tableSizes(database),
    presentFingerprint(database),
  ]);
  // Whoever asks gets the error where it is awaited, should the documents be fine.
  asked.catch(() => undefined);
  const { errors, uses, model: plain } = inspectDocuments(documents, [], inheritedNames(from.physical));
  const changes = compareSets(from.documents, documents);
  if (!plain)
    return {
      plan: seal({ baseVersion: from.version, documents: changes, errors, findings: [], uses: [], steps: [] }),
      physical: from.physical,
      model: undefined,
    };
  const [live, kept, sizes, present] = await asked;
  const { model, retyped } = chooseNames(documents, plain, { model: before, physical: from.physical }, live, kept);
  const wanted = desiredTables(model, database.schema);
  const { operations } = planSchema(database.schema, wanted, live);
  const removals = planRemovals(database.schema, desiredTables(before, database.schema), wanted, live);
  const drift = findDrift(database.schema, from, live);
  const drifted = new Set(drift.map((operation) => operation.summary));
  const findings = [
    ...judge(changes, model),
    ...driftFindings(drift),
    ...operations
      .filter((operation) => operation.class === 'waiting' && !drifted.has(operation.summary))
      .map((operation): Finding => ({ severity: 'blocks', target: `table ${operation.table}`, message: operation.summary })),
    ...(await findCurrencyObstacles(database, before, model)),
    ...(await findObstacles({
      before,
      after: model,
      retyped,
      replacements,
      live,
      environment: environmentOf(model),
      context: serverContext(database, before, from.version, silentLogger),
    })),
  ];
  const touched = new Set(retyped.map(({ entity, after }) => `field ${entity.id}.${after.name}`));
  const views = {
    before: present,
    after: analystViews(serverContext(database, model, from.version, silentLogger))?.fingerprint,
  };
  const steps =
    changes.length === 0 && operations.length === 0 && !newSources
      ? []
      : stepsOf(database.schema, { operations, removals, retyped, replaced: replacedIn(model, replacements), views }, before, model, sizes);
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

/** The replacements that the model can carry out; the others are findings. */
function replacedIn(model: Model, replacements: Replacements): PlannedMove[] {
  return Object.entries(replacements).flatMap(([name, given]): PlannedMove[] => {
    const at = name.lastIndexOf('.');
    const entity = model.entities.get(name.slice(0, at));
    const field = entity?.fields.get(name.slice(at + 1));
    if (!entity || field?.codes === undefined) return [];
    return movesOf(given).flatMap((move) => (Object.keys(move.codes).length > 0 ? [{ entity, field, ...move }] : []));
  });
}
