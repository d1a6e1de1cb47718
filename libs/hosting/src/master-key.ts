import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartRefused } from '@embedded-postgres';
import type { Settings } from './settings';

const KEY_BYTES = 32;

/** The key that all others come from, so that there is one to keep safe and one to move along with a database. */
export class MasterKey {
  constructor(readonly bytes: Buffer) {}

  /** A key of its own for each purpose (HKDF-SHA-256): one that leaks tells nothing of another. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.bytes, '', `so-song/${purpose}`, KEY_BYTES));
  }
}

/**
 * From the environment, or from its file. With an embedded PostgreSQL that doesn't exist yet the file is made; a database that exists and
 * has lost its key is not given another one: the personal data in it could never be read again.
 */
export const masterKeyOf = (
  settings: Settings,
  database: { readonly embedded: boolean; readonly isNew: boolean },
): MasterKey => {
  if (settings.LEDGER_MASTER_KEY) return new MasterKey(Buffer.from(settings.LEDGER_MASTER_KEY, 'base64'));
  const file = settings.LEDGER_MASTER_KEY_FILE ?? join(settings.LEDGER_DATA_DIR, 'master.key');
  if (existsSync(file)) return read(file);
  if (!database.embedded || !database.isNew) throw missing(file);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const bytes = randomBytes(KEY_BYTES);
  writeFileSync(`${file}.new`, `${bytes.toString('base64')}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return new MasterKey(bytes);
};

const read = (file: string): MasterKey => {
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (bytes.length === KEY_BYTES) return new MasterKey(bytes);
  throw new StartRefused('MASTER_KEY_INVALID', {
    vi: `tệp khóa chủ ${file} không phải là ${KEY_BYTES} byte ở dạng base64`,
    en: `the master key file ${file} does not hold ${KEY_BYTES} bytes in base64`,
  });
};

const missing = (file: string): StartRefused =>
  new StartRefused('MASTER_KEY_MISSING', {
    vi: `không có khóa chủ: hãy đặt LEDGER_MASTER_KEY, hoặc để lại tệp ${file}. Không có nó thì dữ liệu cá nhân đã lưu không đọc được.`,
    en: `there is no master key: set LEDGER_MASTER_KEY, or put back the file ${file}. Without it the personal data already stored can't be read.`,
  });
