/** The report of a stored run, with the trend, titles and links that the model and the database know. */
import type { Context } from '../access/context.ts';
import { localise } from '../model/localise.ts';
import { renderReport, type Report } from './report.ts';
import { listRuns, readRun } from './runs.ts';

/**
 * Reads a run and renders its report.
 * @param baseUrl where links to records begin: '' for pages of this server
 * @throws Problem 403, 404, 409
 */
export async function reportOfRun(context: Context, runId: string, baseUrl = ''): Promise<Report> {
  const run = await readRun(context, runId);
  const earlier = (await listRuns(context, run.audit, 13)).filter(
    (other) => other.state === 'done' && other.startedAt < run.startedAt && other.score !== null,
  );
  const scoring = context.model.audits.get(run.audit)?.scoring;
  return renderReport(run, {
    history: earlier.map((other) => other.score ?? 0).reverse(),
    entityTitle: (id) => localise(context.model, context.actor.language).entities.get(id)?.plural ?? id,
    recordUrl: (entity, id) => `${baseUrl}/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`,
    ...(scoring && { scoring }),
  });
}
