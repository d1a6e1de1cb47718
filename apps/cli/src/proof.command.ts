import { Command } from 'commander';
import { lazy } from './lazy';
import type { ProofFlags } from './proof.action';
import { asRole, type Verb } from './verb';

const texts = {
  vi: {
    about: 'chứng minh từ mảnh băm của sổ, tự tính và tự kiểm tra',
    inclusion: 'sự kiện ở vị trí này nằm trong sổ ở kích thước này',
    consistency: 'sổ ở kích thước sau nối tiếp sổ ở kích thước trước; với --since: nối tiếp một điểm kiểm đã giữ',
    size: 'kích thước (mặc định: của điểm kiểm mới nhất)',
    since: 'tệp điểm kiểm cũ, thay cho kích thước trước',
    trust: 'tệp tin cậy (C2SP tlog-policy)',
  },
  en: {
    about: "proofs from the log's hash tiles, made and checked here",
    inclusion: 'that the event at this position is in the ledger of this size',
    consistency:
      'that the later size continues the earlier one; with --since: that it continues a checkpoint that was kept',
    size: 'size (by default that of the latest checkpoint)',
    since: 'file of an earlier checkpoint, in place of the earlier size',
    trust: 'trust file (C2SP tlog-policy)',
  },
} as const;

export const proofCommand: Verb = (language, output) => {
  const words = texts[language];
  const proof = new Command('proof').description(words.about);
  proof
    .command('inclusion')
    .description(words.inclusion)
    .argument('<position>')
    .option('--size <n>', words.size)
    .option('--trust <policy>', words.trust)
    .addHelpText('after', '\n  ledger proof inclusion 4711 --json')
    .action((position: string, flags: Omit<ProofFlags, 'as'>, command: Command) =>
      lazy.proof().inclusion(output(), position, { ...flags, as: asRole(command) }),
    );
  proof
    .command('consistency')
    .description(words.consistency)
    .argument('[from]')
    .argument('[to]')
    .option('--since <checkpoint>', words.since)
    .option('--trust <policy>', words.trust)
    .addHelpText('after', '\n  ledger proof consistency 1000 2000\n  ledger proof consistency --since kept.checkpoint')
    .action((from: string | undefined, to: string | undefined, flags: Omit<ProofFlags, 'as'>, command: Command) =>
      lazy.proof().consistency(output(), from, to, { ...flags, as: asRole(command) }),
    );
  return proof;
};
