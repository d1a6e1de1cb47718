import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { readSettings } from '@hosting/settings';
import type { Progress } from '@verification';

/** What was seen of a ledger the last time: a later look must continue it. */
export interface Seen {
  readonly url: string;
  readonly origin: string;
  readonly note: string;
  /** The keys that were trusted then; the same ones are asked for the next time. */
  readonly trust: string;
}

const folder = (): string =>
  readSettings(process.env).LEDGER_STATE_DIR ??
  join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'so-song');
const nameOf = (what: string): string => createHash('sha256').update(what).digest('hex').slice(0, 32);

export const seenFile = (url: string): string => join(folder(), `${nameOf(url)}.seen.json`);

export const lastSeen = (url: string): Seen | null => {
  const file = seenFile(url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Seen) : null;
};

export const remember = (seen: Seen): void => put(seenFile(seen.url), `${JSON.stringify(seen, null, 2)}\n`);

/** A check that was put down. It is a few hundred megabytes for a large ledger, and gone when the check is done. */
const progressFile = (target: string): string => join(folder(), `${nameOf(target)}.progress`);

export const progressOf = (target: string): Progress | null => {
  const file = progressFile(target);
  if (!existsSync(file)) return null;
  try {
    return deserialize(readFileSync(file)) as Progress;
  } catch {
    // Of another version of Node, or half written: the check begins anew.
    return null;
  }
};

export const keepProgress = (target: string, progress: Progress | null): void => {
  if (progress) put(progressFile(target), serialize(progress));
  else rmSync(progressFile(target), { force: true });
};

const put = (file: string, content: string | Buffer): void => {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
};
