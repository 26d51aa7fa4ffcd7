/** The time zone and the language of a user are words that somebody typed, and they go into every request. */
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

describe('what is stored', () => {
  test.each([
    ['timeZone', "UTC'; drop table x; --"],
    ['timeZone', '+07:00'],
    ['timeZone', 'x'.repeat(61)],
    ['timeZone', { zone: 'UTC' }],
    ['timeZone', 'UTC\u0000'],
    ['language', '../../../etc/passwd'],
    ['language', 'en; q=1'],
    ['language', '<script>'],
    ['language', ['en']],
  ])('%s cannot be %j', async (field, value) => {
    expectProblem(await admin.call('PATCH', `/api/records/system.user/${admin.id}`, { [field]: value }), 422);
  });
});

describe.each([
  ['Mars/Olympus', 'xx-klingon'],
  ["UTC'; drop table x; --", 'en_US; --'],
  ['+07:00', '\ud83d\ude00'],
  ['Etc/GMT+99', 'x'],
])('a user whose record says %j and %j', (timeZone, language) => {
  test('reads, filters, groups, writes, exports and imports like everybody', async () => {
    const user = await app.signIn(['system.admin']);
    const { schema } = workspace.database;
    const { table } = workspace.model().entities.get('system.user')!;
    // An older version, or a restored backup, may hold what is refused today.
    await workspace.database.query({
      text: `update "${schema}"."${table}" set time_zone = $1, language = $2 where id = $3::uuid`,
      values: [timeZone, language, user.id],
    });
    const created = await user.call('POST', '/api/records/deal', { name: 'Zoned', amount: 5, closeDate: '2030-01-01' });
    expect(created.status).toBe(201);
    const query = (body: object) => user.call('POST', '/api/records/deal/query', body);
    expect((await query({ filter: { createdAt: { within: 'today' } } })).body.data).toHaveLength(1);
    expect((await query({ filter: { createdAt: { gt: { $now: '-P1D' } } } })).status).toBe(200);
    expect((await user.call('GET', '/api/model')).status).toBe(200);
    const exported = await user.call('POST', '/api/exports', { entity: 'deal' });
    expect(exported.body).toContain('Zoned');
    const aggregate = { measures: [{ sum: 'amount' }], groups: [{ field: 'closeDate', by: 'month' }] };
    expect((await user.call('POST', '/api/records/deal/aggregate', aggregate)).status).toBe(200);
    const run = await user.call('POST', '/api/audits/crm.year-end/runs', {});
    expect(run.status).toBe(202);
    await admin.call('DELETE', `/api/records/deal/${created.body.id as string}`);
  });
});
