import { OtherHistory, type StoreGate } from './store-gate';
import type { EncodedEvent } from './event-store';
import type { Journal } from './journal';

/** One transaction: its lock is held for some tens of milliseconds. */
const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 4_000_000;

export interface EventsImport {
  readonly journal: Journal;
  readonly gate: StoreGate;
  /** Bodies from position 0 on, a few hundred at a time. */
  readonly bodies: AsyncIterable<readonly Uint8Array[]>;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * The rows of an order that was made elsewhere, byte for byte. What is there already must be its beginning, so an import that was cut off goes on
 * where it was. Answers with the number of events that are there; fewer than all where the signal aborted. Throws `OtherHistory`.
 */
export const importEvents = async ({ journal, gate, bodies, onProgress, signal }: EventsImport): Promise<number> => {
  const there = await journal.size();
  let done = 0;
  let held: EncodedEvent[] = [];
  let bytes = 0;
  const write = async (): Promise<void> => {
    if (held.length === 0) return;
    await gate.importEvents(done, held);
    done += held.length;
    [held, bytes] = [[], 0];
    onProgress(done);
  };
  for await (const some of bodies) {
    if (signal.aborted) break;
    if (done + some.length <= there) {
      await mustBeThere(journal, done, some);
      done += some.length;
      onProgress(done);
      continue;
    }
    const known = Math.max(0, there - done);
    // The bundle in which what is there ends: only once, and nothing is held yet.
    if (known > 0) {
      await mustBeThere(journal, done, some.slice(0, known));
      done += known;
    }
    for (const body of some.slice(known)) {
      if (held.length >= BATCH_EVENTS || bytes + body.length > BATCH_BYTES) await write();
      held.push(encodedOf(body));
      bytes += body.length;
    }
  }
  await write();
  if (!signal.aborted && done < there) throw new OtherHistory(`the store has ${there} events, and the import ${done}`);
  return done;
};

/**
 * Throws `OtherHistory` where what is there is no beginning of these bodies: to be asked before anything is changed, so that a ledger that was taken
 * for an empty store stays as it is.
 */
export const checkBeginning = async ({ journal, bodies }: Pick<EventsImport, 'journal' | 'bodies'>): Promise<void> => {
  const there = await journal.size();
  let done = 0;
  if (there === 0) return;
  for await (const some of bodies) {
    await mustBeThere(journal, done, some.slice(0, there - done));
    done += some.length;
    if (done >= there) return;
  }
  throw new OtherHistory(`the store has ${there} events, and the import ${done}`);
};

const mustBeThere = async (journal: Journal, from: number, bodies: readonly Uint8Array[]): Promise<void> => {
  const events = await journal.page(from, bodies.length);
  const other = bodies.findIndex((body, index) => !Buffer.from(events[index]?.body ?? '').equals(body));
  if (other >= 0) throw new OtherHistory(`the store has another event at position ${from + other}`);
};

/** The keys of a body that is stored elsewhere already: nothing is made anew. */
const encodedOf = (bytes: Uint8Array): EncodedEvent => {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const { id, stream, revision, type, command } = JSON.parse(body) as Pick<
    EncodedEvent,
    'id' | 'stream' | 'revision' | 'type'
  > & { readonly command: { readonly id: string; readonly sha256: string } };
  return { id, stream, revision, type, commandId: command.id, commandSha256: command.sha256, body };
};
