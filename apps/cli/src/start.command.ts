import { Command } from 'commander';
import { lazy } from './lazy';
import type { Verb } from './verb';

const texts = {
  vi: {
    about: 'chạy cả sổ trong một tiến trình, với PostgreSQL đi kèm nếu không có DATABASE_URL',
    settings: 'Biến môi trường:',
  },
  en: {
    about: 'run the whole ledger in one process, with an embedded PostgreSQL unless there is a DATABASE_URL',
    settings: 'Environment:',
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
      return `\n${texts[language].settings}\n${lines.join('\n')}`;
    })
    .action(() => lazy.start().start(output()));
