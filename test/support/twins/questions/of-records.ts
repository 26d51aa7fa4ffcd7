/** Questions about one record, that is seen, hidden or nowhere. */
import type { Material, Question } from './question.ts';

/** All of them. */
export function questionsOfRecord({ entity, instants, other }: Material, key: string): Question[] {
  const path = `/api/records/${entity.id}/${key}`;
  const fields = [...entity.fields.values()];
  const ask = (rest: string, about?: readonly string[]): Question => ({ method: 'GET', path: path + rest, ...(about ? { about } : {}) });
  const [middle = ''] = instants.slice(1);
  return [
    ...['', '/history', '/history?limit=1', '/history?limit=2', '/access', `/access?user=${other}`, '/shares', '/stages'].map((rest) =>
      ask(rest),
    ),
    ...instants.map((at) => ask(`?at=${at}`)),
    ...fields.flatMap((field) => {
      const about = [`${entity.id}.${field.name}`];
      return [ask(`?select=${field.name}`, about), ask(`?at=${middle}&select=${field.name}`, about)];
    }),
    ...entity.backlinks.flatMap(({ name, entity: from, field }) =>
      name === undefined ? [] : [ask(`?expand=${name}`, [`${from}.${field}`])],
    ),
    ...fields
      .filter((field) => field.kind === 'file' || field.kind === 'image')
      .map((field): Question => ({ method: 'GET', path: `/api/files/${entity.id}/${key}/${field.name}` })),
  ];
}

const ways = [
  '/api/model',
  '/api/openapi.json',
  '/api/session',
  '/api/sessions',
  '/api/keys',
  '/api/audits',
  '/api/outbox',
  '/api/history',
  '/api/history/seals',
];
const documents = ['documents', 'drafts', 'versions', 'trash'].map((name) => `/api/metadata/${name}`);

/** Questions about no entity: what there is of audits, imports, mails and documents, and what others did. */
export function questionsOfWorkspace(audits: readonly string[], runs: readonly string[], others: readonly string[]): Question[] {
  const paths = [
    ...ways,
    ...documents,
    ...audits.map((audit) => `/api/audits/${audit}/runs`),
    ...runs.flatMap((run) => ['', '/report.json', '/report.html'].map((rest) => `/api/audit-runs/${run}${rest}`)),
    ...others.flatMap((key) => [
      `/api/imports/${key}`,
      `/api/imports/${key}/errors.csv`,
      `/api/outbox/${key}`,
      `/api/history?actor=${key}`,
    ]),
  ];
  return paths.map((path) => ({ method: 'GET', path }));
}
