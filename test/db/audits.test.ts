/** The year-end audit on a handful of records whose figures are known, and how runs are kept and guarded. */
import { beforeAll, describe, expect, it } from 'vitest';
import { answerItem } from '../../server/audits/answers.ts';
import { auditCommand } from '../../server/audits/cli.ts';
import { reportOfRun } from '../../server/audits/report-of-run.ts';
import { runAudit } from '../../server/audits/runner.ts';
import { listRuns, readRun } from '../../server/audits/runs.ts';
import type { AuditRun, CheckResult } from '../../server/audits/types.ts';
import { writeRecords } from '../../server/records/write.ts';
import { contextOfRoles, createTestWorkspace, systemOf } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const context = systemOf(workspace);
let first: AuditRun;

async function create(entity: string, records: readonly Record<string, unknown>[]): Promise<string[]> {
  const results = await writeRecords(
    context,
    entity,
    records.map((values) => ({ action: 'create', values })),
    { atomic: true, effects: false },
  );
  return results.map((result) => {
    if (!result.ok) throw result.problem;
    return result.id;
  });
}

function checkOf(run: AuditRun, id: string): CheckResult {
  const found = run.result?.checks.find((check) => check.id === id);
  if (!found) throw new Error(`The run has no check ${id}.`);
  return found;
}

beforeAll(async () => {
  const [manager] = await create('system.user', [{ name: 'Mara Manager', region: 'East' }]);
  const [busy] = await create('system.user', [
    { name: 'Bea Busy', manager, region: 'East' },
    { name: 'Ida Idle', manager, region: 'West' },
  ]);
  const [acme] = await create('crm.account', [
    { name: 'Acme Inc.', kind: 'customer', industry: 'retail', country: 'Germany' },
    { name: 'ACME', kind: 'customer', industry: 'retail', country: 'Germany', lifecycle: 'active' },
    { name: 'Borneo Ltd', kind: 'prospect', industry: 'medical', country: 'Germnay' },
  ]);
  await create('crm.lead', [
    { name: 'No Channel', status: 'new' },
    { name: 'Has Channel', status: 'new', email: 'a@acme.de' },
  ]);
  await create('crm.deal', [
    { name: 'Won', stage: 'won', account: acme, amount: 1000, openedOn: '2017-01-01', closeDate: '2017-03-01', owner: busy },
    { name: 'Won too', stage: 'won', account: acme, amount: 500, openedOn: '2017-01-01', closeDate: '2017-04-01', owner: busy },
    { name: 'Lost', stage: 'lost', account: acme, openedOn: '2017-01-01', closeDate: '2017-03-01', owner: busy },
    {
      name: 'Lost with a reason',
      stage: 'lost',
      lossReason: 'price',
      account: acme,
      openedOn: '2017-01-01',
      closeDate: '2017-03-01',
      owner: busy,
    },
    { name: 'Open, late', stage: 'engaging', account: acme, amount: 40, openedOn: '2020-01-01', closeDate: '2020-02-01', owner: busy },
    { name: 'Open, nobody', stage: 'prospecting', amount: 60, owner: busy },
  ]);
  first = await runAudit(context, 'crm.year-end');
});

describe('the year-end audit', () => {
  it('finds exactly what is wrong', () => {
    const figures = (id: string): (number | null)[] => [checkOf(first, id).failing, checkOf(first, id).population];
    expect(figures('open-deals-without-account')).toEqual([1, 2]);
    expect(figures('lost-without-reason')).toEqual([1, 2]);
    expect(figures('deals-overdue')).toEqual([1, 2]);
    expect(figures('agents-without-deal')).toEqual([1, 2]);
    expect(figures('customers-without-stage')).toEqual([1, 2]);
    expect(figures('leads-without-channel')).toEqual([1, 2]);
    expect(figures('account-duplicates')).toEqual([1, 3]);
    expect(figures('closed-before-opened')).toEqual([0, 5]);
    expect(checkOf(first, 'win-rate').value).toBe(0.5);
    expect(checkOf(first, 'won-per-deal').value).toBe(750);
    expect(checkOf(first, 'deals-overdue').amount).toBe('40');
    expect(checkOf(first, 'industries').value).toBeCloseTo(2 / 3);
  });

  it('counts filled fields one by one', () => {
    const fields = Object.fromEntries((checkOf(first, 'deals-complete').byField ?? []).map((field) => [field.field, field.filled]));
    expect(fields).toMatchObject({ account: 5, owner: 6, openedOn: 5, amount: 4, contact: 0 });
  });

  it('cites the records that fail', () => {
    expect(checkOf(first, 'agents-without-deal').evidence.map((item) => item.label)).toEqual(['Ida Idle']);
    expect(checkOf(first, 'open-deals-without-account').evidence.map((item) => [item.label, item.amount])).toEqual([
      ['Open, nobody', '60'],
    ]);
  });

  it('carries out every check, at least ten kinds of them on records, and leaves out what has none', () => {
    expect(first.result?.checks.filter((check) => check.state === 'error').map((check) => `${check.id}: ${check.reason ?? ''}`)).toEqual(
      [],
    );
    const kinds = new Set(first.result?.checks.filter((check) => check.state !== 'excluded').map((check) => check.kind));
    expect(kinds.size).toBeGreaterThanOrEqual(10);
    expect(checkOf(first, 'tickets-overdue')).toMatchObject({ state: 'excluded', score: null });
  });

  it('is capped at C by a failed essential check and puts it first among the advice', () => {
    expect(first.result?.recommendations[0]?.grade).toBe('essential');
    expect(['C', 'D', 'E']).toContain(first.band);
  });
});

