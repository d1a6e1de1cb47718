import { readFileSync } from 'node:fs';
import { StartRefused } from '@embedded-postgres';
import { ed25519, sha256 } from '@sealing';
import { witnessPolicy, type WitnessPolicy } from '@sealing/signing';
import { parsePolicy } from '@transparency-log';
import type { Settings } from './settings';

/** Whom the file of `LEDGER_LOG_POLICY_FILE` names; null where none is set: checkpoints are then published as they are signed. */
export const witnessesOf = ({ LEDGER_LOG_POLICY_FILE: file }: Settings): WitnessPolicy | null => {
  if (file === undefined) return null;
  try {
    return witnessPolicy(parsePolicy(sha256, readFileSync(file, 'utf8')), ed25519);
  } catch (error) {
    const { message } = error as Error;
    throw new StartRefused('LOG_POLICY_INVALID', {
      vi: `không đọc được các nhân chứng trong ${file} (LEDGER_LOG_POLICY_FILE): ${message}`,
      en: `the witnesses in ${file} (LEDGER_LOG_POLICY_FILE) can't be read: ${message}`,
    });
  }
};
