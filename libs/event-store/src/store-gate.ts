import type { AllPosition } from './journal-writer';
import type { EncodedEvent } from './event-store';

/** The ledger goes on in another store: this one takes no append any more. The same append there answers as it would have here. */
export class LedgerMovedAway extends Error {
  readonly code = 'LEDGER_MOVED';
}

/** An import into this store was begun and has not ended: until it has, nothing else is done here. */
export class ImportUnfinished extends Error {
  readonly code = 'IMPORT_UNFINISHED';
}

/** What is here is no beginning of what is to be imported, or the server holds what the import has not. */
export class OtherHistory extends Error {
  readonly code = 'OTHER_HISTORY';
}

/**
 * Who may write into the store. It stands beside the events and is no part of them, so that the same history may be closed in one store and
 * open in another.
 */
export interface GateState {
  /** The only command whose events are still taken: the one that says where the ledger went. Null where the store is open. */
  readonly closedFor: string | null;
  readonly importing: boolean;
}

/** A ledger's way out of one store and into another. */
export abstract class StoreGate {
  abstract state(): Promise<GateState>;
  /** From now on every other command's append is refused, in every process. Answers with the command that was named first. */
  abstract close(commandId: string): Promise<string>;
  /** Whether everything that was let in before it was closed is stored by now, or never will be. */
  abstract settled(): Promise<boolean>;
  /** From now on only `importEvents` writes. Opens a store that was closed, once `finishImport` says that the import is whole. */
  abstract beginImport(): Promise<void>;
  /** The next events of the order, all or none; `from` is the number that is there. Throws `OtherHistory` where it is another. */
  abstract importEvents(from: number, events: readonly EncodedEvent[]): Promise<void>;
  abstract finishImport(): Promise<void>;
}

/** Where the events of the journal stand in `$all`, while they are imported. */
export abstract class ImportedOrigins {
  /** Up to where `$all` was read, and the first event of the journal that was not found there yet (null: none is missing). */
  abstract head(): Promise<{ readonly readTo: AllPosition | null; readonly firstMissing: number | null }>;
  abstract found(
    places: readonly { readonly position: number; readonly at: AllPosition }[],
    readTo: AllPosition,
  ): Promise<void>;
}
