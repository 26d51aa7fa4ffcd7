/** What an admin does to a pack through the API: a bit of everything that can be customised. */
import type { Json, Upgradable } from './upgrades.ts';

/** What an admin makes of the pack, whatever its version. */
export async function customise(at: Upgradable): Promise<void> {
  const deal = await at.document('entity', 'crm.deal');
  const source = 'origin' in deal['properties'] ? 'origin' : 'leadSource';
  deal['title'] = 'Sale';
  deal['properties']['warehouse'] = { field: 'text', title: 'Warehouse', maxLength: 50 };
  deal['properties']['amount']['title'] = 'Worth';
  if (source === 'origin' && deal['properties']['origin']['field'] === 'text') deal['properties']['origin']['maxLength'] = 150;
  const { options } = deal['properties']['priority'] as { options: Json[] };
  for (const option of options) if (option['value'] === 'high') option['title'] = 'On fire';
  options.push({ value: 'someday', title: 'Some day' });
  const deals = await at.document('view', 'crm.deals');
  deals['title'] = 'Our sales';
  deals['columns'] = [
    'name',
    { field: 'warehouse', width: 140 },
    ...(deals['columns'] as string[]).slice(1).filter((name) => name !== 'owner'),
  ];
  const pipeline = await at.document('pipeline', 'crm.sales');
  const statuses = pipeline['statuses'] as Json[];
  for (const status of statuses) if (status['code'] === 'proposal') status['probability'] = 55;
  statuses.splice(statuses.length - 2, 0, { code: 'on-hold', title: 'On hold', kind: 'waiting', probability: 5 });
  for (const transition of pipeline['transitions'] as Json[])
    if (transition['id'] === 'move') for (const end of ['from', 'to']) transition[end].push('on-hold');
  const sales = await at.document('role', 'crm.sales');
  Object.assign(sales['entities']['crm.deal'], { read: 'all', delete: 'own' });
  const call = await at.document('automation', 'crm.task-new-lead');
  const form = await at.document('form', 'crm.deal-form');
  for (const section of form['sections'] as Json[]) if (section['title'] === 'Dates') section['title'] = 'Times';
  form['sections'][0]['fields'].splice(2, 0, 'warehouse');
  const pack = await at.document('pack', 'crm');
  pack['navigation'].push({ title: 'Ours', items: ['custom.visit', { view: 'custom.by-source' }] });
  const account = await at.document('entity', 'crm.account');
  const columns = ['name', ...('fax' in account['properties'] ? ['fax'] : [])];
  await at.change([
    ['entity', 'crm.deal', deal],
    ['view', 'crm.deals', deals],
    ['pipeline', 'crm.sales', pipeline],
    ['role', 'crm.sales', sales],
    ['automation', 'crm.task-new-lead', { ...call, enabled: false }],
    ['form', 'crm.deal-form', form],
    ['pack', 'crm', pack],
    ['view', 'custom.faxes', { id: 'custom.faxes', title: 'Faxes', entity: 'crm.account', type: 'table', columns }],
    [
      'view',
      'custom.by-source',
      { id: 'custom.by-source', title: 'By source', entity: 'crm.deal', type: 'table', columns: ['name', source] },
    ],
    [
      'entity',
      'custom.visit',
      {
        id: 'custom.visit',
        title: 'Visit',
        plural: 'Visits',
        display: 'name',
        properties: { name: { field: 'text' }, sale: { field: 'link', to: 'crm.deal', inverse: 'visits' } },
        required: ['name'],
      },
    ],
  ]);
}
