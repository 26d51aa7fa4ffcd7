/**
 * `npm test`: every lane, or those that are named: `node server/launch.mjs test eslint db -- -t "name of a test"`.
 * Static lanes run two at a time, then Vitest runs the lanes of tests. The last line is `N passed, N failed` (with
 * `, N skipped` where some were), counting each test and each static lane as one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runStaticLane, staticLanes, type LaneResult } from './run-static.ts';

const testLanes = ['unit', 'db', 'http', 'e2e'];
/** Static lanes at once: the machine that everybody has, has two cores. */
const workers = 2;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function readArguments(): { lanes: readonly string[]; passedOn: readonly string[] } {
  const all = process.argv.slice(2);
  const cut = all.indexOf('--');
  const named = cut === -1 ? all : all.slice(0, cut);
  const known = [...staticLanes.map((lane) => lane.name), ...testLanes];
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no lane ${unknown.map((name) => `"${name}"`).join(', ')}. The lanes: ${known.join(', ')}. Arguments for Vitest follow "--".\n`,
    );
    process.exit(2);
  }
  return { lanes: named.length > 0 ? named : known, passedOn: cut === -1 ? [] : all.slice(cut + 1) };
}

async function runStaticLanes(names: readonly string[]): Promise<Counts> {
  const waiting = staticLanes.filter((lane) => names.includes(lane.name));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const work = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      const result = await runStaticLane(lane);
      counts[result.passed ? 'passed' : 'failed']++;
      report(result);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return counts;
}

function report({ lane, passed, seconds, output }: LaneResult): void {
  say(`${passed ? '✓' : '✗'} ${lane.title} (${seconds.toFixed(1)} s)`);
  if (passed) return;
  say(output.trimEnd().replace(/^/gm, '    '));
  if (lane.mend) say(`    To mend it: ${lane.mend}`);
}

/** Runs Vitest on these lanes with its own output, and counts from its JSON report. */
async function runVitest(names: readonly string[], passedOn: readonly string[]): Promise<Counts> {
  if (names.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const folder = path.join(root, '.cache');
  const file = path.join(folder, `vitest-${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  const projects = names.flatMap((name) => ['--project', name]);
  const args = [
    'run',
    '--config',
    'test/vitest.config.ts',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...passedOn,
  ];
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(1));
    child.on('close', (status) => resolve(status ?? 1));
  });
  try {
    return existsSync(file)
      ? countTests(JSON.parse(readFileSync(file, 'utf8')) as VitestReport, code)
      : { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(file, { force: true });
  }
}

/** A file that could not be loaded counts as one failure, and so does an end with an error that no test owns. */
function countTests(result: VitestReport, code: number): Counts {
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = result.numFailedTests + broken;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

const { lanes, passedOn } = readArguments();
const still = await runStaticLanes(lanes);
const moving = await runVitest(
  testLanes.filter((name) => lanes.includes(name)),
  passedOn,
);
const passed = still.passed + moving.passed;
const failed = still.failed + moving.failed;
const skipped = still.skipped + moving.skipped;
const wantsTests = testLanes.some((name) => lanes.includes(name));
const foundNone = wantsTests && moving.passed + moving.failed === 0;
if (foundNone) say('No test ran: that is a failure, too.');
say('');
say(`${passed} passed, ${failed + (foundNone ? 1 : 0)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || foundNone ? 1 : 0;
