import { directorySource } from '@verification/directory';
import { ExportRefused, importLedger, type ImportedLedger, readSettings } from '@hosting';
import { faults } from '@verification';
import { exitCodes, Failure } from './failure';
import { interruptible } from './interrupt';
import { trustFile } from './log-trust';
import type { Output } from './output';
import { progressLine } from './progress';

const steps = {
  vi: {
    verifying: 'kiểm tra bản xuất',
    importing: 'chép vào PostgreSQL',
    appending: 'ghi vào KurrentDB',
    finding: 'đối chiếu với KurrentDB',
    sealing: 'dựng lại cây',
  },
  en: {
    verifying: 'verify the export',
    importing: 'store in PostgreSQL',
    appending: 'append to KurrentDB',
    finding: 'compare with KurrentDB',
    sealing: 'grow the tree',
  },
} as const;

/** Opens the data itself; refuses where a live process holds it (contract 4). */
export const importEventsFrom = async (output: Output, directory: string, trust?: string): Promise<void> => {
  const progress = progressLine(output);
  const words = steps[output.language];
  const imported = await interruptible((signal) =>
    importLedger(readSettings(process.env), output.say, {
      source: directorySource(directory),
      trust: trust === undefined ? undefined : trustFile(trust).text,
      onProgress: (step, done, size) => progress.show(words[step], done, size),
      signal,
    }),
  )
    .catch((error: unknown) => {
      throw failureOf(error);
    })
    .finally(() => progress.end());
  tell(output, directory, imported);
};

/** What was cut off by a machine is gone on with; what is wrong with the export is tampering. */
const failureOf = (error: unknown): unknown => {
  if (error instanceof ExportRefused) {
    const { vi, en } = faults[error.fault];
    return new Failure(
      exitCodes.tampering,
      { vi: `${vi} (${error.message})`, en: `${en} (${error.message})` },
      error.fault,
    );
  }
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== 'STORE_UNAVAILABLE') return error;
  const texts = {
    vi: `kho đích không trả lời (${message}); chạy lại cùng lệnh để đi tiếp`,
    en: `the target does not answer (${message}); the same command goes on`,
  };
  return new Failure(exitCodes.partial, texts, code);
};

const tell = (output: Output, directory: string, { origin, size, interrupted }: ImportedLedger): void => {
  if (interrupted) process.exitCode = exitCodes.partial;
  if (output.json) return output.document({ directory, origin, size: String(size), interrupted });
  const isVietnamese = output.language === 'vi';
  if (interrupted)
    return output.print(
      isVietnamese ? 'dừng giữa chừng; chạy lại để đi tiếp' : 'stopped midway; run it again to go on',
    );
  return output.print(
    isVietnamese
      ? `${size} sự kiện của ${origin} ở kho mới; sổ đi tiếp ở đây: ledger start`
      : `${size} events of ${origin} in the new store; the ledger goes on here: ledger start`,
  );
};
