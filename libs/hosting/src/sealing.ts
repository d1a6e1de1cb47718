import { StartRefused } from '@embedded-postgres';
import { postgresSealStore } from '@sealing/postgres';
import { Sealer, SealingRefused } from '@sealing/signing';
import { witnessesOf } from './witnesses';
import type { SealedLog } from '@sealing';
import { logKeysOf } from './log-key';
import type { Resources } from './resources';

/** Throws `StartRefused` where there is no key, or the database is not the one that was signed. */
export const startSealing = async (resources: Resources, log: SealedLog): Promise<Sealer> => {
  const { settings, database, journal, pool } = resources;
  const { keys, lastSigned } = logKeysOf(settings, database);
  const witnesses = witnessesOf(settings);
  const sealer = new Sealer({ journal, store: postgresSealStore(pool), log, keys, lastSigned, witnesses });
  try {
    await sealer.start();
  } catch (error) {
    throw error instanceof SealingRefused ? inPlainWords(error) : error;
  }
  return sealer;
};

const inPlainWords = ({ code, message }: SealingRefused): StartRefused => {
  const vi = {
    LOG_ROLLED_BACK: 'cơ sở dữ liệu ngắn hơn những gì đã ký: hình như nó được phục hồi từ bản cũ',
    LOG_FORKED: 'các sự kiện trong cơ sở dữ liệu không phải là những sự kiện đã ký',
    LOG_ORIGIN_CHANGED: 'khóa ký là của một sổ khác',
  }[code];
  return new StartRefused(code, {
    vi: `${vi} (${message}). Tên cũ sẽ không bao giờ được ký nữa; đi tiếp bằng tên mới: ledger restore --new-origin`,
    en: `the database is not the one that was signed: ${message}. The old name is never signed again; go on under a new one: ledger restore --new-origin`,
  });
};
