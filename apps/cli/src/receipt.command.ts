import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about:
      'biên nhận chứng minh một sự kiện: một tệp HTML tự kiểm tra, không cần mạng, in ra được; với số máy thì là sự kiện mới nhất của máy',
    what: 'id sự kiện, vị trí, hoặc số máy (SMT-…)',
    out: 'tệp sẽ ghi (mặc định receipt-<vị trí>.html)',
    trust: 'tệp tin cậy (C2SP tlog-policy) đặt vào biên nhận, thay cho khóa mà sổ đưa ra',
    after: 'Ví dụ:',
  },
  en: {
    about:
      'a receipt that proves one event: one HTML file that checks itself, offline, and can be printed; of a tag it is the latest event of the device',
    what: 'id of an event, position, or tag (SMT-…)',
    out: 'file to write (receipt-<position>.html by default)',
    trust: 'trust file (C2SP tlog-policy) to put into it, in place of the key that the ledger shows',
    after: 'Examples:',
  },
} as const;

export const receiptCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('receipt')
    .description(words.about)
    .argument('<event|position|tag>', words.what)
    .option('--out <file>', words.out)
    .option('--trust <policy>', words.trust)
    .addHelpText(
      'after',
      `\n${words.after}\n  ledger receipt 4711 --as AUDITOR\n  ledger receipt SMT-7Q2K9D4XR --as AUDITOR --out may.html`,
    )
    .action((what: string, flags: { readonly out?: string; readonly trust?: string }, command: Command) =>
      lazy.receipt().receipt(output(), what, { ...flags, as: asRole(command) }),
    );
};
