/**
 * What `npm start`, `npm test` and `npm run ledger` need first, on a fresh clone with Node and npm alone: the packages, then the build.
 * Plain JavaScript without a dependency, because nothing is installed yet.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const root = join(__dirname, '..');
/** Nest 12 is loaded by `require(esm)`, which Node has without a flag since this version. */
const LEAST_NODE = [20, 19];

const say = (line) => process.stderr.write(`${line}\n`);

const requireNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  say(`Sổ Sóng cần Node ≥ ${LEAST_NODE.join('.')}, máy này có ${process.version}.`);
  say(`Sổ Sóng needs Node ≥ ${LEAST_NODE.join('.')}; this is ${process.version}.`);
  process.exit(1);
};

/** Runs `npm ci` where a package of the lock file is missing or has another version. False where that fails. */
const installMissing = () => {
  if (isInstalled()) return true;
  say('Đang cài các gói npm, khoảng một phút · installing the npm packages, about a minute …');
  // Built and tested here, so the development packages are wanted too, whatever NODE_ENV says.
  return npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']);
};

const isInstalled = () => {
  const installed = join(root, 'node_modules', '.package-lock.json');
  // npm writes this file last, so an installation that was interrupted has none.
  if (!existsSync(installed)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(installed);
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === '' || present[path]?.version === version || ((optional || peer) && !present[path]),
  );
};

const packagesIn = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

const APP = join(root, 'dist', 'apps', 'cli');
/** Where the Nest CLI puts the entry of an application whose root directory is the repository. */
const entry = join(APP, 'apps', 'cli', 'src', 'main.js');
/** In the folder that a build deletes first: a build that was interrupted leaves none. */
const stamp = join(APP, 'built-from');

/** What was built is what the sources say now. */
const isBuilt = (sources = sourcesMark()) =>
  existsSync(entry) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;

/** Builds where a source changed since the last build. False where that fails. */
const buildStale = () => {
  // Taken before the build: what is written while it runs is built next time.
  const sources = sourcesMark();
  if (isBuilt(sources)) return true;
  say('Đang biên dịch · building …');
  if (!npm(['run', '--silent', 'build'])) return false;
  writeFileSync(stamp, sources);
  return true;
};

/** Changes when a source is added, removed or written. */
const sourcesMark = () => {
  const hash = createHash('sha256');
  const files = ['apps/cli', 'libs'].flatMap((folder) => filesUnder(join(root, folder)));
  for (const file of [
    ...files,
    ...['package-lock.json', 'tsconfig.json', 'nest-cli.json'].map((name) => join(root, name)),
  ]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
};

const filesUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((item) => item.isFile() && /\.(ts|json)$/.test(item.name) && !item.name.endsWith('.spec.ts'))
    .map((item) => join(item.parentPath ?? item.path, item.name))
    .sort();

/** The npm that started us, so that both agree; else the one on the PATH. */
const npm = (args) => {
  const [program, ...first] = npmCommand();
  // Its words go to stderr: stdout is for what was asked for (`ledger --json`).
  const { status, signal, error } = spawnSync(program, [...first, ...args], {
    cwd: root,
    stdio: ['inherit', 2, 2],
    shell: first.length === 0 && process.platform === 'win32',
  });
  if (status !== 0 && !signal)
    say(`npm ${args.join(' ')}: ${error?.message ?? `không thành công · failed (${status})`}`);
  return status === 0;
};

const npmCommand = () => (process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']);

module.exports = { buildStale, entry, installMissing, isBuilt, npmCommand, requireNode, root, say };
