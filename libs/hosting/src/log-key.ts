import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartRefused } from '@embedded-postgres';
import {
  LastSigned,
  SigningKeyMalformed,
  generateSigningKey,
  parseSigningKeys,
  type SigningKey,
} from '@sealing/signing';
import type { Settings } from './settings';

/** What a worker signs with, and where it keeps what it signed last, outside the database. */
export interface LogKeys {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly lastSigned: LastSigned;
}

const NAME_BYTES = 4;

export const logKeyFileOf = (settings: Settings): string =>
  settings.LEDGER_LOG_KEY_FILE ?? join(settings.LEDGER_DATA_DIR, 'log.key');
export const lastSignedFileOf = (settings: Settings): string =>
  settings.LEDGER_LOG_STATE_FILE ?? join(settings.LEDGER_DATA_DIR, 'log.signed');

/**
 * From the environment, or from its file. With the embedded PostgreSQL the file is made on the first start; a log that was signed and has lost
 * its key is not given another one, since nobody could tell its checkpoints from a stranger's.
 */
export const logKeysOf = (settings: Settings, { embedded }: { readonly embedded: boolean }): LogKeys => {
  const lastSigned = new LastSigned(lastSignedFileOf(settings));
  const file = logKeyFileOf(settings);
  if (settings.LEDGER_LOG_KEY) return { keys: parsed(settings.LEDGER_LOG_KEY, 'LEDGER_LOG_KEY'), lastSigned };
  if (!existsSync(file)) {
    if (!embedded || existsSync(lastSigned.file)) throw missing(file);
    writeKeyFile(file, generateSigningKey(`so-song.local/${randomBytes(NAME_BYTES).toString('hex')}`));
  }
  return { keys: parsed(readFileSync(file, 'utf8'), file), lastSigned };
};

/** Readable by its owner only, and whole or not there. */
export const writeKeyFile = (file: string, lines: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${lines}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
};

const parsed = (text: string, where: string): LogKeys['keys'] => {
  try {
    return parseSigningKeys(text);
  } catch (error) {
    if (!(error instanceof SigningKeyMalformed)) throw error;
    throw new StartRefused('LOG_KEY_INVALID', {
      vi: `${where} không giữ khóa ký sổ đúng dạng (PRIVATE+KEY+tên+mã+base64): ${error.message}`,
      en: `${where} does not hold a signing key of the log (PRIVATE+KEY+name+hash+base64): ${error.message}`,
    });
  }
};

const missing = (file: string): StartRefused =>
  new StartRefused('LOG_KEY_MISSING', {
    vi: `không có khóa ký sổ: hãy đặt LEDGER_LOG_KEY, hoặc để lại tệp ${file}; khóa mới làm bằng "ledger checkpoint keygen".`,
    en: `there is no signing key of the log: set LEDGER_LOG_KEY, or put back the file ${file}; "ledger checkpoint keygen" makes a new one.`,
  });
