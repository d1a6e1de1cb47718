import { Command, Option } from 'commander';
import type { ImportOptions } from './import.action';
import { exitCodes, Failure } from './failure';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about: 'gửi một tệp tới sổ đang chạy và chờ kết quả; hoặc (--events) nhận cả sổ từ một kho khác chuyển tới',
    file: 'tệp CSV',
    events:
      'bản xuất của ledger export --move-to: kiểm tra, chép từng byte vào kho trống của các biến môi trường ở đây, rồi ký tiếp; Ctrl-C rồi chạy lại thì đi tiếp',
    trust: 'với --events: tệp tin cậy (C2SP tlog-policy) thay cho khóa ký của chính sổ',
    kind: 'loại tệp',
    dry: 'chỉ kiểm tra, không ghi gì',
    name: 'tên tệp gửi đi, nếu khác',
    key: 'Idempotency-Key (uuid): gửi lại với cùng khóa thì nhận lại kết quả đầu',
    errors: 'nơi ghi danh sách lỗi từng dòng',
    date: 'cách đọc ngày có dấu gạch chéo',
    thousands: 'dấu ngăn hàng nghìn trong số nguyên',
    after:
      '\nVí dụ:\n  ledger import credit_VIETTEL_20211115.csv --kind F8 --as CARRIER_AGENT\n  LEDGER_EVENT_STORE=kurrentdb ledger import --events ./moved\n\nMã thoát: 0 ghi hết, 7 ghi một phần hay dừng giữa chừng, 1 bị từ chối hay đang giữ, 5 bản xuất bị sửa.',
  },
  en: {
    about:
      'send a file to the running ledger and wait for what becomes of it; or (--events) take a whole ledger that moved here from another store',
    file: 'CSV file',
    events:
      'export that ledger export --move-to made: it is checked, stored byte for byte in the empty store that the environment names, and signed on; after Ctrl-C the same command goes on',
    trust: "with --events: trust file (C2SP tlog-policy) in place of the log's own signing key",
    kind: 'kind of file',
    dry: 'check only, record nothing',
    name: 'file name to send, where it differs',
    key: 'Idempotency-Key (uuid): the same key again answers with the first result',
    errors: 'where to write the list of rows with issues',
    date: 'how dates with slashes are read',
    thousands: 'separator of thousands in integers',
    after:
      '\nExample:\n  ledger import credit_VIETTEL_20211115.csv --kind F8 --as CARRIER_AGENT\n  LEDGER_EVENT_STORE=kurrentdb ledger import --events ./moved\n\nExit codes: 0 all recorded, 7 a part or stopped midway, 1 refused or held, 5 the export was tampered with.',
  },
} as const;

export const importCommand: Verb = (language, output) => {
  const words = texts[language];
  return new Command('import')
    .description(words.about)
    .argument('[file]', words.file)
    .addOption(new Option('--kind <kind>', words.kind).choices(['F4', 'F6', 'F7', 'F8', 'F10']))
    .addOption(new Option('--events <directory>', words.events).conflicts('kind'))
    .option('--trust <policy>', words.trust)
    .option('--dry-run', words.dry)
    .option('--name <name>', words.name)
    .option('--key <uuid>', words.key)
    .option('--errors <path>', words.errors)
    .addOption(new Option('--date-order <order>', words.date).choices(['DMY', 'YMD']))
    .addOption(new Option('--thousands <separator>', words.thousands).choices(['.', ',']))
    .addHelpText('after', words.after)
    .action((file: string | undefined, { events, trust, kind, ...options }: Flags, command: Command) => {
      if (events !== undefined && file === undefined)
        return lazy.importEvents().importEventsFrom(output(), events, trust);
      if (events !== undefined || file === undefined || kind === undefined) throw incomplete();
      return lazy.import().importFile(output(), file, { ...options, kind, as: asRole(command) });
    });
};

type Flags = Omit<ImportOptions, 'kind'> & {
  readonly kind?: string;
  readonly events?: string;
  readonly trust?: string;
};

const incomplete = (): Failure =>
  new Failure(
    exitCodes.usage,
    {
      vi: 'cần một tệp với --kind, hoặc --events với một thư mục',
      en: 'wanted: a file with --kind, or --events with a directory',
    },
    'USAGE',
  );
