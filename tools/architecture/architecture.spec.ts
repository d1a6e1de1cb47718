import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
const VIOLATIONS = join(__dirname, 'violations/imports');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
/** A cruise takes two seconds alone; other suites may hold both cores. */
const CRUISE_TIMEOUT_MILLISECONDS = 120_000;

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

/** dependency-cruiser is an ES module, which Jest can't load on Node 20; and the process is what `npm run arch` runs. */
const cruise = (folder: string, ...roots: readonly string[]): Cruised =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--config', CONFIG, '--output-type', 'json'],
        ...roots,
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  ) as Cruised;

const refusals = ({ summary }: Cruised): readonly string[] =>
  summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();

/** What each offending file says of itself in its first line: `// refused by: rule, rule`. */
const declared = (): readonly string[] =>
  readdirSync(VIOLATIONS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const rules = /^\/\/ refused by: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.split(', ') ?? [];
      return rules.map((rule) => `${relative(VIOLATIONS, file)}: ${rule}`);
    })
    .sort();

/** What `npm run arch` reads: the last words of the script. */
const roots = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { arch: string } };
  return scripts.arch.split(' ').filter((word) => /^[a-z0-9]+$/.test(word) && word !== 'depcruise');
};

const ruleNames = (): readonly string[] =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is CommonJS, and dependency-cruiser's.
  (require(CONFIG) as { forbidden: readonly { name: string }[] }).forbidden.map(({ name }) => name);

describe('the dependency rules', () => {
  it(
    'refuse each offending file, by the rule it names, and no other file',
    () => expect(refusals(cruise(VIOLATIONS, 'apps', 'libs'))).toEqual(declared()),
    CRUISE_TIMEOUT_MILLISECONDS,
  );

  it('are each seen to refuse something', () => {
    const refusing = new Set(declared().map((line) => line.split(': ')[1]));
    expect(ruleNames().filter((name) => !refusing.has(name))).toEqual([]);
    expect(refusing.size).toBe(ruleNames().length);
  });

  it(
    'hold in the real tree, whose aliases are seen',
    () => {
      const real = cruise(ROOT, ...roots());
      expect(refusals(real)).toEqual([]);
      expect(roots()).toEqual(expect.arrayContaining(['apps', 'libs']));
      const catalogue = real.modules.find(({ source }) => source === 'libs/programme/src/catalogue.ts');
      expect(catalogue?.dependencies.map(({ resolved }) => resolved)).toContain('libs/kernel/src/index.ts');
    },
    CRUISE_TIMEOUT_MILLISECONDS,
  );
});
