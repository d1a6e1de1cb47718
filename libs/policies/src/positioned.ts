import type { AnyEvent, Recorded } from '@kernel';

/** An event with its place in the ledger. */
export type Positioned<E extends AnyEvent = AnyEvent> = { readonly position: number } & Recorded<E>;
