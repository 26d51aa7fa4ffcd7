/** The form in the browser and the server say the same of the same mistake: code, place and words, in the user's language. */
import { describe, expect, test } from 'vitest';
import type { ClientEntity, ClientModel } from '../../metadata/client-model.ts';
import { recordSource } from '../../metadata/rules/record-source.ts';
import { applyRules, readyRules } from '../../client/src/forms/apply-rules.ts';
import { faultText } from '../../client/src/forms/fault-text.ts';
import { fetchPatternEngine } from '../../client/src/forms/pattern.ts';
import { validateValue } from '../../client/src/forms/validate.ts';
import { setFormatContext } from '../../client/src/i18n/format.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const fields = {
  need: { field: 'text', title: 'Need' },
  ruled: { field: 'text', title: 'Ruled' },
  worded: { field: 'text', title: 'Worded' },
  kind: { field: 'text', title: 'Kind' },
  short: { field: 'text', title: 'Short', minLength: 2, maxLength: 4 },
  plain: { field: 'text', title: 'Plain' },
  code: { field: 'text', title: 'Code', pattern: '^[A-Z]+$' },
  prose: { field: 'longText', title: 'Prose', maxLength: 5 },
  whole: { field: 'integer', title: 'Whole', minimum: -1, maximum: 12_345 },
  exact: { field: 'decimal', title: 'Exact', minimum: 0.5, maximum: 1000.25 },
  share: { field: 'percent', title: 'Share', maximum: 100 },
  sum: { field: 'money', title: 'Sum', minimum: 0, maximum: 5000 },
  stars: { field: 'rating', title: 'Stars' },
  day: { field: 'date', title: 'Day', minimum: '2026-01-15', maximum: '2026-11-23' },
  moment: { field: 'dateTime', title: 'Moment' },
  span: { field: 'duration', title: 'Span', minimum: 'PT30M', maximum: 'P1DT2H' },
  mail: { field: 'email', title: 'Mail' },
  phone: { field: 'phone', title: 'Phone' },
  web: { field: 'url', title: 'Web' },
  paint: { field: 'colour', title: 'Paint' },
  words: { field: 'tags', title: 'Words', maxItems: 2 },
};
const titles = { th: 'จำเป็น', fa: 'لازم', km: 'ត្រូវការ' };
const workspace = await createWorkspaceOf(
  testPack([
    {
      kind: 'entity',
      content: {
        id: 'test.case',
        title: 'Case',
        plural: 'Cases',
        display: 'need',
        properties: { ...fields, step: { field: 'status', title: 'Step', pipelines: ['test.way'] } },
        required: ['need'],
        rules: [
          { id: 'asks', when: { kind: 'a' }, require: ['ruled'] },
          { id: 'asks-in-words', when: { kind: 'b' }, require: ['worded'], message: 'Say it in words.' },
          { id: 'refuses', when: { kind: 'c' }, invalid: 'plain' },
          { id: 'refuses-in-words', when: { kind: 'd' }, invalid: 'plain', message: 'Not in d.' },
        ],
      },
    },
    {
      kind: 'pipeline',
      content: {
        id: 'test.way',
        title: 'Way',
        initial: 'a',
        statuses: ['a', 'b', 'c'].map((code) => ({ code, title: code.toUpperCase(), kind: 'open' })),
        transitions: [{ id: 'on', from: ['a'], to: ['b'], require: ['need', 'plain'] }],
      },
    },
    ...Object.entries(titles).map(([language, title]) => ({
      kind: 'locale' as const,
      content: {
        id: `test.${language}`,
        language,
        texts: {
          'test.case': { rules: { 'asks-in-words': `${language}: in words` }, properties: { need: { title } } },
          'test.way': { statuses: { b: `B-${language}` } },
        },
      },
    })),
  ]),
);
const app = await startTestApp(workspace);
await fetchPatternEngine();

