import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey } from '@sealing/signing';

/** A key of its own for a ledger, and where its worker keeps what it signed last. */
export const logKeys = (): { readonly LEDGER_LOG_KEY: string; readonly LEDGER_LOG_STATE_FILE: string } => ({
  LEDGER_LOG_KEY: generateSigningKey('so-song.test/e2e'),
  LEDGER_LOG_STATE_FILE: join(tmpdir(), `so-song-${randomUUID()}.signed`),
});
