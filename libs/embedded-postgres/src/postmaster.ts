import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from './data-directory';

/** Lines of `postmaster.pid`: where the server listens, and how far it is (pg_ctl reads the same). */
const PORT_LINE = 3;
const STATUS_LINE = 7;
/** A fast shutdown writes a checkpoint first; on a slow disk that takes a while. */
const STOP_TIMEOUT_MS = 60_000;
/** The state of another process can only be asked again and again. */
const LOOK_EVERY_MS = 20;

const pidFileOf = (cluster: string): string => join(cluster, 'postmaster.pid');

interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

/** `ready` once connections are accepted; null where there is no server. */
export const postmasterStatus = (cluster: string): Postmaster | null => {
  try {
    const lines = readFileSync(pidFileOf(cluster), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return null;
    return { pid, port: Number(lines[PORT_LINE]), status: (lines[STATUS_LINE] ?? '').trim() };
  } catch {
    return null;
  }
};

/**
 * Called by whoever holds the data directory, so a server that is still there has lost its parent: it is stopped. A `postmaster.pid` that is
 * left of a crash and whose number another program has by now would keep PostgreSQL from starting: it is removed.
 */
export const clearLeftOvers = async (cluster: string, log: (line: string) => void): Promise<void> => {
  const left = postmasterStatus(cluster);
  if (!left) return;
  if (isRunning(left.pid) && isServerOf(left.pid, cluster)) {
    log(`stopping the PostgreSQL of an earlier run (process ${left.pid})`);
    await stopProcess(left.pid);
  }
  rmSync(pidFileOf(cluster), { force: true });
};

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, after a while, the immediate one, from which it recovers. */
export const stopProcess = async (pid: number): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalTo(pid, signal);
    const until = Date.now() + STOP_TIMEOUT_MS;
    while (Date.now() < until) {
      if (!isRunning(pid)) return;
      await pause(LOOK_EVERY_MS);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`);
};

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
};

const isServerOf = (pid: number, cluster: string): boolean => commandLineOf(pid).includes(cluster);

const commandLineOf = (pid: number): string => {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
};
