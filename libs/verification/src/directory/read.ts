import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CouldNotCheck, type LedgerSource } from '../log';
import { FILES, absent, bundlesOf, linesOf, tilesIn } from './files';

/** An export directory as a ledger to be checked. */
export const directorySource = (directory: string): LedgerSource => {
  const events = join(directory, FILES.events);
  return {
    checkpoint: () => textOf(directory, FILES.checkpoint),
    bundles: (index, size) => bundlesOf(events, index * 256, size),
    tiles: tilesIn(directory),
    hasMoreThan: async (size) => {
      let lines = 0;
      for await (const some of linesOf(events)) if ((lines += some.length) > size) return true;
      return false;
    },
  };
};

/** The directory's own trust file; null where it has none. */
export const trustOf = async (directory: string): Promise<string | null> =>
  readFile(join(directory, FILES.trust), 'utf8').catch(absent);

/** A file of the directory. Without it there is nothing to check. */
export const textOf = async (directory: string, file: string): Promise<string> => {
  const text = await readFile(join(directory, file), 'utf8').catch(absent);
  if (text !== null) return text;
  throw new CouldNotCheck('FILE_MISSING', {
    vi: `không thấy ${file} trong ${directory}`,
    en: `there is no ${file} in ${directory}`,
  });
};
