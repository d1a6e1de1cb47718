import { existsSync, readFileSync, renameSync } from 'node:fs';
import { StartRefused } from '@embedded-postgres';
import { EventSourcedLedger } from '@command-handling';
import { takeOrigin } from '@sealing/postgres';
import { LastSigned, generateSigningKey, parseSigningKeys, type Signed } from '@sealing/signing';
import { recordRestore } from '@programme/ledger/write';
import { lastSignedFileOf, logKeyFileOf, writeKeyFile } from './log-key';
import { openPool } from './postgres';
import { openResources, type Resources } from './resources';
import type { Settings } from './settings';

export interface NewOrigin {
  readonly previous: Signed;
  readonly origin: string;
  /** Events that the database has; what was signed beyond them is lost. */
  readonly size: number;
}

/**
 * After a restore that lost events which had been signed: the old origin is never signed again. Records `LedgerRestored`, and lets the log grow
 * anew under another name and key. Each step may be done again, so a run that was cut off is simply started again.
 */
export const beginNewOrigin = async (settings: Settings, log: (line: string) => void): Promise<NewOrigin> => {
  const keyFile = logKeyFileOf(settings);
  if (settings.LEDGER_LOG_KEY) throw keyInEnvironment(keyFile);
  const stateFile = lastSignedFileOf(settings);
  const previous = new LastSigned(stateFile).read();
  if (previous === null) throw nothingSigned(stateFile);
  const resources = await openResources(settings, log);
  try {
    const next = `${keyFile}.next`;
    if (!existsSync(next)) writeKeyFile(next, generateSigningKey(nameAfter(previous.origin)));
    const [{ name: origin }] = parseSigningKeys(readFileSync(next, 'utf8'));
    await switchTo(resources, previous, origin);
    // The old key and what it signed last are kept: they prove what was signed under its name.
    const aside = previous.origin.replaceAll(/[^\w.-]/g, '_');
    if (existsSync(keyFile)) renameSync(keyFile, `${keyFile}.${aside}`);
    renameSync(stateFile, `${stateFile}.${aside}`);
    renameSync(next, keyFile);
    return { previous, origin, size: await resources.journal.size() };
  } finally {
    await resources.close();
  }
};

const switchTo = async ({ store, codec, clock, database }: Resources, previous: Signed, origin: string) => {
  const outcome = await recordRestore(new EventSourcedLedger(store, codec, clock), {
    previousOrigin: previous.origin,
    previousSize: String(previous.size),
    previousRoot: Buffer.from(previous.root).toString('hex'),
    origin,
  });
  if (outcome.kind === 'refused') throw new Error(`LedgerRestored could not be recorded: ${outcome.code}`);
  const owner = openPool(database.ownerUrl);
  try {
    await takeOrigin(owner, origin);
  } finally {
    await owner.end();
  }
};

/** `log`, `log/r2`, `log/r3`, … */
const nameAfter = (origin: string): string => {
  const [, name = origin, turn = '1'] = /^(.*?)(?:\/r(\d{1,6}))?$/.exec(origin) ?? [];
  return `${name}/r${Number(turn) + 1}`;
};

const keyInEnvironment = (file: string): StartRefused =>
  new StartRefused('LOG_KEY_IN_ENVIRONMENT', {
    vi: `khóa ký nằm trong LEDGER_LOG_KEY: hãy chuyển nó vào tệp ${file} rồi bỏ biến này, để tên mới có khóa mới.`,
    en: `the signing key is in LEDGER_LOG_KEY: move it to the file ${file} and unset the variable, so that the new name gets a new key.`,
  });

const nothingSigned = (file: string): StartRefused =>
  new StartRefused('NOTHING_SIGNED', {
    vi: `${file} không có: sổ này chưa ký gì, nên không cần tên mới.`,
    en: `there is no ${file}: nothing was signed by this ledger, so it needs no new name.`,
  });
