import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from './start-refused';

/** Who works on a data directory: one process at a time, because one PostgreSQL at a time may open its files. */
export interface Holder {
  readonly pid: number;
  /** Tells this process from a later one with the same number; null where the system doesn't say. */
  readonly startMark: string | null;
  readonly since: string;
  /** What a person would look for: the addresses once there are any. */
  readonly note: string;
}

export interface HeldDirectory {
  /** Puts in the lock what the next one who comes should be told. */
  announce(note: string): void;
  release(): void;
}

/** Only the owner looks inside: passwords and keys are kept here. */
const DIRECTORY_MODE = 0o700;
const SECRET_MODE = 0o600;
/** Another process may take the same stale lock away at the same moment; more rounds than that mean something else is wrong. */
const MOST_ROUNDS = 20;

const lockFileOf = (dataDir: string): string => join(dataDir, 'lock.json');

/** Makes the directory where it is missing, and takes it. Throws `StartRefused` DATA_DIR_HELD while a live process has it. */
export const holdDataDirectory = (dataDir: string): HeldDirectory => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: DIRECTORY_MODE });
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
  const lock = lockFileOf(dataDir);
  const me: Holder = {
    pid: process.pid,
    startMark: startMarkOf(process.pid),
    since: new Date().toISOString(),
    note: '',
  };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (createWhole(lock, me)) return heldBy(lock, me);
    const holder = holderOf(dataDir);
    if (holder) throw held(dataDir, holder);
    removeStale(lock);
  }
  throw unusable(dataDir, new Error('the lock changes hands all the time'));
};

/** The live process that has the directory, or null. */
export const holderOf = (dataDir: string): Holder | null => {
  const holder = readHolder(lockFileOf(dataDir));
  return holder && isAlive(holder) ? holder : null;
};

const heldBy = (lock: string, me: Holder): HeldDirectory => {
  const isMine = (): boolean => {
    const holder = readHolder(lock);
    return holder?.pid === me.pid && holder.since === me.since;
  };
  return {
    announce: (note) => {
      if (!isMine()) return;
      const fresh = `${lock}.${randomBytes(4).toString('hex')}`;
      writeFileSync(fresh, JSON.stringify({ ...me, note }), { mode: SECRET_MODE });
      renameSync(fresh, lock);
    },
    release: () => {
      if (isMine()) rmSync(lock, { force: true });
    },
  };
};

/** A link is made in one step and only where none is, and the file it shows is already written: nobody reads half a lock. */
const createWhole = (lock: string, holder: Holder): boolean => {
  const fresh = `${lock}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(fresh, JSON.stringify(holder), { mode: SECRET_MODE, flag: 'wx' });
    linkSync(fresh, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unusable(lock, error);
  } finally {
    rmSync(fresh, { force: true });
  }
};

/** Renamed before it is removed: if it was replaced by a live lock in between, that one is put back. */
const removeStale = (lock: string): void => {
  const aside = `${lock}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(lock, aside);
    const holder = readHolder(aside);
    if (holder && isAlive(holder)) linkSync(aside, lock);
    rmSync(aside, { force: true });
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

const readHolder = (lock: string): Holder | null => {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as Holder;
    return Number.isInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
};

const isAlive = ({ pid, startMark }: Holder): boolean => {
  if (!isRunning(pid)) return false;
  const mark = startMarkOf(pid);
  if (mark !== null && startMark !== null) return mark === startMark;
  // Without a mark our own number can only be a lock of an earlier process (in a container that is always 1).
  return pid !== process.pid;
};

export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return statOf(pid)?.[0] !== ENDED_UNWAITED;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Linux: the boot, and the clock tick of the process's start; a number that was given again has another. */
const startMarkOf = (pid: number): string | null => {
  const stat = statOf(pid);
  if (!stat) return null;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${stat[19]}`;
};

/** A process that ended keeps its number until its parent asks; in a container often nobody does. */
const ENDED_UNWAITED = 'Z';

/** Linux: fields 3 (state) to the last of a process; field 22, at [19], is its start time. Null where the system has no such file. */
const statOf = (pid: number): readonly string[] | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces, so count from its end.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
};

const held = (dataDir: string, { pid, since, note }: Holder): StartRefused => {
  const where = note ? ` (${note})` : '';
  return new StartRefused('DATA_DIR_HELD', {
    vi: `thư mục dữ liệu ${dataDir} đang do tiến trình ${pid} giữ từ ${since}${where}. Hãy dừng tiến trình đó, hoặc chọn thư mục khác bằng LEDGER_DATA_DIR.`,
    en: `the data directory ${dataDir} is held by process ${pid} since ${since}${where}. Stop it first, or choose another one with LEDGER_DATA_DIR.`,
  });
};

const unusable = (path: string, cause: unknown): StartRefused =>
  new StartRefused(
    'DATA_DIR_UNUSABLE',
    {
      vi: `không ghi được vào thư mục dữ liệu (${path}): ${(cause as Error).message}`,
      en: `the data directory can't be written (${path}): ${(cause as Error).message}`,
    },
    { cause },
  );
