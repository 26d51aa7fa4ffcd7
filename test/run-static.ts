/** The lanes that read the code without running it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the repository. */
export const root = path.resolve(import.meta.dirname, '..');

/** One program that says yes or no. */
export interface StaticLane {
  readonly name: string;
  /** What is wrong when it fails, for people. */
  readonly title: string;
  /** The script, from the root of the repository, and its arguments; run by this Node. */
  readonly command: readonly [script: string, ...args: string[]];
  /** What to type to mend it, where one command does. */
  readonly mend?: string;
}

/** How a lane ended, and what it printed. */
export interface LaneResult {
  readonly lane: StaticLane;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** All of them, the slowest first. */
export const staticLanes: readonly StaticLane[] = [
  {
    name: 'eslint',
    title: 'ESLint',
    command: ['node_modules/eslint/bin/eslint.js', '--config', '.config/eslint.config.js', '--max-warnings', '0', '.'],
  },
  {
    name: 'client-types',
    title: 'types of the client (vue-tsc)',
    command: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'client/tsconfig.json'],
  },
  {
    name: 'server-types',
    title: 'types of the server (tsc)',
    command: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  },
  {
    name: 'prettier',
    title: 'formatting (Prettier)',
    command: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/prettier/cache',
      '.',
    ],
    mend: 'npm run format',
  },
  {
    name: 'directions',
    title: 'directions of imports (dependency-cruiser)',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.config/dependency-cruiser.cjs',
      '--output-type',
      'err-long',
      ...['server', 'metadata', 'client/src', 'plugins', 'test'].filter((folder) => existsSync(path.join(root, folder))),
    ],
  },
  {
    name: 'generated',
    title: 'metadata/types.ts is of the present schemas',
    command: ['metadata/generate-types.ts', '--check'],
    mend: 'npm run types',
  },
];

/** Runs one lane and keeps what it prints. Never throws: a lane that cannot be started has failed. */
export function runStaticLane(lane: StaticLane): Promise<LaneResult> {
  const began = performance.now();
  const [script, ...args] = lane.command;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const end = (passed: boolean): void => resolve({ lane, passed, seconds: (performance.now() - began) / 1000, output });
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
