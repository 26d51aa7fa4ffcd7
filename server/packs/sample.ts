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
export async function generateSample(context: Context, samples: readonly SampleEntity[], options: { size: number; seed: number }): Promise<{ entity: string; count: number }[]> {
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

async function generateEntity(context: Context, entity: Entity, sample: SampleEntity, count: number, random: Random, made: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const operations = Array.from({ length: Math.min(batchSize, count - start) }, (_, index) => ({
      action: 'create' as const,
      values: recordValues(context, entity, sample, random, start + index, made),
    }));
    for (const result of await writeRecords(context, entity.id, operations, { atomic: true, effects: false })) if (result.ok) ids.push(result.id);
  }
  return ids;
}

function recordValues(context: Context, entity: Entity, sample: SampleEntity, random: Random, index: number, made: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of entity.fields.values()) {
    const rule = sample.values?.[field.name];
    if ((field.system && rule === undefined) || field.type.computed === true || field.readOnly) continue;
    const value = sampleValue({ context, entity, field, rule, random, index, made, values });
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}
