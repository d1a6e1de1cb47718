import { codes, type CodeDefinition } from '@command-handling';
import { GENERATED, table, type Generator } from './generated';

/** Codes by HTTP status, then by name: as somebody looks them up. */
export const errors: Generator = async () => {
  const rows = Object.entries<CodeDefinition>(codes)
    .toSorted(([one, a], [other, b]) => a.status - b.status || one.localeCompare(other, 'en'))
    .map(([code, { status, vi, en }]) => [`\`${code}\``, String(status), vi, en]);
  return [
    {
      path: 'docs/errors.md',
      content: `${[
        GENERATED,
        '# Codes',
        'Every code with which a command or a row of a file is refused, queued or warned about. Over HTTP it is the `code` of an `application/problem+json` answer with this status; in `errors.csv` it is the `code` of a row. `{name}` stands for a figure or a name that the answer fills in; it is never personal data. GraphQL has a list of its own, in `extensions.code`.',
        table(['Code', 'HTTP', 'Tiếng Việt', 'English'], rows),
      ].join('\n\n')}\n`,
    },
  ];
};
