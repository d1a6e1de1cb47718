import { Command } from 'commander';
import { lazy } from './lazy';
import type { Verb } from './verb';

const about = {
  vi: 'đi tiếp sau khi cơ sở dữ liệu được phục hồi từ bản cũ hơn những gì đã ký',
  en: 'go on after the database was put back to before what had been signed',
} as const;
const newOrigin = {
  vi: 'ghi LedgerRestored, và ký từ nay dưới tên mới với khóa mới; tên cũ không bao giờ được ký nữa',
  en: 'record LedgerRestored, and sign under a new name with a new key from now on; the old one is never signed again',
} as const;
const example = '\n  $ ledger restore --new-origin\n';

export const restoreCommand: Verb = (language, output) =>
  new Command('restore')
    .description(about[language])
    .requiredOption('--new-origin', newOrigin[language])
    .addHelpText('after', example)
    .action(() => lazy.restore().restore(output()));
