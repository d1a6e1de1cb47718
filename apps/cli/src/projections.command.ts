import { Command } from 'commander';
import { lazy } from './lazy';
import { scratchCommand } from './scratch.command';
import { asRole, type Verb } from './verb';
import { wholeNumber } from './whole-number';

const texts = {
  vi: {
    about: 'các bảng đọc của sổ đang chạy',
    list: 'tên, phiên bản, trạng thái, vị trí, độ trễ, tốc độ',
    status: 'mọi điều đã biết về một projection',
    watch: 'theo dõi cho đến khi nó kịp sổ',
    pause: 'cho một projection đứng yên',
    resume: 'cho một projection đã dừng theo lệnh chạy tiếp',
    retry: 'thử lại sự kiện mà projection đã dừng ở đó',
    rebuild: 'dựng lại bảng của một projection bên cạnh bảng đang phục vụ; cùng mã băm thì tự thay, khác thì chờ',
    switch: 'đưa lần dựng lại có khác biệt vào phục vụ',
    reason: 'vì sao khác biệt là đúng, một mã như RULE_CORRECTED',
    abort: 'dừng lần dựng lại; không để lại gì',
    skip: 'đề nghị bỏ qua sự kiện mà projection đã dừng ở đó; phải có quản trị viên khác duyệt',
    approve: 'duyệt đề nghị bỏ qua của một quản trị viên khác; projection chạy tiếp, và việc đó được ghi vào sổ',
    position: 'vị trí của sự kiện (projections status)',
    skipReason: 'vì sao không còn cách nào khác, một mã như SOURCE_DAMAGED',
    example: 'Ví dụ:',
  },
  en: {
    about: 'the read tables of the running ledger',
    list: 'name, version, state, position, lag, rate',
    status: 'everything that is known of one projection',
    watch: 'follow it until it has caught up',
    pause: 'let a projection stand still',
    resume: 'let a paused projection go on',
    retry: 'try the event again at which a projection stopped',
    rebuild:
      'build the tables of a projection again beside the live ones; the same digest takes their place, another one waits',
    switch: 'put a rebuild in place that differs',
    reason: 'why the difference is right, a code like RULE_CORRECTED',
    abort: 'end a rebuild; nothing of it is left',
    skip: 'propose to go on without the event at which a projection stopped; another administrator has to approve',
    approve: 'approve what another administrator proposed to skip; the projection goes on, and the ledger says so',
    position: 'position of the event (projections status)',
    skipReason: 'why nothing else helps, a code like SOURCE_DAMAGED',
    example: 'Examples:',
  },
} as const;

const ORDERS = ['pause', 'resume', 'retry', 'rebuild', 'abort'] as const;

export const projectionsCommand: Verb = (language, output) => {
  const words = texts[language];
  const projections = new Command('projections').description(words.about);
  const after = (...examples: readonly string[]): string =>
    ['', words.example, ...examples.map((example) => `  ledger projections ${example}`)].join('\n');
  projections
    .command('list')
    .description(words.list)
    .addHelpText('after', after('list --as ADMIN', 'list --as ADMIN --json'))
    .action((_: unknown, command: Command) => lazy.projections().list(output(), asRole(command)));
  projections
    .command('status')
    .description(words.status)
    .argument('<name>')
    .option('--watch', words.watch, false)
    .addHelpText('after', after('status device --as ADMIN', 'status device --watch --as ADMIN'))
    .action((name: string, options: { readonly watch: boolean }, command: Command) =>
      lazy.projections().status(output(), name, options, asRole(command)),
    );
  for (const verb of ORDERS)
    projections
      .command(verb)
      .description(words[verb])
      .argument('<name>')
      .addHelpText('after', after(`${verb} device --as ADMIN`, `${verb} device --as ADMIN --json`))
      .action((name: string, _: unknown, command: Command) =>
        lazy.projections().order(output(), verb, name, {}, asRole(command)),
      );
  projections
    .command('switch')
    .description(words.switch)
    .argument('<name>')
    .requiredOption('--reason <code>', words.reason)
    .addHelpText('after', after('switch device --reason RULE_CORRECTED --as ADMIN'))
    .action((name: string, options: { readonly reason: string }, command: Command) =>
      lazy.projections().order(output(), 'switch', name, options, asRole(command)),
    );
  projections
    .command('skip')
    .description(words.skip)
    .argument('<name>')
    .requiredOption('--position <n>', words.position, wholeNumber(language))
    .requiredOption('--reason <code>', words.skipReason)
    .addHelpText('after', after('skip device --position 4711 --reason SOURCE_DAMAGED --as ADMIN'))
    .action((name: string, options: { readonly position: string; readonly reason: string }, command: Command) =>
      lazy.projections().proposeSkip(output(), name, options, asRole(command)),
    );
  projections
    .command('approve')
    .description(words.approve)
    .argument('<name>')
    .requiredOption('--position <n>', words.position, wholeNumber(language))
    .addHelpText('after', after('approve device --position 4711 --as ADMIN'))
    .action((name: string, options: { readonly position: string }, command: Command) =>
      lazy.projections().order(output(), 'approve', name, options, asRole(command)),
    );
  projections.addCommand(scratchCommand(language, output));
  return projections;
};
