/** Audits over HTTP. */
import { call } from './client.ts';
import { viewedAddress } from './view-as.ts';

/** One run of an audit. */
export interface AuditRun {
  readonly id: string;
  readonly audit: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly actorName?: string;
  /** 0 to 100. */
  readonly score: number | null;
  readonly band: string | null;
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
}

/** Starts an audit; its progress is read by `readAuditRun`. Throws ApiProblem. */
export function startAudit(id: string): Promise<{ id: string }> {
  return call('POST', `/audits/${encodeURIComponent(id)}/runs`, { body: {} });
}

/** Past runs of an audit, newest first. */
export async function listAuditRuns(id: string): Promise<readonly AuditRun[]> {
  const answer = await call<readonly AuditRun[] | { data: readonly AuditRun[] }>('GET', `/audits/${encodeURIComponent(id)}/runs`);
  return 'data' in answer ? answer.data : answer;
}

/** One run. */
export function readAuditRun(id: string): Promise<AuditRun> {
  return call('GET', `/audit-runs/${encodeURIComponent(id)}`);
}

/** Address of a run's report. */
export function reportUrl(id: string, format: 'html' | 'json' = 'html'): string {
  const address = `/api/audit-runs/${encodeURIComponent(id)}/report.${format}`;
  return format === 'html' ? viewedAddress(address) : address;
}
