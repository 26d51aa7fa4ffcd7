/** A plan in words, for a terminal. */
import type { ChangePlan, Difference, DocumentChange } from '../types.ts';

const maximumDifferences = 12;

/** The lines of a plan: what changes in the documents, what records have against it, what is done step by step. */
export function wordPlan(plan: ChangePlan): string[] {
  if (plan.steps.length === 0 && plan.errors.length === 0) return ['Nothing to do: documents and tables are as they are wanted.'];
  return [
    ...wordDocuments(plan.documents),
    ...section(
      'What records say to it',
      plan.findings.map(({ severity, message, fix }) => `${severity.padEnd(8)} ${message}${fix === undefined ? '' : ` ${fix}`}`),
    ),
    ...section(
      'Who uses what changes',
      plan.uses.map(({ target, kind, id, pointer }) => `${target}: ${kind} ${id} (${pointer})`),
    ),
    ...section(
      'Steps',
      plan.steps.map((step) => `${step.class.padEnd(11)} ${step.summary}${wordCost(step)}`),
    ),
    ...section(
      'Wrong',
      plan.errors.map(({ file, pointer, message, hint }) => `${file}#${pointer}: ${message}${hint === undefined ? '' : ` ${hint}`}`),
    ),
    '',
    `Plan ${plan.hash.slice(0, 12)} on version ${plan.baseVersion}.`,
  ];
}

/** The lines of what differs between two sets of documents. */
export function wordDocuments(documents: readonly DocumentChange[]): string[] {
  return documents.flatMap((document) => [
    `${document.change.padEnd(8)} ${document.kind} ${document.id}`,
    ...document.differences.slice(0, maximumDifferences).map((difference) => `           ${wordDifference(difference)}`),
    ...(document.differences.length > maximumDifferences
      ? [`           … and ${document.differences.length - maximumDifferences} more`]
      : []),
  ]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function wordCost({ rows, seconds }: { readonly rows: number; readonly seconds: number }): string {
  return rows === 0 ? '' : ` (about ${rows.toLocaleString('en')} rows${seconds >= 1 ? `, ${Math.round(seconds)} s` : ''})`;
}

function wordDifference({ pointer, before, after }: Difference): string {
  if (before === undefined) return `${pointer} is new`;
  if (after === undefined) return `${pointer} is gone`;
  return `${pointer}: ${short(before)} → ${short(after)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 50 ? `${text.slice(0, 50)}…` : text;
}
