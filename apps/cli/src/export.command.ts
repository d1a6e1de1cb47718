import { Command, Option } from 'commander';
import type { ExportFlags } from './export.action';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about:
      'chép sổ vào một thư mục tự kiểm tra được: từng byte của sự kiện, điểm kiểm, mảnh băm, tệp tin cậy; Ctrl-C rồi chạy lại thì đi tiếp (mã thoát 7)',
    directory: 'thư mục trống, hoặc bản xuất dở hay cũ của chính sổ này',
    url: 'từ sổ đang chạy (mặc định LEDGER_URL); không có thì tự mở dữ liệu, khi không tiến trình nào giữ nó',
    trust: 'tệp tin cậy (C2SP tlog-policy) để kiểm tra và đặt vào bản xuất',
    moveTo:
      'chuyển sổ đi: đóng kho này mãi mãi, ghi LedgerMoved làm sự kiện cuối, rồi xuất tới hết; kho mới nhận bằng ledger import --events',
    after: 'Ví dụ:',
  },
  en: {
    about:
      'copy the ledger into a directory that can be checked by itself: the exact bytes, checkpoint, hash tiles, trust file; after Ctrl-C the same command goes on (exit code 7)',
    directory: 'an empty directory, or an unfinished or older export of this ledger',
    url: 'from a running ledger (LEDGER_URL by default); without it the data is opened here, where no process holds it',
    trust: 'trust file (C2SP tlog-policy) to check with, and to put into the export',
    moveTo:
      'move the ledger away: close this store for good, record LedgerMoved as its last event, and export to the end; the new store takes it with ledger import --events',
    after: 'Examples:',
  },
} as const;

export const exportCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('export')
    .description(words.about)
    .argument('<directory>', words.directory)
    .option('--url [url]', words.url)
    .option('--trust <policy>', words.trust)
    .addOption(new Option('--move-to <store>', words.moveTo).choices(['postgres', 'kurrentdb']).conflicts('url'))
    .addHelpText(
      'after',
      `\n${words.after}\n  ledger export ./export --url --as AUDITOR\n  ledger export ./export\n  ledger export ./moved --move-to kurrentdb`,
    )
    .action((directory: string, flags: Omit<ExportFlags, 'as'>, command: Command) =>
      lazy.export().exportTo(output(), directory, { ...flags, as: asRole(command) }),
    );
};
