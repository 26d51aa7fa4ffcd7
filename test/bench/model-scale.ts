/** Large models: 100 entities of 60 fields, and one entity of 500. How long files take to become a model, and a change to become a plan. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemContext } from '../../server/access/workspace.ts';
import { openWorkspace } from '../../server/app.ts';
import { planChangeSet } from '../../server/changes/apply.ts';
import { createChangeSet } from '../../server/changes/change-sets.ts';
import { readConfig } from '../../server/kernel/config.ts';
import { listRecords } from '../../server/query/list.ts';
import { readModel } from '../../server/packs/synchronise.ts';
import { writeRecords } from '../../server/records/write.ts';

/** A figure of the table. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

type Json = Record<string, unknown>;

const kinds: readonly Json[] = [
  { field: 'text', maxLength: 200 },
  { field: 'integer' },
  { field: 'decimal' },
  { field: 'date' },
  { field: 'boolean' },
  { field: 'money' },
  { field: 'select', options: [{ value: 'one' }, { value: 'two' }, { value: 'three' }] },
  { field: 'email' },
  { field: 'tags' },
];

function entityOf(number: number, fields: number): Json {
  const properties: Record<string, Json> = { name: { field: 'text' } };
  for (let index = 1; index < fields - 2; index++) properties[`field${index}`] = kinds[index % kinds.length] ?? { field: 'text' };
  properties['before'] = { field: 'link', to: `scale.thing-${Math.max(1, number - 1)}`, inverse: `after${number}` };
  properties['half'] = { field: 'formula', formula: 'field1 / 2' };
  return {
    id: `scale.thing-${number}`,
    title: `Thing ${number}`,
    plural: `Things ${number}`,
    properties,
    required: ['name'],
    search: ['name'],
  };
}

async function median(times: number, work: () => unknown): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < times; round++) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took.toSorted((one, other) => one - other)[Math.floor(times / 2)] ?? 0;
}

/** Measures both models on a database of its own. */
export async function measureModels(): Promise<Figure[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'relata-scale-'));
  const pack = path.join(home, 'packs', 'scale');
  await mkdir(path.join(pack, 'entities'), { recursive: true });
  await writeFile(
    path.join(pack, 'pack.json'),
    JSON.stringify({ id: 'scale', version: '1.0.0', title: 'Scale', requires: { system: '^1.0.0' } }),
  );
  for (let number = 1; number <= 100; number++)
    await writeFile(path.join(pack, 'entities', `thing-${number}.json`), JSON.stringify(entityOf(number, 60)));
  await writeFile(path.join(pack, 'entities', 'thing-101.json'), JSON.stringify(entityOf(101, 500)));
  try {
    const began = performance.now();
    const read = readModel([pack]);
    const figures: Figure[] = [
      { name: 'cold load, check and compile of 100 entities of 60 fields', value: performance.now() - began, unit: 'ms' },
    ];
    if (read.errors[0]) throw new Error(JSON.stringify(read.errors[0]));
    figures.push({ name: 'the same once more', value: await median(3, () => readModel([pack])), unit: 'ms' });
    const config = { ...readConfig({ RELATA_HOME: path.join(home, 'data'), LOG_LEVEL: 'error' }), packFolders: [pack] };
    const opened = await openWorkspace(config);
    try {
      const context = systemContext(opened.workspace, 'api');
      for (const [name, entity] of [
        ['plan for one changed field among 6,000', 7],
        ['plan for one changed field of an entity of 500', 101],
      ] as const) {
        const content = entityOf(entity, entity === 101 ? 500 : 60);
        Object.assign(content['properties'] as Json, { extra: { field: 'text' } });
        const edits = [{ kind: 'entity' as const, id: `scale.thing-${entity}`, content }];
        const draft = await createChangeSet(opened.database, {
          title: name,
          baseVersion: opened.workspace.version(),
          edits,
          author: context.actor,
        });
        figures.push({ name, value: await median(3, () => planChangeSet(context, draft.id)), unit: 'ms' });
      }
      const values: Json = {};
      for (let index = 1; index < 498; index++) {
        const { field } = kinds[index % kinds.length] ?? {};
        if (field === 'text') values[`field${index}`] = `Text ${index}`;
        if (field === 'integer') values[`field${index}`] = index;
      }
      const create = (): Promise<unknown> =>
        writeRecords(context, 'scale.thing-101', [{ action: 'create', values: { name: 'Wide', ...values } }], { atomic: true });
      figures.push({ name: 'create a record of 500 fields', value: await median(5, create), unit: 'ms' });
      const list = (): Promise<unknown> => listRecords(context, 'scale.thing-101', { limit: 50 });
      figures.push({ name: 'page of records of 500 fields', value: await median(5, list), unit: 'ms' });
    } finally {
      await opened.close();
    }
    return figures;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
