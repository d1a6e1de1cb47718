import type { Viewer } from './viewer';

/** Turns a time into a size (a DI token; the ledger's own read room answers it). */
export abstract class RecordedSizes {
  /** The projection it reads from: its size bounds the answer. */
  abstract readonly projection: string;
  /** The first position whose `recordedAt` is later than the instant, among the first `size` events; null where there is none. */
  abstract firstAfter(recordedAt: string, size: number): Promise<number | null>;
}

/** LEDGER_PUBLIC_ENTRIES=on opens the bodies of events to everyone (a DI token with a value). */
export abstract class PublicEntries {
  abstract readonly open: boolean;
}

/** Who sent the request (a DI token). */
export abstract class Viewers {
  /** `ANONYMOUS` without a header; null where the token doesn't hold. */
  abstract of(authorization: string | null): Promise<Viewer | null>;
}
