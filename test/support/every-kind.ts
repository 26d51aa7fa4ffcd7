/** A pack with a field of each kind that can be measured, grouped or sorted, and some records of it: for tests of the query engine. */
import { systemClock, type Clock } from '../../server/kernel/clock.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { createWorkspace, systemContext, type Workspace } from '../../server/access/workspace.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, testPack } from './test-workspace.ts';

const options = ['green', 'amber', 'red'].map((value) => ({ value, title: value.toUpperCase() }));

/** The documents. */
export const everyKindDocuments = [
  {
    kind: 'pipeline' as const,
    content: {
      id: 'test.flow',
      title: 'Flow',
      initial: 'new',
      statuses: [
        { code: 'new', title: 'New', kind: 'open', probability: 10 },
        { code: 'doing', title: 'Doing', kind: 'open', probability: 50 },
        { code: 'done', title: 'Done', kind: 'won', probability: 100 },
      ],
    },
  },
  {
    kind: 'entity' as const,
    content: {
      id: 'test.place',
      title: 'Place',
      properties: {
        name: { field: 'text' },
        sort: { field: 'select', options },
        secret: { field: 'text' },
        within: { field: 'link', to: 'test.place', inverse: 'inner' },
      },
      search: ['name', 'secret'],
    },
  },
  {
    kind: 'entity' as const,
    content: {
      id: 'test.thing',
      title: 'Thing',
      properties: {
        name: { field: 'text' },
        count: { field: 'integer' },
        weight: { field: 'decimal', scale: 3 },
        price: { field: 'money', rateDate: 'day' },
        share: { field: 'percent' },
        whole: { field: 'boolean' },
        day: { field: 'date' },
        moment: { field: 'dateTime' },
        span: { field: 'duration' },
        colour: { field: 'select', options },
        colours: { field: 'multiSelect', options },
        labels: { field: 'tags' },
        stage: { field: 'status', pipelines: ['test.flow'] },
        place: { field: 'link', to: 'test.place', inverse: 'things', onDelete: 'detach' },
        places: { field: 'links', to: 'test.place' },
        about: { field: 'linkAny', to: ['test.place', 'test.part'], inverse: 'told' },
        stars: { field: 'rating' },
        number: { field: 'autoNumber', prefix: 'T-' },
        person: { field: 'personName' },
        link: { field: 'url' },
        double: { field: 'formula', formula: 'weight * 2', scale: 3 },
        deadline: { field: 'formula', formula: 'addDays(day, 7)' },
        title: { field: 'formula', formula: 'coalesce(name, "-") + "!"' },
        late: { field: 'formula', formula: 'day < date(moment)' },
        partCount: { field: 'rollup', of: 'test.part.thing', count: true },
        partWeight: { field: 'rollup', of: 'test.part.thing', sum: 'weight' },
        lastPart: { field: 'rollup', of: 'test.part.thing', latest: 'made' },
      },
      search: ['name', 'place.name'],
    },
  },
  {
    kind: 'entity' as const,
    content: {
      id: 'test.part',
      title: 'Part',
      properties: {
        name: { field: 'text' },
        weight: { field: 'integer' },
        made: { field: 'date' },
        thing: { field: 'link', to: 'test.thing', inverse: 'parts' },
        label: { field: 'text' },
      },
    },
  },
];

type Settings = Readonly<Record<string, unknown>>;
type Document = Parameters<typeof testPack>[0][number];

/** A workspace of this pack. @param more documents, such as roles */
export async function createEveryKind(input: { settings?: Settings; more?: readonly Document[]; clock?: Clock } = {}): Promise<Workspace> {
  const documents = testPack([...everyKindDocuments, ...(input.more ?? [])]).map((document) =>
    document.kind === 'settings'
      ? { ...document, content: { ...(document.content as object), baseCurrency: 'EUR', currencies: ['EUR', 'USD'], ...input.settings } }
      : document,
  );
  const made = await createWorkspaceOf(documents);
  return createWorkspace({
    name: 'test',
    database: made.database,
    model: made.model(),
    version: 0,
    clock: input.clock ?? systemClock,
    logger: silentLogger,
  });
}

/** Writes records as the server itself. @returns their ids */
export async function createAll(
  workspace: Workspace,
  entity: string,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<string[]> {
  const results = await writeRecords(
    systemContext(workspace, 'api'),
    entity,
    records.map((values) => ({ action: 'create' as const, values })),
    { atomic: true, effects: false },
  );
  return results.map((result) => {
    if (!result.ok) throw result.problem;
    return result.id;
  });
}
