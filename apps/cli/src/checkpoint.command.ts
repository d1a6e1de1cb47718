import { Command } from 'commander';
import { lazy } from './lazy';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about: 'điểm kiểm của sổ',
    show: 'điểm kiểm mới nhất, đã kiểm tra chữ ký',
    trust: 'tệp tin cậy (C2SP tlog-policy)',
    keygen: 'tạo một khóa ký cho sổ mang tên này; chỉ in ra khóa, hãy cất giữ nó',
  },
  en: {
    about: 'checkpoints of the log',
    show: 'the latest one, its signatures checked',
    trust: 'trust file (C2SP tlog-policy)',
    keygen: 'make a signing key for the log of this name; prints the key and nothing else: keep it safe',
  },
} as const;

export const checkpointCommand: Verb = (language, output) => {
  const words = texts[language];
  const checkpoint = new Command('checkpoint').description(words.about);
  checkpoint
    .command('show')
    .description(words.show)
    .option('--trust <policy>', words.trust)
    .addHelpText('after', '\n  ledger checkpoint show\n  ledger checkpoint show --json')
    .action((flags: { readonly trust?: string }, command: Command) =>
      lazy.proof().showCheckpoint(output(), { ...flags, as: asRole(command) }),
    );
  checkpoint
    .command('keygen')
    .description(words.keygen)
    .argument('<name>')
    .addHelpText('after', '\n  ledger checkpoint keygen so-song.example.vn/2021 > log.key')
    .action((name: string) => lazy.keygen().keygen(output(), name));
  return checkpoint;
};
