import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StartRefused } from './start-refused';

/** As whom PostgreSQL runs. It refuses uid 0, so root needs a way round; everybody else is an ordinary user already. */
export interface Identity {
  /** What stands before a command. */
  readonly prefix: readonly string[];
  /** For `spawn`, where root runs it as an existing user. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** In a user namespace root is an ordinary user, whichever number: nothing changes hands, and a checkout under mode 700 works. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const;
/** Users that have no rights of their own, in the order in which they are tried. */
const UNPRIVILEGED_USERS = ['postgres', 'nobody'] as const;
/** Others may pass through the data directory but not list it: needed where PostgreSQL isn't its owner. */
const PASSABLE_MODE = 0o711;

export const identityFor = (dataDir: string, program: string): Identity => {
  if (process.getuid?.() !== 0) return { prefix: [], user: null };
  if (spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0) return { prefix: NAMESPACE, user: null };
  chmodSync(dataDir, PASSABLE_MODE);
  const user = UNPRIVILEGED_USERS.map(idsOf).find((ids) => ids !== null && canRun(ids, program, dataDir));
  if (user) return { prefix: [], user };
  throw new StartRefused('POSTGRES_NEEDS_USER', {
    vi: `PostgreSQL không chạy dưới quyền root, và ở đây không tạo được user namespace, cũng không có người dùng thường nào tới được ${dataDir}: hãy chạy bằng người dùng thường, hoặc đặt DATABASE_URL.`,
    en: `PostgreSQL does not run as root, user namespaces are not allowed here, and no unprivileged user can reach ${dataDir}: run as an ordinary user, or set DATABASE_URL.`,
  });
};

/** A directory or file that PostgreSQL must own. */
export const handOver = (path: string, { user }: Identity): void => {
  if (user) chownSync(path, user.uid, user.gid);
};

/** True where `setpriv` can bind the life of PostgreSQL to ours (util-linux). */
export const hasSetpriv = (): boolean =>
  process.platform === 'linux' &&
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'setpriv')));

const idsOf = (name: string): { readonly uid: number; readonly gid: number } | null => {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
};

const canRun = (user: { readonly uid: number; readonly gid: number }, program: string, dataDir: string): boolean =>
  spawnSync(program, ['--version'], { ...user, stdio: 'ignore' }).status === 0 &&
  // `cd` is the shell's own word and needs what PostgreSQL needs: the right to pass through every folder above.
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dataDir], { ...user, stdio: 'ignore' }).status === 0;
