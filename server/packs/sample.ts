/**
 * Sample data from a seed: the same seed gives the same records on every machine. A pack's `sample.json` says how many records of
 * which entities, and of which sort the values are that a field's kind alone does not tell; the rest follows from the kinds. Everything goes
 * through the write path.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../access/context.ts';
import type { Entity } from '../model/types.ts';
import { writeRecords } from '../records/write.ts';
import type { CreateOperation } from '../records/types.ts';
import type { Problem } from '../kernel/errors.ts';
import { createRandom, type Random } from './random.ts';
import { sampleValue, type SampleRule } from './sample-values.ts';

/** How many records of one entity, and rules for some of its fields. */
export interface SampleEntity {
  readonly entity: string;
  readonly count: number;
  readonly values?: Readonly<Record<string, SampleRule>>;
}

const batchSize = 500;

/** Reads what packs offer, in the order of their folders. */
export function readSamples(folders: readonly string[]): SampleEntity[] {
  return folders.flatMap((folder) => {
    try {
      return (JSON.parse(readFileSync(path.join(folder, 'sample.json'), 'utf8')) as { entities: SampleEntity[] }).entities;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new Error(`${path.join(folder, 'sample.json')}: ${(error as Error).message}`);
    }
  });
}

/**
 * Generates records.
 * @param size factor on the packs' own numbers
 * @returns how many of each entity
 * @throws Problem of the first record that the model refuses
 */
export async function generateSample(
  context: Context,
  samples: readonly SampleEntity[],
  options: { size: number; seed: number },
): Promise<{ entity: string; count: number }[]> {
  const made = new Map<string, string[]>();
  const result: { entity: string; count: number }[] = [];
  for (const sample of samples) {
    const entity = context.model.entities.get(sample.entity);
    if (!entity) throw new Error(`sample.json names ${sample.entity}, which is not in the model.`);
    const count = Math.max(1, Math.round(sample.count * options.size));
    const random = createRandom(`${options.seed}:${sample.entity}`);
    made.set(entity.id, [...(made.get(entity.id) ?? []), ...(await generateEntity(context, entity, sample, count, random, made))]);
    result.push({ entity: entity.id, count });
  }
  return result;
}

async function generateEntity(
  context: Context,
  entity: Entity,
  sample: SampleEntity,
  count: number,
  random: Random,
  made: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const operations = Array.from({ length: Math.min(batchSize, count - start) }, (_, index) => ({
      action: 'create' as const,
      values: recordValues(context, entity, sample, random, start + index, made),
    }));
    ids.push(...(await writeSample(context, entity, operations)));
  }
  return ids;
}

/** Writes; a record that the model refuses is written once more without the optional values that it named (hidden by a rule, not unique). */
async function writeSample(context: Context, entity: Entity, operations: readonly CreateOperation[]): Promise<string[]> {
  const ids: string[] = [];
  let left = operations;
  for (let attempt = 1; left.length > 0; attempt++) {
    const results = await writeRecords(context, entity.id, left, { effects: false });
    const again: CreateOperation[] = [];
    for (const [index, result] of results.entries()) {
      if (result.ok) ids.push(result.id);
      else again.push(withoutRefused(entity, left[index], result.problem, attempt));
    }
    left = again;
  }
  return ids;
}

const mostAttempts = 4;

function withoutRefused(entity: Entity, operation: CreateOperation | undefined, problem: Problem, attempt: number): CreateOperation {
  const refused = new Set(problem.errors.map(({ pointer }) => pointer.split('/')[1]));
  const values = Object.fromEntries(
    Object.entries(operation?.values ?? {}).filter(([name]) => !refused.has(name) || entity.fields.get(name)?.required === true),
  );
  if (attempt === mostAttempts || Object.keys(values).length === Object.keys(operation?.values ?? {}).length) throw problem;
  return { action: 'create', values };
}

function recordValues(
  context: Context,
  entity: Entity,
  sample: SampleEntity,
  random: Random,
  index: number,
  made: ReadonlyMap<string, readonly string[]>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of entity.fields.values()) {
    const rule = sample.values?.[field.name];
    if ((field.system && rule === undefined) || field.type.computed === true || field.readOnly) continue;
    const value = sampleValue({ context, entity, field, rule, random, index, made, values });
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}
