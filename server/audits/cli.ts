/** `relata audit <id> [--out report.html] [--json] [--param name=value]`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Context } from '../access/context.ts';
import { badRequest, Problem } from '../kernel/errors.ts';
import { createFormat } from './report-format.ts';
import { reportOfRun } from './report-of-run.ts';
import { runAudit } from './runner.ts';
import type { AuditResult, AuditRun, CheckResult } from './types.ts';

/** Where output goes and where links of the report lead. */
export interface AuditCommandOptions {
  /** Takes finished lines of output. */
  readonly write?: (text: string) => void;
  /** Address of the server, for links from the report to records. */
  readonly publicUrl?: string;
}

const usage = 'relata audit <id> [--out report.html] [--json] [--param name=value]';

/**
 * Runs an audit and prints a summary, or the whole run as JSON.
 * @param args what stands after `audit` on the command line
 * @returns the exit code: 0 when the audit was carried out, whatever it found; 1 when it could not be
 * @throws Problem for wrong arguments, an unknown audit or missing rights
 */
export async function auditCommand(context: Context, args: readonly string[], options: AuditCommandOptions = {}): Promise<number> {
  const write = options.write ?? ((text: string): void => void process.stdout.write(text));
  const { id, out, json, params } = readArguments(args);
  const run = await runAudit(context, id, { params });
  if (!run.result) {
    write(`The audit failed: ${run.error ?? 'no reason is known'}\n`);
    return 1;
  }
  const file = out ?? (json ? undefined : `${run.audit}.html`);
  if (file !== undefined) {
    const { html } = await reportOfRun(context, run.id, options.publicUrl ?? '');
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeFile(file, html);
  }
  write(json ? `${JSON.stringify(run, null, 2)}\n` : summary(run, run.result));
  if (!json && file !== undefined) write(`\nReport: ${path.resolve(file)}\n`);
  return 0;
}

function readArguments(args: readonly string[]): { id: string; out: string | undefined; json: boolean; params: Record<string, string> } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, json: { type: 'boolean' }, param: { type: 'string', multiple: true } },
    });
    const [id, ...rest] = positionals;
    if (id === undefined || rest.length > 0) throw badRequest(`Name one audit: ${usage}`);
    const pairs = (values.param ?? []).map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]);
    return { id, out: values.out, json: values.json === true, params: Object.fromEntries(pairs) };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw badRequest(`${error instanceof Error ? error.message : 'The arguments cannot be read.'} Use: ${usage}`);
  }
}

/** The summary as a plain table in English figures, for terminals. */
function summary(run: AuditRun, result: AuditResult): string {
  const format = createFormat({ ...result, language: 'en' });
  const rows = result.checks.map((check) => [
    check.id,
    check.title,
    stateWord(check),
    format.count(check.failing),
    format.count(check.population),
    format.figure(check.state === 'error' ? null : check.value, check.unit),
    format.score(check.score),
  ]);
  const table = [['check', 'title', 'state', 'failing', 'of', 'value', 'score'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => [...(row[column] ?? '')].length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column > 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const { coverage } = result;
  return [
    `${result.title} (${result.audit} ${result.version}), run ${run.id}`,
    `Score ${format.score(result.score)} of 100, band ${result.band ?? '–'}${result.capped ? ' (capped by a failed essential check)' : ''}${result.previous?.change === undefined || result.previous.change === null ? '' : `, ${format.points(result.previous.change)} since the run before`}`,
    `${coverage.counted} of ${coverage.checks} checks counted, ${coverage.excluded} not covered, ${coverage.errors} with errors`,
    '',
    ...lines,
    '',
    ...result.checks.filter((check) => check.reason !== undefined).map((check) => `${check.id}: ${check.reason ?? ''}`),
    '',
  ].join('\n');
}

function stateWord(check: CheckResult): string {
  return check.state === 'pass' && check.score === null ? 'info' : check.state;
}
