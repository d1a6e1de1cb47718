import type { Signed } from './last-signed';

export type SealingRefusal = 'LOG_ORIGIN_CHANGED' | 'LOG_ROLLED_BACK' | 'LOG_FORKED';

/** The database is not the one that was signed: signing it would be a second history under one name. */
export class SealingRefused extends Error {
  constructor(
    readonly code: SealingRefusal,
    message: string,
    readonly signed: Signed,
  ) {
    super(message);
  }
}

export interface HistoryNow {
  readonly journalSize: number;
  readonly treeSize: number;
  /** Tree hash of the first `size` leaves, for sizes within the tree. */
  root(size: number): Promise<Uint8Array>;
}

/**
 * Holds what was signed before against what the database says now. Answers with what can't be said yet, because the tree is not as large
 * again: nothing may be signed before that.
 */
export const refuseAnotherHistory = async (
  origin: string,
  signed: readonly Signed[],
  now: HistoryNow,
): Promise<readonly Signed[]> => {
  const open: Signed[] = [];
  for (const before of signed) {
    if (before.origin !== origin)
      throw new SealingRefused('LOG_ORIGIN_CHANGED', `signed as ${before.origin}, and the key is of ${origin}`, before);
    if (before.size > now.journalSize)
      throw new SealingRefused(
        'LOG_ROLLED_BACK',
        `${before.size} events were signed, and the database has ${now.journalSize}`,
        before,
      );
    if (before.size > now.treeSize) open.push(before);
    else if (!equal(await now.root(before.size), before.root))
      throw new SealingRefused('LOG_FORKED', `the first ${before.size} events are not those that were signed`, before);
  }
  return open;
};

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
