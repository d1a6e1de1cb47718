import type { TileSource } from '@transparency-log';

/** A ledger as somebody shows it: a directory, a server, a database. Nothing that it hands out is believed. */
export interface LedgerSource {
  /** The signed note of its head. */
  checkpoint(): Promise<string>;
  /** Bodies from position `256 × index` on, 256 at a time, the last time as many as lead to `size`; fewer, or an end, where there are no more. */
  bundles(index: number, size: number): AsyncIterable<readonly Uint8Array[]>;
  /** Does it hold more events than this? Where absent, more is nothing wrong: a running ledger grows. */
  hasMoreThan?(size: number): Promise<boolean>;
  /** Hash tiles; empty bytes for one that isn't there. */
  readonly tiles: TileSource;
}

/** The ledger could not be read: nothing is known of it, and nothing is said against it. */
export class CouldNotCheck extends Error {
  constructor(
    /** The machine's word: a file that is missing, a server that doesn't answer, a role that is needed. */
    readonly code: string,
    readonly texts: { readonly vi: string; readonly en: string },
  ) {
    super(texts.en);
    this.name = 'CouldNotCheck';
  }
}
