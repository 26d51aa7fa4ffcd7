/** The table of conditions in SQL: each holds for just the records for which it holds in memory. */
import { describe, expect, test } from 'vitest';
import { caseEntities, caseEnvironment, caseRecords, conditionCases } from '../../metadata/rules/condition-cases.ts';
import { contextFor, createWorkspace, systemContext } from '../../server/access/workspace.ts';
import { silentLogger } from '../../server/kernel/logger.ts';
import { readRows } from '../../server/query/rows.ts';
import { writeRecords } from '../../server/records/write.ts';
import { createWorkspaceOf, testPack } from '../support/test-workspace.ts';

const { now, timeZone, weekStart, fiscalYearStart, calendar, baseCurrency, me, params, rates } = caseEnvironment;
const documents = testPack(caseEntities.map((content) => ({ kind: 'entity' as const, content }))).map((document) =>
  document.kind === 'settings'
    ? { ...document, content: { ...(document.content as object), baseCurrency, weekStart, fiscalYearStart, calendar } }
    : document,
);
const made = await createWorkspaceOf(documents);
const workspace = createWorkspace({
  name: 'test',
  database: made.database,
  model: made.model(),
  version: 0,
  clock: { now: () => new Date(now) },
  logger: silentLogger,
});
const system = systemContext(workspace, 'api');
await writeRecords(
  system,
  'system.exchange-rate',
  [{ action: 'create', values: { currency: 'USD', date: '2000-01-01', rate: rates.USD } }],
  {
    atomic: true,
  },
);
for (const [entity, records] of Object.entries(caseRecords))
  await writeRecords(
    system,
    entity,
    records.map(({ id, ...values }) => ({ action: 'create' as const, id, values })),
    { atomic: true },
  );
const reader = contextFor(workspace, { ...me, name: 'Reader', email: null, roles: ['system.admin'], language: 'en', timeZone }, 'api');

async function ask(filter: unknown): Promise<number[]> {
  const { rows } = await readRows(reader, 'test.thing', {
    filter: filter as Record<string, unknown>,
    params,
    sort: ['id'],
    select: ['id'],
  });
  return rows.map((row) => Number(row.id.slice(-1)));
}

describe('a condition in SQL means what the table of cases says', () => {
  test.each(conditionCases)('$condition', async ({ condition, holds }) => {
    expect(await ask(condition)).toEqual(holds);
  });
});

describe('days and moments', () => {
  test('a day that is compared with a moment is its first moment where the reader is', async () => {
    // Thing 1 was seen at midnight of the 23rd in Bangkok, thing 2 a millisecond before.
    expect(await ask({ seenAt: { gte: '2026-11-23' } })).toEqual([1]);
    expect(await ask({ seenAt: { lt: '2026-11-23' } })).toEqual([2]);
  });
});

describe('text that no record can hold', () => {
  test.each([
    ['eq', 'a\u0000b'],
    ['contains', 'a\u0000b'],
    ['startsWith', '\u0000'],
    ['contains', '\ud800'],
  ])('is refused by %s, not by the database', async (operator, value) => {
    await expect(ask({ name: { [operator]: value } })).rejects.toThrow('a character that no record can hold');
  });
});
