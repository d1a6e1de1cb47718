import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { entry, isBuilt } from '../../tools/prepare.cjs';

const root = resolve(__dirname, '../..');

/** What users run is the build; while somebody works on the sources, these are run as they stand. */
const program = (): readonly string[] =>
  isBuilt() ? [entry] : ['-r', join(root, 'tools/register.cjs'), join(root, 'apps/cli/src/main.ts')];

/** Nothing of the machine's own settings gets into a test. */
const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LEDGER_|DATABASE_|npm_|PORT$|NODE_OPTIONS$)/.test(name)),
  ),
  ...more,
});

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ledger <args>`, to its end. */
export const runLedger = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> => {
  const child = spawn(process.execPath, [...program(), ...args], { cwd: root, env: environment(env), stdio: 'pipe' });
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, stdout: stdout(), stderr: stderr() };
};

/** A `ledger start` that is ready. */
/** `ledger <args>`, to be killed before its end. */
export const startCommand = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { readonly kill: () => Promise<void> } => {
  const child = spawn(process.execPath, [...program(), ...args], { cwd: root, env: environment(env), stdio: 'ignore' });
  return { kill: async () => void (await ended(child, 'SIGKILL')) };
};

export interface LedgerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it has told the person who started it. */
  readonly stderr: () => string;
  /** Ctrl-C. Resolves with the exit code once it has ended. */
  stop(): Promise<number | null>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** Resolves when the ledger answers; rejects with what it said where it doesn't start. */
export const startLedger = async (env: Readonly<Record<string, string>>): Promise<LedgerProcess> => {
  const child = spawn(process.execPath, [...program(), 'start', '--json'], {
    cwd: root,
    env: environment({ PORT: '0', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = collected(child.stderr);
  const ready = await Promise.race([
    once(createInterface(child.stdout), 'line').then(
      ([line]) => JSON.parse(line as string) as { readonly url?: string; readonly error?: { readonly code: string } },
    ),
    once(child, 'close').then(() => ({ url: undefined, error: undefined })),
  ]);
  if (ready.url === undefined) {
    await ended(child, 'SIGTERM');
    throw new Error(`the ledger did not start: ${ready.error?.code ?? ''}\n${stderr()}`);
  }
  return processOf(child, ready.url, stderr);
};

export type Application = 'command-api' | 'query-api' | 'worker';

/** One process of the production shape. Only the command line is built for tests, so its sources are run. */
export const startApplication = async (
  application: Application,
  env: Readonly<Record<string, string>>,
): Promise<LedgerProcess> => {
  const main = join(root, 'apps', application, 'src', 'main.ts');
  const child = spawn(process.execPath, ['-r', join(root, 'tools/register.cjs'), main], {
    cwd: root,
    env: environment({ PORT: '0', ...env }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr = collected(child.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const ready = /^ready: (\S+)$/m.exec(stderr());
      if (ready) resolve(ready[1]!);
    });
    child.once('exit', () => reject(new Error(`${application} did not start:\n${stderr()}`)));
  });
  return processOf(child, url, stderr);
};

const processOf = (child: ChildProcess, url: string, stderr: () => string): LedgerProcess => ({
  url,
  pid: child.pid!,
  stderr,
  stop: () => ended(child, 'SIGINT'),
  kill: async () => void (await ended(child, 'SIGKILL')),
});

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
};

const collected = (stream: NodeJS.ReadableStream): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
};
