import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');
const VIOLATIONS = join(__dirname, 'violations/lint');
/** A run takes four seconds alone; other suites may hold both cores. */
const LINT_TIMEOUT_MILLISECONDS = 120_000;

interface Linted {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/** With `--config` the patterns count from the working directory: the mirrored tree is seen as the real one would be. */
const lint = (): readonly Linted[] => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/eslint/bin/eslint.js'),
      ...['--config', join(ROOT, 'eslint.config.mjs'), '--format', 'json'],
      '.',
    ],
    { cwd: VIOLATIONS, encoding: 'utf8' },
  );
  if (!stdout.startsWith('[')) throw new Error(stderr);
  return JSON.parse(stdout) as Linted[];
};

/** What the file says of itself in its first line: `// refused by: rule, rule`, a rule as often as it is broken. */
const declared = (file: string): readonly string[] =>
  (/^\/\/ refused by: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.split(', ') ?? []).toSorted();

describe('the linter', () => {
  it(
    'refuses each offending file, by the rules it names, as often as it breaks them',
    () => {
      const linted = lint();
      const name = ({ filePath }: Linted) => relative(VIOLATIONS, filePath);
      const refused = linted.map((file) => [
        name(file),
        file.messages.map(({ ruleId, message }) => ruleId ?? message).toSorted(),
      ]);
      expect(refused).toEqual(linted.map((file) => [name(file), declared(file.filePath)]));
      expect(linted.flatMap(({ messages }) => messages).length).toBeGreaterThan(20);
    },
    LINT_TIMEOUT_MILLISECONDS,
  );
});
