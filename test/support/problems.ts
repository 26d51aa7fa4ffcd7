/** What every refusal must be: a problem document that says what is wrong and nothing of the inside. */
import { expect } from 'vitest';
import type { Answer } from './test-app.ts';

const stack = /node_modules|\.ts:\d|\bat (?:[A-Z]\w+\.|async )|RangeError|TypeError|ENOENT|\/tmp\//;
const sqlText = /\bselect\b.+\bfrom\b|\binsert into\b|syntax error at|relation "|column "|violates/i;

/** Demands a problem of one of these statuses; any below 500 when none is named. */
export function expectProblem(answer: Answer, ...statuses: readonly number[]): void {
  const shown = typeof answer.body === 'string' ? answer.body.slice(0, 400) : JSON.stringify(answer.body).slice(0, 400);
  if (statuses.length > 0) expect(statuses, shown).toContain(answer.status);
  else {
    expect(answer.status, shown).toBeGreaterThanOrEqual(400);
    expect(answer.status, shown).toBeLessThan(500);
  }
  expect(answer.headers.get('content-type'), shown).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ status: answer.status, code: expect.any(String) as string, title: expect.any(String) as string });
  expect(shown).not.toMatch(stack);
  expect(shown).not.toMatch(sqlText);
}

/** Demands that whatever was answered, it was neither a fault of the server nor a look inside. */
export function expectNoFault(answer: Answer, what: string): void {
  const shown = `${what}: ${(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)).slice(0, 300)}`;
  expect(answer.status, shown).toBeLessThan(500);
  if (answer.status >= 400) expectProblem(answer);
}
