/** Pipelines that are split, statuses that move between them, records that follow. */
import { expect, test } from 'vitest';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { document, draftOf, apply, planOf } = draftsOf(admin);

const pipeline = await document('pipeline', 'crm.ticket-pipeline');
const returns: Json = {
  id: 'crm.returns',
  title: 'Returns',
  initial: 'sent-back',
  statuses: [
    { code: 'sent-back', title: 'Sent back', kind: 'open' },
    { code: 'refunded', title: 'Refunded', kind: 'won' },
  ],
};
const entity = await document('entity', 'crm.ticket');
const status = Object.entries(entity['properties'] as Json).find(([, property]) => (property as Json)['field'] === 'status')?.[0] ?? '';
const along = `${status}Pipeline`;
const [first = '', second = ''] = (pipeline['statuses'] as Json[]).map(({ code }) => code as string);

const create = async (subject: string, values: Json = {}): Promise<string> => {
  const answer = await admin.call('POST', '/api/records/ticket', { subject, ...values });
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body.id as string;
};
const read = async (id: string): Promise<unknown[]> => {
  const { body } = await admin.call('GET', `/api/records/ticket/${id}`);
  return [body[status], body[along]];
};
const replace = (draft: string, replacements: Json) =>
  admin.call('PUT', `/api/metadata/drafts/${draft}/replacements`, { [`crm.ticket.${status}`]: replacements });
const splitDraft = async (): Promise<string> => {
  const split = structuredClone(entity);
  split['properties'][status].pipelines = ['crm.ticket-pipeline', 'crm.returns'];
  return draftOf([
    ['pipeline', 'crm.returns', returns],
    ['entity', 'crm.ticket', split],
  ]);
};

test('a pipeline is split: who fits the condition goes along the new one, with history; all others stay along theirs, also those written meanwhile', async () => {
  const stays = await create('A question', { [status]: second });
  const moves = await create('Return of a lamp', { [status]: first });
  const operations = Array.from({ length: 1500 }, (_, index) => ({ action: 'create', values: { subject: `Case ${index}` } }));
  const bulk = await admin.call('POST', '/api/records/ticket/bulk', { operations });
  const ids = (bulk.body.results as Json[]).map((result) => result['id'] as string);
  const draft = await splitDraft();
  const wrong = await replace(draft, [{ where: { subjekt: 'x' }, codes: { [first]: 'sent-back' } }]);
  expect(wrong.status).toBe(200);
  expect((await planOf(draft))['findings']).toEqual([
    expect.objectContaining({ severity: 'blocks', message: expect.stringMatching(/subjekt/) }),
  ]);
  await replace(draft, [{ where: { subject: { startsWith: 'Return' } }, codes: { [first]: 'sent-bck' } }]);
  expect((await planOf(draft))['findings']).toEqual([
    expect.objectContaining({ severity: 'blocks', message: expect.stringMatching(/the new code must be there/) }),
  ]);
  await replace(draft, [{ where: { subject: { startsWith: 'Return' } }, codes: { [first]: 'sent-back' } }]);
  let going = true;
  const failed: number[] = [];
  const late: string[] = [];
  const writer = (async () => {
    for (let round = 0; going; round++) {
      const answer = await admin.call('PATCH', `/api/records/ticket/${ids[(round * 37) % ids.length] ?? ''}`, {
        subject: `Changed ${round}`,
      });
      if (answer.status !== 200) failed.push(answer.status);
      if (round % 5 === 0) late.push(await create(`Late ${round}`));
    }
  })();
  expect(await apply(draft)).toMatchObject({ state: 'applied', error: null });
  going = false;
  await writer;
  expect(failed).toEqual([]);
  expect(await read(stays)).toEqual([second, 'crm.ticket-pipeline']);
  expect(await read(moves)).toEqual(['sent-back', 'crm.returns']);
  const without = await admin.call(
    'GET',
    `/api/records/ticket?count=exact&limit=1&filter=${encodeURIComponent(JSON.stringify({ [along]: null }))}`,
  );
  expect(without.body.data).toEqual([]);
  for (const id of [ids[0] ?? '', late[0] ?? '', late.at(-1) ?? '']) expect(await read(id)).toEqual([first, 'crm.ticket-pipeline']);
  const history = (await admin.call('GET', `/api/records/ticket/${moves}/history`)).body.data as Json[];
  expect(history[0]?.['changes']).toContainEqual(expect.objectContaining({ field: status, before: first, after: 'sent-back' }));
  expect((await admin.call('PATCH', `/api/records/ticket/${moves}`, { [status]: second })).status).toBe(422);
  expect(await read(await create('Fresh', { [along]: 'crm.returns' }))).toEqual(['sent-back', 'crm.returns']);
});

test('a status that another pipeline has from now on takes its records along', async () => {
  const record = await create('Waits', { [status]: second });
  const keep = structuredClone(pipeline);
  const moved = (keep['statuses'] as Json[]).splice(1, 1);
  const ends = (transition: Json): Json => ({
    ...transition,
    ...Object.fromEntries(
      ['from', 'to'].flatMap((end) =>
        Array.isArray(transition[end]) ? [[end, (transition[end] as string[]).filter((code) => code !== second)]] : [],
      ),
    ),
  });
  if (Array.isArray(keep['transitions']))
    keep['transitions'] = (keep['transitions'] as Json[]).map(ends).filter(({ from, to }) => from.length > 0 && to.length > 0);
  const draft = await draftOf([
    ['pipeline', 'crm.ticket-pipeline', keep],
    ['pipeline', 'crm.returns', { ...returns, statuses: [...(returns['statuses'] as Json[]), ...moved] }],
  ]);
  expect((await planOf(draft))['errors']).toEqual([]);
  expect(await apply(draft)).toMatchObject({ state: 'applied', error: null });
  expect(await read(record)).toEqual([second, 'crm.returns']);
});

test('a pipeline that is taken away leaves its records to the other, each by the condition that it fits, the rest by the last word', async () => {
  const [lamp, chair] = [
    await create('Return of a lamp', { [status]: 'refunded' }),
    await create('Return of a chair', { [status]: 'refunded' }),
  ];
  const draft = await draftOf([
    ['entity', 'crm.ticket', entity],
    ['pipeline', 'crm.ticket-pipeline', pipeline],
    ['pipeline', 'crm.returns', null],
  ]);
  expect((await planOf(draft))['findings']).toEqual([expect.objectContaining({ severity: 'blocks' })]);
  const lamps = { where: { subject: { contains: 'lamp' } }, codes: { refunded: second, 'sent-back': second } };
  await replace(draft, [lamps]);
  const [finding] = (await planOf(draft))['findings'] as Json[];
  expect(finding).toMatchObject({ severity: 'blocks', records: 2 });
  expect(finding?.['sample']).toContain(chair);
  await replace(draft, [lamps, { codes: { refunded: first, 'sent-back': first } }]);
  expect((await planOf(draft))['findings']).toEqual([]);
  expect(await apply(draft)).toMatchObject({ state: 'applied', error: null });
  expect((await read(lamp))[0]).toBe(second);
  expect((await read(chair))[0]).toBe(first);
});
