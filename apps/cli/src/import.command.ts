import { Command, Option } from 'commander';
import type { ImportOptions } from './import.action';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about: 'gửi một tệp tới sổ đang chạy và chờ kết quả',
    file: 'tệp CSV',
    kind: 'loại tệp',
    dry: 'chỉ kiểm tra, không ghi gì',
    name: 'tên tệp gửi đi, nếu khác',
    key: 'Idempotency-Key (uuid): gửi lại với cùng khóa thì nhận lại kết quả đầu',
    errors: 'nơi ghi danh sách lỗi từng dòng',
    date: 'cách đọc ngày có dấu gạch chéo',
    thousands: 'dấu ngăn hàng nghìn trong số nguyên',
    after:
      '\nVí dụ:\n  ledger import credit_VIETTEL_20211115.csv --kind F8 --as CARRIER_AGENT\n\nMã thoát: 0 ghi hết, 7 ghi một phần, 1 bị từ chối hay đang giữ.',
  },
  en: {
    about: 'send a file to the running ledger and wait for what becomes of it',
    file: 'CSV file',
    kind: 'kind of file',
    dry: 'check only, record nothing',
    name: 'file name to send, where it differs',
    key: 'Idempotency-Key (uuid): the same key again answers with the first result',
    errors: 'where to write the list of rows with issues',
    date: 'how dates with slashes are read',
    thousands: 'separator of thousands in integers',
    after:
      '\nExample:\n  ledger import credit_VIETTEL_20211115.csv --kind F8 --as CARRIER_AGENT\n\nExit codes: 0 all recorded, 7 a part, 1 refused or held.',
  },
} as const;

export const importCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('import')
    .description(words.about)
    .argument('<file>', words.file)
    .addOption(new Option('--kind <kind>', words.kind).choices(['F4', 'F6', 'F7', 'F8', 'F10']).makeOptionMandatory())
    .option('--dry-run', words.dry)
    .option('--name <name>', words.name)
    .option('--key <uuid>', words.key)
    .option('--errors <path>', words.errors)
    .addOption(new Option('--date-order <order>', words.date).choices(['DMY', 'YMD']))
    .addOption(new Option('--thousands <separator>', words.thousands).choices(['.', ',']))
    .addHelpText('after', words.after)
    .action((file: string, options: ImportOptions, command: Command) =>
      lazy.import().importFile(output(), file, { ...options, as: asRole(command) }),
    );
};
