import type { Journal, StoredEvent } from '@event-store';

/**
 * How the engine reads: pages where it is behind, and a subscription that wakes it at the head. The order is the journal's: contiguous, so every position below its size is safe to read.
 */
export class JournalReader {
  /** What the subscription brought and nobody took yet. */
  private hand: readonly StoredEvent[] = [];
  private following: Following | null = null;

  constructor(private readonly journal: Journal) {}

  /** Events from this position on; fewer than `limit` only at the head. */
  async page(from: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.take(from, limit) ?? this.journal.page(from, limit);
  }

  size(): Promise<number> {
    return this.journal.size();
  }

  /** Resolves when there is an event at this position, or the signal aborts. */
  async until(from: number, limit: number, signal: AbortSignal): Promise<void> {
    if (this.hand[0]?.position === from) return;
    if (this.following?.next !== from) {
      this.close();
      this.following = follow(this.journal, from, limit);
    }
    const following = this.following!;
    following.pending ??= following.iterator.next();
    const abort = untilAborted(signal);
    const arrived = await Promise.race([following.pending, abort.promise]).finally(abort.forget);
    if (arrived === ABORTED) return;
    following.pending = null;
    if (arrived.done) {
      this.following = null;
      return;
    }
    this.hand = arrived.value;
    following.next = from + this.hand.length;
  }

  close(): void {
    this.following?.controller.abort();
    this.following?.pending?.catch(() => undefined);
    this.following = null;
    this.hand = [];
  }

  private take(from: number, limit: number): readonly StoredEvent[] | null {
    if (this.hand[0]?.position !== from) return null;
    const taken = this.hand.slice(0, limit);
    this.hand = this.hand.slice(limit);
    return taken;
  }
}

/** The journal as if it ended at this size: what follows is on no page of it. */
export const cutAt = (journal: Journal, size: number): Journal =>
  Object.assign(Object.create(journal) as Journal, {
    page: async (from: number, limit: number) => (from >= size ? [] : journal.page(from, Math.min(limit, size - from))),
  });

interface Following {
  readonly controller: AbortController;
  readonly iterator: AsyncIterator<readonly StoredEvent[]>;
  next: number;
  pending: Promise<IteratorResult<readonly StoredEvent[]>> | null;
}

const follow = (journal: Journal, from: number, batchSize: number): Following => {
  const controller = new AbortController();
  const events = journal.subscribe(from, { signal: controller.signal, batchSize });
  return { controller, iterator: events[Symbol.asyncIterator](), next: from, pending: null };
};

const ABORTED = Symbol('aborted');

const untilAborted = (signal: AbortSignal) => {
  let abort = (): void => undefined;
  const promise = new Promise<typeof ABORTED>((resolve) => {
    abort = () => resolve(ABORTED);
  });
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return { promise, forget: () => signal.removeEventListener('abort', abort) };
};