describe('runs', () => {
  it('are kept with their result, and compared with the one before', async () => {
    const second = await runAudit(context, 'crm-audit.year-end');
    expect(second.result?.previous?.run).toBe(first.id);
    expect(second.result?.previous?.checks['lost-without-reason']).toEqual({ value: 0, score: 0 });
    expect((await listRuns(context, 'crm-audit.year-end')).map((run) => run.id).slice(0, 2)).toEqual([second.id, first.id]);
    expect((await readRun(context, first.id)).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('go on when a check cannot be carried out, and say why', async () => {
    const audit = context.model.audits.get('crm-audit.year-end');
    if (!audit) throw new Error('The pack is missing.');
    const broken = { ...audit, checks: audit.checks.map((check) => (check.id === 'win-rate' ? { ...check, status: 'nothing' } : check)) };
    const run = await runAudit({ ...context, model: { ...context.model, audits: new Map([[audit.id, broken]]) } }, audit.id);
    expect(run.state).toBe('done');
    expect(checkOf(run, 'win-rate')).toMatchObject({ state: 'error', score: null });
    expect(checkOf(run, 'win-rate').reason).toMatch(/nothing/);
    expect(checkOf(run, 'lost-without-reason').failing).toBe(1);
  });

  it('become a report with links to the records', async () => {
    const { html } = await reportOfRun(context, first.id, 'http://localhost:3000');
    expect(html).toContain('Ida Idle');
    expect(html).toMatch(/http:\/\/localhost:3000\/crm\.deal\/[0-9a-f-]{36}/);
  });

  it('are made only by those who may, and read only by those who may', async () => {
    await expect(runAudit(contextOfRoles(workspace, ['crm.read-only']), 'crm.year-end')).rejects.toMatchObject({ status: 403 });
    await expect(runAudit(contextOfRoles(workspace, ['crm.sales']), 'crm.year-end')).rejects.toMatchObject({ status: 403 });
    await expect(readRun(contextOfRoles(workspace, ['crm.sales']), first.id)).rejects.toMatchObject({ status: 403 });
    expect((await readRun(contextOfRoles(workspace, ['crm.read-only']), first.id)).score).toBe(first.score);
  });

  it('answer to unknown audits, parameters and runs', async () => {
    await expect(runAudit(context, 'crm.nothing')).rejects.toMatchObject({ status: 404 });
    await expect(runAudit(context, 'crm.year-end', { params: { staleAfter: 'soon' } })).rejects.toMatchObject({ status: 422 });
    await expect(readRun(context, 'x')).rejects.toMatchObject({ status: 404 });
  });

  it('count answers to a checklist', async () => {
    await answerItem(context, 'crm.year-end', { check: 'survey', item: 'asked', answer: true });
    await answerItem(context, 'crm.year-end', { check: 'survey', item: 'asked', answer: false, note: 'Only half of them.' });
    await answerItem(context, 'crm.year-end', { check: 'survey', item: 'trained', answer: true });
    const run = await runAudit(context, 'crm.year-end');
    expect(checkOf(run, 'survey')).toMatchObject({ failing: 2, population: 3 });
  });

  it('are summed up on the command line', async () => {
    let output = '';
    const code = await auditCommand(context, ['crm.year-end', '--json'], { write: (text) => void (output += text) });
    expect(code).toBe(0);
    expect((JSON.parse(output) as AuditRun).audit).toBe('crm-audit.year-end');
    await expect(auditCommand(context, ['--unknown'])).rejects.toMatchObject({ status: 400 });
  });
});

// Last, since each run is compared with the one before.
it('calls the years of the funnel as its reader calls them, in their calendar', async () => {
  const periods = (run: AuditRun): unknown[] => (checkOf(run, 'win-rate').notes ?? []).map(({ values }) => values['period']);
  expect(periods(first)).toEqual(['2017']);
  // The deals were closed on 1 March and 1 April 2017; the year 1396 began between.
  const persian = await runAudit({ ...context, actor: { ...context.actor, language: 'fa' } }, 'crm.year-end');
  expect(periods(persian)).toEqual(['۱۳۹۵', '۱۳۹۶']);
});
