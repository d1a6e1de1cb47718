import { type LedgerSource, faults, nodeHashes, nodeSignatureCheck, trusted } from '@verification';
import { type Exported, exportLedger } from '@verification/directory';
import { httpSource } from '@verification/http';
import { closeForMove, openLedger, type OpenedLedger, readSettings } from '@hosting';
import { authorization, ledgerUrl } from './client';
import { exitCodes, Failure } from './failure';
import { interruptible } from './interrupt';
import { type Trust, parsedTrust, trustFile, trustOfServer } from './log-trust';
import { openedSource } from './opened-source';
import type { Output } from './output';
import { progressLine } from './progress';

export interface ExportFlags {
  readonly url?: string | true;
  readonly trust?: string;
  readonly moveTo?: 'postgres' | 'kurrentdb';
  readonly as: string | undefined;
}

const texts = {
  vi: {
    settling: 'kho đã đóng; chờ những lần ghi còn trên đường (tối đa một phút)',
    recording: 'ghi LedgerMoved',
    sealing: 'niêm phong tới sự kiện cuối',
    stopped: 'dừng giữa chừng; kho đã đóng, chạy lại cùng lệnh để đi tiếp',
    moved: (to: string) =>
      `Kho này đã đóng: từ nay chỉ đọc. Đi tiếp ở ${to}: mang khóa ký và tệp trạng thái tới đó, rồi ledger import --events`,
  },
  en: {
    settling: 'the store is closed; waiting for appends that are still on their way (a minute at most)',
    recording: 'recording LedgerMoved',
    sealing: 'sealing up to the last event',
    stopped: 'stopped midway; the store is closed, and the same command goes on',
    moved: (to: string) =>
      `This store is closed: read-only from now on. It goes on in ${to}: bring signing key and state file there, then ledger import --events`,
  },
} as const;

export const exportTo = async (output: Output, directory: string, flags: ExportFlags): Promise<void> => {
  if (flags.moveTo && flags.url === undefined)
    return exportMoved(output, directory, { ...flags, moveTo: flags.moveTo });
  const asked = flags.url ?? (process.env.LEDGER_URL || undefined);
  if (asked === undefined) return exportOpened(output, directory, flags);
  const url = ledgerUrl(typeof asked === 'string' ? asked : undefined);
  const trust = flags.trust ? trustFile(flags.trust) : await trustOfServer(url);
  const headers = await authorization(url, output.language, flags.as);
  return exportFrom(output, directory, httpSource({ url, headers }), trust);
};

/** Without a server: opens the data itself, and refuses where a live process holds it (contract 4). */
const exportOpened = async (output: Output, directory: string, flags: ExportFlags): Promise<void> =>
  exportAndClose(output, directory, flags, await openLedger(readSettings(process.env), output.say));

/** Closes the store first, so that the export is the whole of the ledger for good. */
const exportMoved = async (
  output: Output,
  directory: string,
  flags: ExportFlags & { readonly moveTo: 'postgres' | 'kurrentdb' },
): Promise<void> => {
  const words = texts[output.language];
  const ledger = await interruptible((signal) =>
    closeForMove(readSettings(process.env), output.say, {
      to: flags.moveTo,
      onStep: (step) => output.say(words[step]),
      signal,
    }),
  );
  if (!ledger) throw new Failure(exitCodes.partial, { vi: texts.vi.stopped, en: texts.en.stopped }, 'INTERRUPTED');
  await exportAndClose(output, directory, flags, ledger);
  if (!process.exitCode) output.say(words.moved(flags.moveTo));
};

const exportAndClose = async (
  output: Output,
  directory: string,
  flags: ExportFlags,
  ledger: OpenedLedger,
): Promise<void> => {
  try {
    const keys = await ledger.log.verifierKeys();
    const own = `${keys.map((key) => `log ${key}`).join('\n')}\nquorum none\n`;
    const from = { vi: 'khóa trong chính cơ sở dữ liệu', en: 'the key in the database itself' };
    const trust = flags.trust ? trustFile(flags.trust) : parsedTrust(own, 'log.key', from);
    await exportFrom(output, directory, openedSource(ledger), trust);
  } finally {
    await ledger.close();
  }
};

const exportFrom = async (output: Output, directory: string, source: LedgerSource, trust: Trust): Promise<void> => {
  const progress = progressLine(output);
  const words = output.language === 'vi' ? 'xuất' : 'export';
  const exported = await interruptible((signal) =>
    exportLedger({
      directory,
      source,
      trust: trust.text,
      hash: nodeHashes.sha256,
      open: (note) => mustBeTrusted(note, trust),
      onProgress: (done, size) => progress.show(words, done, size),
      signal,
    }),
  ).finally(() => progress.end());
  tell(output, directory, exported, trust);
};

const mustBeTrusted = async (note: string, { policy }: Trust): Promise<void> => {
  const opened = await trusted(note, policy, nodeSignatureCheck);
  if (!('fault' in opened)) return;
  const { vi, en } = faults[opened.fault];
  throw new Failure(
    exitCodes.tampering,
    { vi: `${vi} (${opened.detail})`, en: `${en} (${opened.detail})` },
    opened.fault,
  );
};

const tell = (output: Output, directory: string, exported: Exported, trust: Trust): void => {
  const { finding, interrupted, origin, size, done, before } = exported;
  if (finding) process.exitCode = exitCodes.tampering;
  else if (interrupted) process.exitCode = exitCodes.partial;
  if (output.json)
    return output.document({
      directory,
      origin,
      size: String(size),
      done: String(done),
      before: String(before),
      interrupted,
      finding,
      trust: trust.from.en,
    });
  const isVietnamese = output.language === 'vi';
  if (finding) {
    const said = faults[finding.fault][output.language];
    return output.print(
      isVietnamese ? `SAI ở vị trí ${finding.position}: ${said}` : `WRONG at position ${finding.position}: ${said}`,
    );
  }
  if (interrupted)
    return output.print(
      isVietnamese
        ? `dừng ở ${done}/${size}; chạy lại để đi tiếp`
        : `stopped at ${done}/${size}; run it again to go on`,
    );
  return output.print(
    isVietnamese
      ? `${size} sự kiện của ${origin} trong ${directory}; kiểm tra: ledger verify ${directory}`
      : `${size} events of ${origin} in ${directory}; to check: ledger verify ${directory}`,
  );
};
