import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about: 'các bảng đọc của sổ đang chạy',
    list: 'tên, phiên bản, trạng thái, vị trí, độ trễ',
    rebuild: 'xóa bảng của một projection và dựng lại từ sự kiện đầu tiên; kết quả phải có cùng mã băm',
  },
  en: {
    about: 'the read tables of the running ledger',
    list: 'name, version, state, position, lag',
    rebuild: "drop a projection's tables and build them again from the first event; the digest must be the same",
  },
} as const;

export const projectionsCommand: Verb = (language, output) => {
  const words = texts[language];
  const projections = new Command('projections').description(words.about);
  projections
    .command('list')
    .description(words.list)
    .action((_: unknown, command: Command) => lazy.projections().list(output(), asRole(command)));
  projections
    .command('rebuild')
    .description(words.rebuild)
    .argument('<name>')
    .action((name: string, _: unknown, command: Command) =>
      lazy.projections().rebuild(output(), name, asRole(command)),
    );
  return projections;
};