/** A field, a value that is wrong, and the code; beside it, where it matters, other values of the record. */
const cases: [field: keyof typeof fields, value: unknown, code: string, others?: Readonly<Record<string, unknown>>][] = [
  ['need', null, 'required'],
  ['need', '   ', 'required'],
  ['ruled', null, 'required', { kind: 'a' }],
  ['worded', '', 'required', { kind: 'b' }],
  ['plain', 'x', 'refuses', { kind: 'c' }],
  ['plain', 'x', 'refuses-in-words', { kind: 'd' }],
  ['short', 'a', 'minLength'],
  ['short', ' 😀😀😀😀😀 ', 'maxLength'],
  ['plain', 'x'.repeat(1001), 'maxLength'],
  ['code', 'small', 'pattern'],
  ['prose', 'longer than five', 'maxLength'],
  ['whole', 12_346, 'maximum'],
  ['whole', -2, 'minimum'],
  ['whole', 1.5, 'type'],
  ['whole', 'many', 'format'],
  ['exact', '0.4', 'minimum'],
  ['exact', '1000.26', 'maximum'],
  ['exact', '1,2,3', 'format'],
  ['share', '100.5', 'maximum'],
  ['share', 'half', 'format'],
  ['sum', { amount: '-1', currency: 'EUR' }, 'minimum'],
  ['sum', { amount: '5000.01', currency: 'EUR' }, 'maximum'],
  ['sum', { amount: 'much', currency: 'EUR' }, 'format'],
  ['stars', 6, 'maximum'],
  ['stars', 0, 'minimum'],
  ['stars', 2.5, 'type'],
  ['day', '2026-01-14', 'minimum'],
  ['day', '2026-11-24', 'maximum'],
  ['day', 'tomorrow', 'format'],
  ['moment', 'noon', 'format'],
  ['span', 'PT29M', 'minimum'],
  ['span', 'P2D', 'maximum'],
  ['span', 'soon', 'format'],
  ['mail', 'ann@example', 'format'],
  ['phone', '12', 'format'],
  ['web', 'ftp://example.com', 'format'],
  ['paint', 'reddish', 'format'],
  ['words', ['a', 'b', 'c'], 'maxItems'],
];

interface Item {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** What the form says of a record, as the form puts it together. */
function browserItems(entity: ClientEntity, values: Readonly<Record<string, unknown>>): Item[] {
  const described = {
    field: (name: string) => entity.fields.find((field) => field.name === name),
    backlink: () => undefined,
  };
  const environment = {
    now: new Date(),
    timeZone: 'UTC',
    calendar: 'gregory' as const,
    weekStart: 1,
    fiscalYearStart: '01-01',
    me: { id: null, team: null, teams: [] },
    toBase: () => undefined,
  };
  const source = recordSource(values, described, true);
  const effects = applyRules(readyRules(entity.rules), source, environment);
  const found = entity.fields.flatMap((field): Item[] => {
    if (field.access !== 'write' || field.kind === 'status') return [];
    const required = field.required || effects.required.has(field.name);
    const fault = validateValue(field, values[field.name], required);
    const demand = fault?.code === 'required' ? effects.demands.get(field.name) : undefined;
    return fault ? [{ pointer: `/${field.name}`, code: fault.code, message: demand ?? faultText(field, fault) }] : [];
  });
  const refused = entity.rules.flatMap((rule): Item[] => {
    if (rule.invalid === undefined || !effects.holding.has(rule.id)) return [];
    const message = rule.message ?? faultText({ title: '', kind: '' }, { key: 'notPermitted', values: {} });
    return [{ pointer: `/${rule.invalid}`, code: rule.id, message }];
  });
  return [...found, ...refused];
}

async function signedIn(language: string): Promise<{ call: Call; model: ClientModel; entity: ClientEntity }> {
  const { call } = await app.signIn(['system.admin'], { language });
  const model = (await call('GET', '/api/model')).body as ClientModel;
  const entity = model.entities.find(({ id }) => id === 'test.case');
  if (!entity) throw new Error('The entity is not in the model.');
  return { call, model, entity };
}

describe.each(['en', 'th', 'fa', 'km'])('in %s', async (language) => {
  const { call, model, entity } = await signedIn(language);

  test.each(cases)('%s %j: %s', async (name, value, code, others = {}) => {
    setFormatContext({ language, timeZone: 'UTC', calendar: model.settings.calendar ?? 'gregory', weekStart: 1 });
    const values = { need: 'x', ...others, [name]: value };
    const { status, body } = await call('POST', '/api/records/case', values);
    expect(status).toBe(422);
    const server = (body.errors as Item[]).map(({ pointer, code: said, message }) => ({ pointer, code: said, message }));
    expect(server).toEqual(browserItems(entity, values));
    expect(server).toMatchObject([{ pointer: `/${name}`, code }]);
    expect(server[0]?.message).not.toMatch(/\{\w+\}|undefined|NaN/);
  });

  test('titles and statuses are those of the language, and what has no form says it, too', async () => {
    const { body } = await call('POST', '/api/records/case', { need: null });
    if (language !== 'en') expect(body.errors[0].message).toContain(titles[language as keyof typeof titles]);
    const { body: made } = await call('POST', '/api/records/case', { need: 'x', mail: `${language}@example.com` });
    const messages = async (values: object): Promise<string> =>
      JSON.stringify(
        ((await call('PATCH', `/api/records/case/${made.id as string}`, values)).body.errors as Item[]).map(({ message }) => message),
      );
    expect(await messages({ step: 'b' })).toContain(language === 'en' ? 'Plain is required for moving to B.' : `B-${language}`);
    const said = [await messages({ step: 'c' }), await messages({ version: 3 })].join();
    if (language !== 'en') expect(said).not.toMatch(/cannot|system/);
  });
});

test('a language without messages of its own is answered in English', async () => {
  const { call } = await signedIn('de');
  const { body } = await call('POST', '/api/records/case', { need: null });
  expect(body.errors[0].message).toBe('Please fill in Need.');
});
