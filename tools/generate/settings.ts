import { settingRows } from '@hosting/settings';
import { GENERATED, table, type Generator } from './generated';

export const settings: Generator = async () => [
  {
    path: 'docs/settings.md',
    content: `${[
      GENERATED,
      '# Settings',
      'Environment variables. Each is checked at start; a wrong value stops the start with its name and what is wanted. An empty variable is an absent one.',
      table(
        ['Name', 'Default', 'Nghĩa', 'Meaning'],
        settingRows().map(({ name, fallback, vi, en }) => [`\`${name}\``, fallback, vi, en]),
      ),
    ].join('\n\n')}\n`,
  },
];
