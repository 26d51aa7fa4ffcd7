/**
 * What a user may not see bears on no answer: over two workspaces that differ in it alone, every question that the model allows to be asked
 * has the same answer, byte for byte. The questions come from the metadata: a new entity or field is asked about without anybody writing a
 * test. A sample runs always, everything with RELATA_NONINTERFERENCE=all.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contextFor, systemContext, type Workspace } from '../../server/access/workspace.ts';
import type { Context } from '../../server/access/context.ts';
import { actorOfUser } from '../../server/identity/actors.ts';
import { generateSample, readSamples, type SampleEntity } from '../../server/packs/sample.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { compareAnswers } from '../support/twins/ask.ts';
import { everythingPack, everythingRoles } from '../support/twins/everything-pack.ts';
import { questionsOf, type Question } from '../support/twins/questions.ts';
import { createTwins, type Twins } from '../support/twins/twins.ts';
import { changeUnseen, sightOf, type Sight } from '../support/twins/unseen.ts';
import { createTestWorkspace, createWorkspaceOf, shippedPacks } from '../support/test-workspace.ts';

/** `all`, or how many times the usual part is asked. */
const wanted = process.env['RELATA_NONINTERFERENCE'] ?? '1';
const whole = wanted === 'all';
const times = whole ? 1 : Number(wanted);

/** A part of the questions, always the same one. */
function sample(questions: readonly Question[], share: number): Question[] {
  if (whole) return [...questions];
  return questions.filter(
    ({ method, path, body }) =>
      createHash('sha1')
        .update(JSON.stringify([method, path.replace(/[0-9a-f-]{36}/g, ''), body ?? null]).replace(/[0-9a-f-]{36}/g, ''))
        .digest()
        .readUInt16BE(0) <
      65_536 * share * times,
  );
}

interface User {
  readonly id: string;
  readonly cookie: string;
}

async function contextOfUser(workspace: Workspace, user: User): Promise<Context> {
  const actor = await actorOfUser(workspace.database, workspace.model(), user.id);
  if (!actor) throw new Error('The user of the test is not there.');
  return contextFor(workspace, actor, 'api');
}

/** Asks everything as one user. */
async function interrogate(twins: Twins, user: User, others: readonly string[], share: number): Promise<void> {
  const context = await contextOfUser(twins.one, user);
  await twins.copy();
  const sight = await sightOf(context);
  const changed = await changeUnseen(context, sight, twins.other, others);
  expect(changed, 'something is unseen').toBeGreaterThan(0);
  // What the user sees must not have moved, or the twins say nothing.
  const after = await sightOf(await contextOfUser(twins.other, user));
  expect([...after.visible].map(([entity, ids]) => [entity, [...ids].sort()])).toEqual(
    [...sight.visible].map(([entity, ids]) => [entity, [...ids].sort()]),
  );
  const questions = sample(await allQuestions(twins, sight), share);
  const { differences, statuses } = await compareAnswers([twins.app.url, twins.otherApp.url], user.cookie, questions);
  expect(differences.slice(0, 8), `${differences.length} of ${questions.length} answers differ (${JSON.stringify([...statuses])})`).toEqual(
    [],
  );
  expect(statuses.get(200) ?? 0).toBeGreaterThan(0);
}

async function allQuestions(twins: Twins, sight: Sight): Promise<Question[]> {
  const model = twins.one.model();
  const unseen = new Map<string, readonly string[]>();
  for (const entity of model.entities.values()) {
    const seen = sight.visible.get(entity.id) ?? [];
    const ids = async (workspace: Workspace): Promise<string[]> =>
      (await readRows(systemContext(workspace), entity.id, { select: ['id'], sort: ['createdAt'], limit: 1000 })).rows.map((row) => row.id);
    const [one, other] = [await ids(twins.one), await ids(twins.other)];
    // One that is in both, and one that is in the second alone.
    unseen.set(entity.id, [...one.filter((id) => !seen.includes(id)).slice(0, 1), ...other.filter((id) => !one.includes(id)).slice(0, 1)]);
  }
  const idsOf = (entity: string): string[] => [
    ...(sight.visible.get(entity) ?? []).slice(0, 1),
    ...(unseen.get(entity) ?? []),
    '00000000-0000-7000-8000-00000000dead',
  ];
  const fixed: Question[] = [
    '/api/model',
    '/api/openapi.json',
    '/api/session',
    '/api/audits',
    '/api/metadata/documents',
    '/api/outbox',
  ].map((path) => ({ method: 'GET', path }));
  return [
    ...fixed,
    ...[...model.entities.values()].flatMap((entity) =>
      questionsOf({
        model,
        entity,
        ids: [
          ...(sight.visible.get(entity.id) ?? []).slice(0, 2),
          ...(unseen.get(entity.id) ?? []),
          '00000000-0000-7000-8000-00000000dead',
        ],
        idsOf,
        texts: ['zzother', 'a', 'TAX', '1'],
      }),
    ),
  ];
}

