import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about:
      'một máy đã đi đâu: người tặng, khoản tặng, lô, máy, em giữ máy, và từng ngày 4 GB; hoặc khoản tặng ra sao, theo mã của nhà tài trợ',
    what: 'số máy (SMT-…), hoặc mã theo dõi trên giấy cảm ơn',
    size: 'như lúc sổ có bấy nhiêu sự kiện (chỉ với số máy)',
    after:
      '\nVí dụ:\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR --size 40000 --json',
  },
  en: {
    about:
      "where a computer went: donor, donation, lot, device, holder, and each day of 4 GB; or what became of a gift, by the donor's code",
    what: "tag of a device (SMT-…), or the trace code on the donor's paper",
    size: 'as the ledger was at this size (tags only)',
    after:
      '\nExamples:\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR\n  ledger trace SMT-7Q2K9D4XR --as AUDITOR --size 40000 --json',
  },
} as const;

export const traceCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('trace')
    .description(words.about)
    .argument('<tag|code>', words.what)
    .option('--size <n>', words.size)
    .addHelpText('after', words.after)
    .action((what: string, { size }: { readonly size?: string }, command: Command) =>
      lazy.trace().trace(output(), what, { size, as: asRole(command) }),
    );
};
