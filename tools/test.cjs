/** `npm test`: installs what is missing, then every check in order of cost. Stops at the first that fails, and says so in its last lines. */
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { buildStale, installMissing, npmCommand, requireNode, root, say } = require('./prepare.cjs');

const report = mkdtempSync(join(tmpdir(), 'so-song-report-'));
const tests = { passed: 0, failed: 0, skipped: 0 };
/** What runs now, to be ended where somebody stops this. */
const children = new Set();

const script = (name, args = []) => ({ name, run: () => npmRun(name, args) });

/** A suite of Jest: its numbers are added up for the last line. */
const suite = (name) => ({
  name,
  run: async () => {
    const file = join(report, `${name.replace(':', '-')}.json`);
    const ok = await npmRun(name, ['--ci', '--json', `--outputFile=${file}`]);
    const figures = read(file);
    tests.passed += figures?.numPassedTests ?? 0;
    tests.failed += figures?.numFailedTests ?? 0;
    tests.skipped += (figures?.numPendingTests ?? 0) + (figures?.numTodoTests ?? 0);
    return ok;
  },
});

/** What needs one core is done two at a time, and Jest has both. */
const stages = [
  // What is generated is checked in; generating it again must change nothing.
  [[script('lint')], [script('format'), script('types'), script('arch'), script('generate', ['--check'])]],
  [[script('tidy')]],
  [[suite('test:unit')]],
  [[suite('test:int')]],
  // The system under test is what users run: the build.
  [[{ name: 'build', run: () => buildStale() }]],
  [[suite('test:e2e')]],
];

const main = async () => {
  requireNode();
  if (!installMissing()) process.exit(1);
  const done = [];
  let failed = null;
  const lane = async (steps) => {
    for (const { name, run } of steps) {
      if (failed) return;
      say(`\n▶ ${name}`);
      const start = Date.now();
      const ok = await run();
      done.push(`${ok ? '✓' : '✗'} ${name} ${Math.round((Date.now() - start) / 1000)} s`);
      if (!ok) failed ??= name;
    }
  };
  for (const lanes of stages) await Promise.all(lanes.map(lane));
  say(`\n${done.join('  ')}`);
  if (failed) say(`không đạt · failed: ${failed}`);
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  process.stdout.write(`tests: ${tests.passed} passed, ${tests.failed} failed${skipped}\n`);
  rmSync(report, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
};

/** Settings of a ledger that runs on this machine are not for the tests: they bring their own database and ports. */
const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LEDGER_|DATABASE_|PORT$|NODE_ENV$)/.test(name)),
  );

const npmRun = (name, args = []) =>
  new Promise((resolve) => {
    const [program, ...first] = npmCommand();
    const child = spawn(program, [...first, 'run', '--silent', name, ...(args.length > 0 ? ['--', ...args] : [])], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: cleanEnvironment(),
      // In a group of its own, so that a stop reaches everything below npm: the shell between doesn't pass signals on.
      detached: process.platform !== 'win32',
      shell: first.length === 0 && process.platform === 'win32',
    });
    children.add(child);
    const ended = (ok) => {
      children.delete(child);
      resolve(ok);
    };
    child.once('error', (error) => ended(say(error.message) ?? false));
    child.once('exit', (code) => ended(code === 0));
  });

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => {
    rmSync(report, { recursive: true, force: true });
    let left = children.size;
    if (left === 0) process.exit(code);
    for (const child of children) {
      child.once('exit', () => {
        left -= 1;
        if (left === 0) process.exit(code);
      });
      if (process.platform === 'win32') child.kill(signal);
      else process.kill(-child.pid, signal);
    }
  });
}

void main();
