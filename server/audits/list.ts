/** The audits of a workspace, with the last run of each. */
import type { Context } from '../access/context.ts';
import { localiseAudit } from './locale.ts';
import { demandReading, listRuns } from './runs.ts';
import type { AuditRun } from './types.ts';

/** One audit as lists show it. */
export interface AuditSummary {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly version: string;
  readonly checks: number;
  readonly canRun: boolean;
  readonly params: readonly { readonly name: string; readonly title: string; readonly type: string; readonly default: unknown }[];
  readonly lastRun: AuditRun | null;
}

/** @throws Problem 403 */
export async function listAudits(context: Context): Promise<AuditSummary[]> {
  demandReading(context);
  const summaries: AuditSummary[] = [];
  for (const document of context.model.audits.values()) {
    const audit = localiseAudit(context.model, document, context.actor.language);
    const [lastRun] = await listRuns(context, audit.id, 1);
    summaries.push({
      id: audit.id,
      title: audit.title,
      ...(audit.description === undefined ? {} : { description: audit.description }),
      version: audit.version,
      checks: audit.checks.length,
      canRun: context.rights.audits === 'run',
      lastRun: lastRun ?? null,
      params: Object.entries(audit.params ?? {}).map(([name, param]) => ({
        name,
        title: param.title ?? name,
        type: param.type,
        default: param.default,
      })),
    });
  }
  return summaries;
}
