import { START, streamNameFilter, type AllStreamResolvedEvent, type EventStoreDBClient } from '@eventstore/db-client';
import type { AllPosition } from '../journal-writer';
import { OUR_STREAMS, release } from './connection';

/** What is held here while the journal is written; the rest waits at the server. */
const MAX_HELD = 4_000;
/** One transaction of the journal: as much as PostgreSQL writes in some tens of milliseconds. */
const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 4_000_000;

export interface AllBatch {
  readonly events: readonly AllStreamResolvedEvent[];
  /** Everything up to here was read. */
  readonly readTo: AllPosition;
}

/**
 * `$all` without system streams, after `from`, in batches of what has arrived. Ends when the signal aborts; throws what
 * ended the subscription otherwise, also where the server ended it without a word (as it does with a slow reader).
 */
export async function* subscribeToAll(
  client: EventStoreDBClient,
  from: AllPosition | null,
  signal: AbortSignal,
): AsyncGenerator<AllBatch> {
  let held: AllStreamResolvedEvent[] = [];
  let quiet: AllPosition | null = null;
  let ended: Error | null = null;
  let wake = (): void => undefined;

  const subscription = client.subscribeToAll({
    fromPosition: from ?? START,
    requiresLeader: true,
    filter: streamNameFilter({
      regex: OUR_STREAMS,
      checkpointReached: (_, position) => {
        // Only where nothing that came before it is still on its way to us.
        if (held.length > 0 || subscription.readableLength > 0) return;
        quiet = position;
        wake();
      },
    }),
  });
  const end = (error?: Error): void => {
    ended ??= error ?? new Error('the server ended the subscription');
    wake();
  };
  subscription.on('data', (event: AllStreamResolvedEvent) => {
    held.push(event);
    if (held.length >= MAX_HELD) subscription.pause();
    wake();
  });
  subscription.on('error', end);
  subscription.on('end', () => end());
  subscription.on('close', () => end());
  const abort = (): void => wake();
  signal.addEventListener('abort', abort);

  try {
    while (!signal.aborted) {
      if (held.length > 0) {
        const events = held.slice(0, batchLength(held));
        held = held.slice(events.length);
        if (held.length < MAX_HELD) subscription.resume();
        yield { events, readTo: events.at(-1)!.event!.position };
      } else if (quiet) {
        const readTo: AllPosition = quiet;
        quiet = null;
        yield { events: [], readTo };
      } else if (ended) {
        throw ended;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await release(subscription);
  }
}

const batchLength = (held: readonly AllStreamResolvedEvent[]): number => {
  let bytes = 0;
  const end = held.findIndex(({ event }) => {
    const data: unknown = event?.data;
    bytes += data instanceof Uint8Array ? data.length : 0;
    return bytes > BATCH_BYTES;
  });
  return Math.min(end < 0 ? held.length : Math.max(end, 1), BATCH_EVENTS);
};
