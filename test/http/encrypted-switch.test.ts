/** Encryption of a field that has values already is turned on and off while people work. */
import { describe, expect, test } from 'vitest';
import { id, sql, toStatement } from '../../server/database/sql.ts';
import { draftsOf, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { tablesWith } from '../support/whole-schema.ts';

const workspace = await createTestWorkspace(8);
const { database } = workspace;
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { withField, draftOf, planOf, apply } = draftsOf(admin);

const plain = { field: 'text', title: 'Serial number' };
const encrypted = { ...plain, encrypted: true, blindIndex: true };
const tools = '/api/records/tool';

async function change(property: Json): Promise<Json> {
  const draft = await draftOf([['entity', 'crm.tool', await withField('crm.tool', 'serial', property)]]);
  const plan = await planOf(draft);
  expect(plan['errors']).toEqual([]);
  expect(await apply(draft)).toMatchObject({ state: 'applied' });
  return plan;
}

const make = async (values: Json): Promise<string> => (await admin.call('POST', tools, values)).body.id as string;
const serials = async (ids: readonly string[]): Promise<unknown[]> =>
  Promise.all(ids.map(async (each) => (await admin.call('GET', `${tools}/${each}`)).body.serial as unknown));
/** Tables other than history that hold a text; history keeps what it has. */
const readable = async (text: string): Promise<string[]> =>
  (await tablesWith(database, [text]))
    .filter((name) => !name.includes('relata_history'))
    .map((name) => name.slice(database.schema.length + 1));

describe('a field with values', () => {
  test('is encrypted under writers, says what stays readable, and is plain again without a loss', async () => {
    await change(plain);
    const ids = await Promise.all(Array.from({ length: 30 }, (_, index) => make({ name: `Drill ${index}`, serial: `SN-plain-${index}` })));
    const [trashed = '', empty = ''] = [ids[28], ids[29]];
    await admin.call('DELETE', `${tools}/${trashed}`);
    await admin.call('PATCH', `${tools}/${empty}`, { serial: null });
    const expected = ids.map((_, index) => (index === 29 ? null : `SN-plain-${index}`));

    let running = true;
    const writer = (async () => {
      for (let round = 0; running; round++) {
        const at = round % 10;
        const { status } = await admin.call('PATCH', `${tools}/${ids[at] ?? ''}`, { serial: `SN-written-${round}` });
        if (status === 200) expected[at] = `SN-written-${round}`;
      }
    })();
    const plan = await change(encrypted);
    const stop = async (): Promise<void> => {
      running = false;
      await writer;
    };
    expect(plan['steps'].map((step: Json) => step['type'])).toEqual(expect.arrayContaining(['convert', 'switch', 'settle']));
    expect(plan['findings']).toEqual([
      expect.objectContaining({
        severity: 'warns',
        target: 'field crm.tool.serial',
        message: expect.stringContaining('readable in the trash for 30 days'),
      }),
    ]);
    expect(JSON.stringify(plan)).not.toContain('SN-');
    await stop();
    await admin.call('POST', `${tools}/${trashed}/restore`);
    expect(await serials(ids)).toEqual(expected);
    expect((await admin.call('GET', `${tools}?filter=${encodeURIComponent('{"serial":"sn-PLAIN-15"}')}`)).body.data).toMatchObject([
      { id: ids[15] },
    ]);
    expect(JSON.stringify((await admin.call('GET', `${tools}/${ids[15] ?? ''}/history`)).body)).not.toContain('SN-plain');

    expect(await readable('SN-plain-15')).toEqual(['crm_tool']);
    const trash = (await admin.call('GET', '/api/metadata/trash')).body.data as Json[];
    const item = trash.find((each) => each['field'] === 'serial') ?? {};
    const purged = await admin.call('POST', `/api/metadata/trash/${item['id'] as string}/purge`, { confirm: 'Serial number', early: true });
    expect(purged.status, JSON.stringify(purged.body)).toBe(204);
    expect(await readable('SN-plain-15')).toEqual([]);
    expect(await serials(ids)).toEqual(expected);

    const back = await change({ ...plain, title: 'Serial' });
    expect(back['findings']).toEqual([
      expect.objectContaining({ severity: 'warns', message: expect.stringContaining('stored as plain text') }),
    ]);
    expect(await serials(ids)).toEqual(expected);
    expect(await readable('SN-plain-15')).toEqual(['crm_tool', 'views.tool']);
    expect((await admin.call('GET', `${tools}?filter=${encodeURIComponent('{"serial":{"contains":"plain-15"}}')}`)).body.data).toHaveLength(
      1,
    );
  });

  test('that does not fit another kind is not told with its value', async () => {
    await change({ ...encrypted, blindIndex: false });
    await make({ name: 'Odd', serial: 'no number at all' });
    const draft = await draftOf([
      ['entity', 'crm.tool', await withField('crm.tool', 'serial', { field: 'integer', title: 'Serial number', encrypted: true })],
    ]);
    expect(await apply(draft)).toMatchObject({ state: 'applied' });
    const left = await admin.call('GET', `/api/metadata/drafts/${draft}/unconverted`);
    expect(left.body.data.length).toBeGreaterThan(0);
    expect(JSON.stringify(left.body)).not.toContain('no number at all');
    expect(await readable('no number at all')).toEqual([]);
    const { rows } = await database.query<{ n: number }>(
      toStatement(
        sql`select count(*)::int as n from ${id(database.schema, 'relata_unconverted')} where change_set = ${draft}::uuid and value is not null`,
      ),
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});