/** Some records of every entity; owners, teams and the trash are spread over them. */
async function fill(
  workspace: Workspace,
  samples: readonly SampleEntity[],
  owners: readonly string[],
  teams: readonly string[],
): Promise<void> {
  const context = systemContext(workspace, 'api');
  const named = new Map(samples.map((each) => [each.entity, each]));
  const entities = [...workspace.model().entities.keys()].filter((entity) => !entity.startsWith('system.'));
  const order = inOrder(workspace, [
    ...samples.map((each) => each.entity).filter((entity) => entities.includes(entity)),
    ...entities.filter((entity) => !named.has(entity)),
  ]);
  await generateSample(
    context,
    order.map((entity) => ({ ...(named.get(entity) ?? { entity }), count: 6 })),
    { size: 1, seed: 7 },
  );
  for (const entity of order) {
    const { rows } = await readRows(context, entity, { select: ['id'], sort: ['id'], limit: 100 });
    const operations = rows.map((row, index) => ({
      action: 'update' as const,
      id: row.id,
      values: { owner: owners[index % (owners.length + 1)] ?? null, team: teams[index % (teams.length + 1)] ?? null },
    }));
    await writeRecords(context, entity, operations, { effects: false });
    const last = rows.slice(-1).map((row) => ({ action: 'delete' as const, id: row.id }));
    await writeRecords(context, entity, last, { effects: false });
  }
}

/** What others must point at comes before them. */
function inOrder(workspace: Workspace, entities: readonly string[]): string[] {
  const placed: string[] = [];
  const needs = (entity: string): string[] =>
    [...(workspace.model().entities.get(entity)?.fields.values() ?? [])]
      .filter((field) => field.required)
      .flatMap((field) => field.targets);
  while (placed.length < entities.length) {
    const next = entities.find(
      (entity) => !placed.includes(entity) && needs(entity).every((target) => target.startsWith('system.') || placed.includes(target)),
    );
    if (next === undefined) throw new Error(`Some of ${entities.join(', ')} point at one another.`);
    placed.push(next);
  }
  return placed;
}

async function makeTeams(workspace: Workspace): Promise<string[]> {
  const operations = ['North', 'South'].map((name) => ({ action: 'create' as const, values: { name } }));
  const results = await writeRecords(systemContext(workspace, 'api'), 'system.team', operations, { atomic: true, effects: false });
  return results.flatMap((result) => (result.ok ? [result.id] : []));
}

describe('of the shipped packs', async () => {
  const twins = await createTwins(() => createTestWorkspace());
  const [north = '', south = ''] = await makeTeams(twins.one);
  const seller = await twins.app.signIn(['crm.sales'], { team: north });
  const reader = await twins.app.signIn(['crm.read-only']);
  const manager = await twins.app.signIn(['crm.manager'], { team: south });
  const both = await twins.app.signIn(['crm.sales', 'crm.read-only'], { team: south });
  const others = [manager.id, reader.id];
  await fill(twins.one, readSamples(shippedPacks), [seller.id, manager.id, both.id], [north, south]);

  test.each([
    ['sales', seller],
    ['read-only', reader],
    ['sales and read-only together', both],
  ])(
    'nothing of what it may not see bears on an answer to %s',
    async (_name, user) => {
      await interrogate(twins, user, others, 0.008);
    },
    900_000,
  );
});

describe('of every kind of field and scope', async () => {
  const twins = await createTwins(() => createWorkspaceOf(everythingPack()));
  const [north = '', south = ''] = await makeTeams(twins.one);
  const roles = everythingRoles().map((role) => role.id);
  const other = await twins.app.signIn(['system.admin'], { team: south });
  const users: [string, User][] = [];
  for (const role of roles) users.push([role, await twins.app.signIn([role], { team: north })]);
  await fill(twins.one, [], [users[0]?.[1].id ?? '', other.id], [north, south]);
  const always = new Set(roles.filter((role) => !/^test\.(?:hide|mask)-/.test(role)));
  const chosen = users.filter(([role], index) => whole || always.has(role) || index % 24 === 0);

  test.each(chosen)(
    'nothing of what it may not see bears on an answer to %s',
    async (_role, user) => {
      // Records of the user's own, where the scope asks for them.
      await twins.one.database.query({
        text: `update ${twins.one.database.schema}.test_item set owner = $1 where id in (select id from ${twins.one.database.schema}.test_item order by id limit 2)`,
        values: [user.id],
      });
      await interrogate(twins, user, [other.id], 0.015);
    },
    900_000,
  );
});
