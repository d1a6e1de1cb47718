import { type LedgerSource, faults, nodeHashes, nodeSignatureCheck, trusted } from '@verification';
import { type Exported, exportLedger } from '@verification/directory';
import { httpSource } from '@verification/http';
import { openLedger, readSettings } from '@hosting';
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
  readonly as: string | undefined;
}

export const exportTo = async (output: Output, directory: string, flags: ExportFlags): Promise<void> => {
  const asked = flags.url ?? (process.env.LEDGER_URL || undefined);
  if (asked === undefined) return exportOpened(output, directory, flags);
  const url = ledgerUrl(typeof asked === 'string' ? asked : undefined);
  const trust = flags.trust ? trustFile(flags.trust) : await trustOfServer(url);
  const headers = await authorization(url, output.language, flags.as);
  return exportFrom(output, directory, httpSource({ url, headers }), trust);
};

/** Without a server: opens the data itself, and refuses where a live process holds it (contract 4). */
const exportOpened = async (output: Output, directory: string, flags: ExportFlags): Promise<void> => {
  const ledger = await openLedger(readSettings(process.env), output.say);
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
