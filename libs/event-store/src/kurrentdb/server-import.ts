import type { EventStoreDBClient } from '@eventstore/db-client';
import { MAX_APPEND_BYTES, type Append, type EncodedEvent, type StoredEvent } from '../event-store';
import type { Journal } from '../journal';
import { isAfter, JournalBroken, type AllPosition } from '../journal-writer';
import { OtherHistory, type ImportedOrigins } from '../store-gate';
import { write } from './appending';
import { arrivalOf } from './arrivals';
import { checkServer, clientOf, currentHead } from './connection';
import { subscribeToAll, type AllBatch } from './subscription';

/** Appends of so many events of the journal are under way at once, and what was cut off is done again from the last such place. */
const PART_EVENTS = 1_000;

export interface ServerImport {
  readonly url: string;
  /** The whole order. */
  readonly journal: Journal;
  readonly origins: ImportedOrigins;
  readonly isOurs: (stream: string) => boolean;
  /** Events of the order that were given to the server; and events that this run has found there. */
  readonly onAppended: (done: number) => void;
  readonly onFound: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Gives the journal's events to an empty server, in parallel across streams, and then reads `$all` for where each of them stands. Where a run was cut
 * off the next one reads first, and goes on from the first event that is not there. Answers false where the signal aborted. Throws `OtherHistory`
 * where the server holds anything that the journal has not.
 */
export const importIntoServer = async (options: ServerImport): Promise<boolean> => {
  const client = clientOf(options.url);
  try {
    await checkServer(client);
    await findAll(client, options);
    await appendMissing(client, options);
    await findAll(client, options);
    if (options.signal.aborted) return false;
    const { firstMissing } = await options.origins.head();
    if (firstMissing !== null)
      throw new OtherHistory(`the server took the event at position ${firstMissing}, and has it not`);
    return true;
  } finally {
    await client.dispose();
  }
};

const appendMissing = async (client: EventStoreDBClient, { journal, origins, onAppended, signal }: ServerImport) => {
  const { firstMissing } = await origins.head();
  if (firstMissing === null) return;
  // Parts begin at the same places in every run: only the same append again is a repetition to the server.
  for (let from = firstMissing - (firstMissing % PART_EVENTS); !signal.aborted; from += PART_EVENTS) {
    const events = await journal.page(from, PART_EVENTS);
    await Promise.all([...byStream(events).values()].map((own) => appendInOrder(client, own)));
    onAppended(from + events.length);
    if (events.length < PART_EVENTS) return;
  }
};

const byStream = (events: readonly StoredEvent[]): ReadonlyMap<string, readonly StoredEvent[]> => {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const own = streams.get(event.stream);
    if (own) own.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
};

const appendInOrder = async (client: EventStoreDBClient, events: readonly StoredEvent[]): Promise<void> => {
  for (const append of appendsOf(events)) {
    const result = await write(client, append);
    if (result.kind === 'wrong-expected-revision')
      throw new OtherHistory(`the server has other events in ${append.stream}, which stands at ${result.actual}`);
  }
};

/** As few appends as the server's limit allows. */
const appendsOf = (events: readonly StoredEvent[]): readonly Append[] => {
  const appends: EncodedEvent[][] = [];
  let bytes = Infinity;
  for (const event of events) {
    bytes += Buffer.byteLength(event.body);
    if (bytes > MAX_APPEND_BYTES) {
      appends.push([]);
      bytes = Buffer.byteLength(event.body);
    }
    // Whose command it was nobody asks here.
    appends.at(-1)!.push({ ...event, commandId: '', commandSha256: '' });
  }
  return appends.map((own) => ({ stream: own[0]!.stream, expectedRevision: own[0]!.revision - 1, events: own }));
};

/** Everything that the server has by now is in the journal, byte for byte; where it stands is kept. */
const findAll = async (client: EventStoreDBClient, options: ServerImport): Promise<void> => {
  const { origins, signal } = options;
  const head = await currentHead(client);
  let { readTo } = await origins.head();
  if (head === null) return;
  const reading = subscribeToAll(client, readTo, signal);
  let found = 0;
  while (!signal.aborted && (readTo === null || isAfter(head, readTo))) {
    const { value: batch } = await reading.next();
    if (!batch) break;
    found += await findBatch(batch, readTo, options);
    ({ readTo } = batch);
    options.onFound(found);
  }
  await reading.return(undefined);
};

/** Answers with how many events it found. */
const findBatch = async (
  { events, readTo }: AllBatch,
  before: AllPosition | null,
  { journal, origins, isOurs }: ServerImport,
): Promise<number> => {
  const arrived = events
    .filter(({ event }) => before === null || (event?.position && isAfter(event.position, before)))
    .map((resolved) => whole(() => arrivalOf(resolved, isOurs)))
    .flatMap((arrival) => {
      if (arrival.kind === 'tampering')
        throw new OtherHistory(`the stream ${arrival.tampering.stream} was cut or deleted on the server`);
      return arrival.kind === 'event' ? [arrival.event] : [];
    });
  const ours = new Map((await journal.byIds(arrived.map(({ id }) => id))).map((event) => [event.id, event]));
  const places = arrived.map((event) => {
    const known = ours.get(event.id);
    if (known?.body !== event.body)
      throw new OtherHistory(`the server has an event ${event.id} of ${event.stream} that is not the import's`);
    return { position: known.position, at: event.at };
  });
  await origins.found(places, readTo);
  return places.length;
};

const whole = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw error instanceof JournalBroken ? new OtherHistory(error.message) : error;
  }
};
