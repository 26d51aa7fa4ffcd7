/** A rule acts in the name of the server, but never above whoever put it there: neither in what it does nor in what it uses. */
import { describe, expect, test } from 'vitest';
import { draftsOf, type DraftEdit, type Json } from '../support/drafts.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const admins = draftsOf(admin);
const role = {
  id: 'crm.configurator',
  title: 'Configurator',
  metadata: true,
  entities: {
    'system.user': { read: true },
    'crm.deal': {
      read: 'all',
      update: 'all',
      transition: 'none',
      create: true,
      fields: { cost: 'hidden', margin: 'hidden', description: 'read' },
    },
    'crm.account': { read: 'all', update: 'own', create: true, fields: { taxNumber: 'masked' } },
    'crm.lead': { read: 'own', update: 'all' },
  },
};
await admins.apply(await admins.draftOf([['role', role.id, role]]));
const author = await app.signIn([role.id]);
const drafts = draftsOf(author);

const automation = (values: Json): Json => ({
  id: 'crm.rule',
  title: 'Rule',
  entity: 'crm.deal',
  enabled: true,
  trigger: { on: 'create' },
  when: {},
  actions: [{ type: 'update', values: { name: 'x' } }],
  ...values,
});
const blocked = async (...edits: DraftEdit[]): Promise<string[]> => {
  const draft = await drafts.draftOf(edits);
  const plan = await drafts.planOf(draft);
  expect(plan['errors']).toEqual([]);
  const found = (plan['findings'] as Json[]).filter((each) => each['severity'] === 'blocks').map((each) => String(each['target']));
  if (found.length > 0) {
    const refused = await author.call('POST', '/api/metadata/apply', { draft, hash: plan['hash'] });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((each: Json) => each['pointer'])).toEqual(found.map((target) => `/${target}`));
  }
  return found;
};
const rule = (values: Json): DraftEdit => ['automation', 'crm.rule', automation(values)];

describe('an automation of somebody who is no administrator', () => {
  test('that does what they may do is applied', async () => {
    const draft = await drafts.draftOf([
      rule({ actions: [{ type: 'update', values: { name: { $template: 'Deal {{record.amount}}' } } }] }),
    ]);
    expect(await drafts.apply(draft)).toMatchObject({ state: 'applied' });
  });

  test.each<[string, Json, string]>([
    ['moves along the pipeline', { actions: [{ type: 'update', values: { stage: 'won' } }] }, 'actions/0'],
    [
      'writes a field that they may only read',
      { actions: [{ type: 'update', values: { description: 'x' } }] },
      'actions/0/values/description',
    ],
    ['writes a field that is hidden from them', { actions: [{ type: 'update', values: { cost: 1 } }] }, 'actions/0/values/cost'],
    ['creates what they may not create', { actions: [{ type: 'create', entity: 'crm.product', values: { name: 'x' } }] }, 'actions/0'],
    ['makes a user', { actions: [{ type: 'create', entity: 'system.user', values: { name: 'x', roles: ['system.admin'] } }] }, 'actions/0'],
    [
      'copies what is hidden into what they see',
      { actions: [{ type: 'update', values: { name: { $template: '{{record.cost.amount}}' } } }] },
      'actions/0/values/name',
    ],
    [
      'copies it by another name',
      { actions: [{ type: 'update', values: { name: { $template: '{{#with record}}{{cost.amount}}{{/with}}' } } }] },
      'actions/0/values/name',
    ],
    [
      'copies a masked field of a linked record',
      { actions: [{ type: 'update', values: { name: { $record: 'account.taxNumber' } } }] },
      'actions/0/values/name',
    ],
    ['asks for what is hidden', { when: { margin: { gt: 5 } } }, 'when'],
    ['hears of changes of what is hidden', { trigger: { on: 'update', fields: ['cost'] } }, 'trigger/fields'],
    ['runs on records that they do not see', { entity: 'crm.lead', actions: [{ type: 'update', values: { name: 'x' } }] }, 'entity'],
    ['changes records that are not theirs', { entity: 'crm.account', actions: [{ type: 'update', values: { name: 'x' } }] }, 'actions/0'],
  ])('that %s blocks the change, in its place', async (_what, values, place) => {
    expect(await blocked(rule(values))).toContain(`automation crm.rule/${place}`);
  });

  test('mails nothing that they may not read, neither by a template of theirs nor by changing one', async () => {
    const template = { id: 'crm.told', title: 'Told', subject: 'Deal', body: '<p>{{record.cost.amount}}</p>' };
    const mails = rule({ actions: [{ type: 'email', template: 'crm.told', to: ['a@example.com'] }] });
    expect(await blocked(['template', 'crm.told', template], mails)).toEqual(['automation crm.rule/actions/0/template']);
    const won = await drafts.document('template', 'crm.deal-won');
    const changed = { ...won, body: '<p>{{record.margin}}</p>' };
    expect((await blocked(['template', 'crm.deal-won', changed])).some((target) => target.endsWith('/template'))).toBe(true);
  });

  test('cannot be made possible by changing roles along with it', async () => {
    const wider = { ...role, admin: true };
    expect(await blocked(['role', role.id, wider])).toEqual([`role ${role.id}`]);
    expect(await blocked(['role', 'crm.new', { id: 'crm.new', title: 'New', admin: true }])).toEqual(['role crm.new']);
  });

  test('is applied by an administrator, who answers for it', async () => {
    const draft = await drafts.draftOf([rule({ actions: [{ type: 'update', values: { stage: 'won' } }] })]);
    expect(await admins.apply(draft)).toMatchObject({ state: 'applied' });
  });
});
