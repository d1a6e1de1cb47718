import { Command } from 'commander';
import { lazy } from './lazy';
import type { Verb } from './verb';

const texts = {
  vi: {
    about: 'chạy cả sổ trong một tiến trình, với PostgreSQL đi kèm nếu không có DATABASE_URL',
    settings: 'Biến môi trường:',
    example: 'Ví dụ:',
  },
  en: {
    about: 'run the whole ledger in one process, with an embedded PostgreSQL unless there is a DATABASE_URL',
    settings: 'Environment:',
    example: 'Examples:',
  },
} as const;

const NAME_WIDTH = 26;

export const startCommand: Verb = (language, output) =>
  new Command('start')
    .description(texts[language].about)
    .addHelpText('after', () => {
      const rows = lazy.settings().settingRows();
      const lines = rows.map(
        (row) => `  ${row.name.padEnd(NAME_WIDTH)}${row[language]}${row.fallback ? ` [${row.fallback}]` : ''}`,
      );
      const { settings, example } = texts[language];
      return ['', settings, ...lines, '', example, '  ledger start', '  PORT=8080 LEDGER_DEMO=off ledger start'].join(
        '\n',
      );
    })
    .action(() => lazy.start().start(output()));
