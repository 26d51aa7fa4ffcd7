/** Audits over HTTP: begun in the background, watched, and read as a report that no script can enter. */
import { describe, expect, test } from 'vitest';
import type { Call } from '../support/test-app.ts';
import { startTestApp } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);

/** Asks until the run has ended. */
async function ended(call: Call, id: string): Promise<{ state: string; [name: string]: unknown }> {
  for (;;) {
    const { body } = await call('GET', `/api/audit-runs/${id}`);
    if (body.state !== 'running') return body as { state: string };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('audits over HTTP', () => {
  test('a run answers at once with its id, ends by itself and has a report', async () => {
    const { call, id } = await app.signIn(['crm.manager']);
    const started = await call('POST', '/api/audits/crm.year-end/runs', {});
    expect(started.status).toBe(202);
    expect(started.headers.get('location')).toBe(`/api/audit-runs/${String(started.body.id)}`);
    const run = await ended(call, String(started.body.id));
    expect(run).toMatchObject({ state: 'done', actor: id, audit: 'crm-audit.year-end' });
    const report = await call('GET', `/api/audit-runs/${String(started.body.id)}/report.html`);
    expect(report.headers.get('content-type')).toContain('text/html');
    expect(report.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'self'$/,
    );
    expect(report.body).toContain('<!doctype html>');
    const runs = await call('GET', '/api/audits/crm.year-end/runs');
    expect(runs.body.data.map((other: { id: string }) => other.id)).toEqual([started.body.id]);
    const list = await call('GET', '/api/audits');
    expect(list.body.data).toEqual([expect.objectContaining({ id: 'crm-audit.year-end', canRun: true })]);
  });

  test('whoever may not run audits gets 403, an unknown one is 404, a wrong parameter 422 with its pointer', async () => {
    const seller = await app.signIn(['crm.sales']);
    expect((await seller.call('POST', '/api/audits/crm.year-end/runs', {})).status).toBe(403);
    expect((await seller.call('GET', '/api/audits')).status).toBe(403);
    const { call } = await app.signIn(['crm.manager']);
    expect((await call('POST', '/api/audits/crm.nothing/runs', {})).status).toBe(404);
    const wrong = await call('POST', '/api/audits/crm.year-end/runs', { params: { staleAfter: 'soon' } });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/params/staleAfter']);
    expect((await app.anonymous('GET', '/api/audits')).status).toBe(401);
  });

  test('a checklist is answered with yes or no', async () => {
    const { call } = await app.signIn(['crm.manager']);
    expect((await call('PUT', '/api/audits/crm.year-end/answers', { check: 'protection', item: 'vpn', answer: true })).status).toBe(204);
    expect((await call('PUT', '/api/audits/crm.year-end/answers', { check: 'protection', item: 'vpn', answer: 'yes' })).status).toBe(422);
    expect((await call('PUT', '/api/audits/crm.year-end/answers', { check: 'protection', item: 'moat', answer: true })).status).toBe(400);
  });
});
