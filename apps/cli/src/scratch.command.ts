import { Command } from 'commander';
import { Failure, exitCodes } from './failure';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';
import { wholeNumber } from './whole-number';

const texts = {
  vi: {
    about: 'dựng bảng đọc của sổ tại một size đã qua, bên cạnh bảng đang phục vụ, để hỏi và so sánh (bản dựng tạm)',
    order: 'dựng lại đến size đó, rồi so mã băm với bảng đang phục vụ tại cùng size',
    size: 'số sự kiện đầu tiên của sổ',
    recordedAt: 'thay cho --size: mọi điều đã ghi đến thời điểm này',
    only: 'chỉ những projection này',
    reason: 'để làm gì, một mã như REPORT_QUESTIONED',
    list: 'các bản dựng tạm đang có',
    status: 'các projection của một bản dựng tạm, và mã băm',
    drop: 'bỏ một bản dựng tạm; không để lại gì',
    dropReason: 'vì sao không cần nữa, một mã như DONE_WITH',
    one: 'hãy nêu đúng một trong hai: --size hoặc --recorded-at',
    example: 'Ví dụ:',
  },
  en: {
    about: 'read tables of the ledger at a past size, beside the live ones, to be asked and compared',
    order: 'replay to that size, and hold the digests against those of the live tables at the same size',
    size: 'number of events from the first one',
    recordedAt: 'instead of --size: everything recorded by this instant',
    only: 'these projections only',
    reason: 'what it is for, a code like REPORT_QUESTIONED',
    list: 'the scratches that there are',
    status: 'the projections of a scratch, and their digests',
    drop: 'drop a scratch; nothing of it is left',
    dropReason: 'why it is not needed any more, a code like DONE_WITH',
    one: 'name one of the two: --size or --recorded-at',
    example: 'Examples:',
  },
} as const;

interface OrderOptions {
  readonly size?: string;
  readonly recordedAt?: string;
  readonly only?: readonly string[];
  readonly reason: string;
}

/** `ledger projections scratch`: without a verb of its own it orders one. */
export const scratchCommand: Verb = (language, output) => {
  const words = texts[language];
  const scratch = new Command('scratch').description(words.about);
  const after = (...examples: readonly string[]): string =>
    ['', words.example, ...examples.map((example) => `  ledger projections scratch ${example}`)].join('\n');
  scratch
    .command('order', { isDefault: true })
    .description(words.order)
    .option('--size <n>', words.size, wholeNumber(language))
    .option('--recorded-at <instant>', words.recordedAt)
    .option('--only <names...>', words.only)
    .requiredOption('--reason <code>', words.reason)
    .addHelpText(
      'after',
      after(
        '--size 170000 --reason REPORT_QUESTIONED --as ADMIN',
        '--recorded-at 2021-12-31T17:00:00Z --only device grant --reason REPORT_QUESTIONED --as ADMIN',
      ),
    )
    .action((options: OrderOptions, command: Command) => {
      if ((options.size === undefined) === (options.recordedAt === undefined))
        throw new Failure(exitCodes.usage, { vi: texts.vi.one, en: texts.en.one }, 'USAGE');
      return lazy.scratch().order(output(), options, asRole(command));
    });
  scratch
    .command('list')
    .description(words.list)
    .addHelpText('after', after('list --as AUDITOR'))
    .action((_: unknown, command: Command) => lazy.scratch().list(output(), asRole(command)));
  scratch
    .command('status')
    .description(words.status)
    .argument('<id>')
    .addHelpText('after', after('status 6c1f9a1d-7d52-4f6e-9f0a-3a1f5c2d7e41 --as AUDITOR'))
    .action((id: string, _: unknown, command: Command) => lazy.scratch().status(output(), id, asRole(command)));
  scratch
    .command('drop')
    .description(words.drop)
    .argument('<id>')
    .requiredOption('--reason <code>', words.dropReason)
    .addHelpText('after', after('drop 6c1f9a1d-7d52-4f6e-9f0a-3a1f5c2d7e41 --reason DONE_WITH --as ADMIN'))
    .action((id: string, options: { readonly reason: string }, command: Command) =>
      lazy.scratch().drop(output(), id, options, asRole(command)),
    );
  return scratch;
};
