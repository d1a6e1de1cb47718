import { Command } from 'commander';
import { lazy } from './lazy';
import type { Verb } from './verb';

const about = {
  vi: 'xem máy, thư mục dữ liệu và cơ sở dữ liệu có ổn không; mã thoát 1 nếu có vấn đề',
  en: 'look whether machine, data directory and database are well; exit code 1 where something is wrong',
} as const;

const after = {
  vi: '\nVí dụ:\n  ledger doctor\n  LEDGER_DATA_DIR=/srv/ledger ledger doctor --json',
  en: '\nExamples:\n  ledger doctor\n  LEDGER_DATA_DIR=/srv/ledger ledger doctor --json',
} as const;

export const doctorCommand: Verb = (language, output) =>
  new Command('doctor')
    .description(about[language])
    .addHelpText('after', after[language])
    .action(() => lazy.doctor().doctor(output()));
