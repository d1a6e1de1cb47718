import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';
import type { VerifyFlags } from './verify.action';

const texts = {
  vi: {
    about:
      'kiểm tra một sổ chỉ từ các byte của nó: sổ đang chạy (--url), thư mục xuất, hoặc biên nhận; mã thoát 0 đúng, 1 không kiểm tra được, 5 bị sửa, 7 dừng giữa chừng',
    what: 'thư mục xuất, biên nhận .html, hoặc tệp .tlog-proof',
    url: 'sổ đang chạy (mặc định LEDGER_URL)',
    trust: 'tệp tin cậy (C2SP tlog-policy): khóa của sổ, nhân chứng, số nhân chứng cần có',
    since: 'điểm kiểm cũ mà sổ phải nối tiếp',
    body: 'thân sự kiện, cho một tệp .tlog-proof',
    projections: 'so từng bảng đọc với sổ ở đúng kích thước của nó',
    after: 'Ví dụ:',
  },
  en: {
    about:
      'check a ledger from its bytes alone: a running one (--url), an export directory, or a receipt; exit code 0 right, 1 could not check, 5 tampered with, 7 stopped midway',
    what: 'export directory, receipt (.html), or .tlog-proof file',
    url: 'a running ledger (LEDGER_URL by default)',
    trust: 'trust file (C2SP tlog-policy): keys of the log, witnesses, quorum',
    since: 'an earlier checkpoint that the ledger must continue',
    body: 'body of the event, for a .tlog-proof file',
    projections: 'compare each read table with the log at its size',
    after: 'Examples:',
  },
} as const;

export const verifyCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('verify')
    .description(words.about)
    .argument('[path]', words.what)
    .option('--url [url]', words.url)
    .option('--trust <policy>', words.trust)
    .option('--since <checkpoint>', words.since)
    .option('--body <file>', words.body)
    .option('--projections', words.projections)
    .addHelpText(
      'after',
      `\n${words.after}\n  ledger verify --url --as AUDITOR\n  ledger verify ./export --trust city.policy\n  ledger verify receipt.html`,
    )
    .action((path: string | undefined, flags: Omit<VerifyFlags, 'as'>, command: Command) =>
      lazy.verify().verify(output(), path, { ...flags, as: asRole(command) }),
    );
};
