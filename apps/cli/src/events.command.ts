import { Command } from 'commander';
import type { EventListOptions } from './events.action';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';
import { wholeNumber } from './whole-number';

const texts = {
  vi: {
    about: 'sự kiện của sổ đang chạy',
    list: 'liệt kê, mới nhất trước',
    get: 'một sự kiện, theo vị trí hoặc id; --json cho đúng từng byte của thân',
    tail: 'theo dõi sự kiện mới, đến khi Ctrl-C',
    stream: 'chỉ dòng này',
    type: 'chỉ loại này',
    limit: 'nhiều nhất bao nhiêu',
    size: 'như lúc sổ có bấy nhiêu sự kiện',
    from: 'bắt đầu từ vị trí này thay vì từ bây giờ',
    example: 'Ví dụ:',
  },
  en: {
    about: 'events of the running ledger',
    list: 'list them, newest first',
    get: 'one event by position or id; --json gives the exact bytes of its body',
    tail: 'follow new events until Ctrl-C',
    stream: 'of this stream only',
    type: 'of this type only',
    limit: 'at most so many',
    size: 'as the ledger was at this size',
    from: 'begin at this position instead of now',
    example: 'Examples:',
  },
} as const;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const eventsCommand: Verb = (language, output) => {
  const words = texts[language];
  const events = new Command('events').description(words.about);
  const after = (...examples: readonly string[]): string =>
    ['', words.example, ...examples.map((example) => `  ledger events ${example}`)].join('\n');
  const as = (command: Command) => ({ as: asRole(command) });
  events
    .command('list')
    .description(words.list)
    .option('--stream <name>', words.stream)
    .option('--type <type>', words.type, several)
    .option('--limit <n>', words.limit, wholeNumber(language, 1), '20')
    .option('--size <n>', words.size, wholeNumber(language))
    .addHelpText('after', after('list --as AUDITOR', 'list --type DevicePromised --limit 5 --as AUDITOR --json'))
    .action((options: EventListOptions, command: Command) =>
      lazy.events().list(output(), { ...options, ...as(command) }),
    );
  events
    .command('get')
    .description(words.get)
    .argument('<position|id>')
    .addHelpText('after', after('get 4711 --as AUDITOR', 'get 4711 --as AUDITOR --json'))
    .action((which: string, _: unknown, command: Command) => lazy.events().get(output(), which, as(command)));
  events
    .command('tail')
    .description(words.tail)
    .option('--stream <name>', words.stream)
    .option('--type <type>', words.type, several)
    .option('--from <position>', words.from, wholeNumber(language))
    .addHelpText('after', after('tail --as AUDITOR', 'tail --from 0 --stream clock --as AUDITOR --json'))
    .action((options: EventListOptions, command: Command) =>
      lazy.events().tail(output(), { ...options, ...as(command) }),
    );
  return events;
};
