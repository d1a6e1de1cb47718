import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';
import { wholeNumber } from './whole-number';

const texts = {
  vi: {
    about:
      'một máy đã đi đâu: người tặng, khoản tặng, lô, máy, em giữ máy, và từng ngày 4 GB; hoặc khoản tặng ra sao, theo mã của nhà tài trợ',
    what: 'số máy (SMT-…), hoặc mã theo dõi trên giấy cảm ơn',
    size: 'như lúc sổ có bấy nhiêu sự kiện (chỉ với số máy)',
    receipt: 'ghi cả biên nhận chứng minh sự kiện mới nhất của máy vào tệp HTML này (chỉ với số máy)',
    one: 'cần số máy, mã theo dõi, hoặc --code, và chỉ một',
    code: 'của khoản tặng này; in cả mã theo dõi (DATA_ENTRY, hoặc người xem của chính nhà tài trợ)',
    after:
      '\nVí dụ:\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR --size 40000 --json',
  },
  en: {
    about:
      "where a computer went: donor, donation, lot, device, holder, and each day of 4 GB; or what became of a gift, by the donor's code",
    what: "tag of a device (SMT-…), or the trace code on the donor's paper",
    size: 'as the ledger was at this size (tags only)',
    receipt: 'write a proof receipt of the latest event of the device into this HTML file too (tags only)',
    one: 'a tag, a trace code or --code is needed, and only one',
    code: "of this donation; prints its trace code too (DATA_ENTRY, or the donor's own viewer)",
    after:
      '\nExamples:\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR --size 40000 --json',
  },
} as const;

interface TraceFlags {
  readonly size?: string;
  readonly code?: string;
  readonly receipt?: string;
}

export const traceCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('trace')
    .description(words.about)
    .argument('[tag|code]', words.what)
    .option('--size <n>', words.size, wholeNumber(language))
    .option('--code <donation>', words.code)
    .option('--receipt <file>', words.receipt)
    .addHelpText('after', words.after)
    .action(async (what: string | undefined, { size, code, receipt }: TraceFlags, command: Command) => {
      if ((what === undefined) === (code === undefined)) command.error(`error: ${words.one}`, { exitCode: 2 });
      if (receipt !== undefined && !/^SMT-/i.test(what ?? ''))
        command.error(`error: --receipt: ${words.receipt}`, { exitCode: 2 });
      const options = { size, as: asRole(command) };
      if (code === undefined) await lazy.trace().trace(output(), what!, options);
      else await lazy.trace().traceDonation(output(), code, options);
      if (receipt !== undefined) await lazy.receipt().receipt(output(), what!, { out: receipt, as: options.as });
    });
};
