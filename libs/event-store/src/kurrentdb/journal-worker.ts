import { FORWARDS, type EventStoreDBClient } from '@eventstore/db-client';
import {
  isAfter,
  JournalBroken,
  StaleJournalWriter,
  type AllPosition,
  type ArrivedEvent,
  type JournalHead,
  type JournalWriter,
  type Tampering,
} from '../journal-writer';
import { StoreUnavailable } from '../event-store';
import { arrivalOf } from './arrivals';
import { checkServer, clientOf, currentHead, LOOK_DEADLINE_MS, readUntil } from './connection';
import { asPortError, within } from './server-errors';
import { subscribeToAll, type AllBatch } from './subscription';

/** After a failure: soon, then less often, so that a server that comes up isn't stormed. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;
/** How often it is looked whether the journal has come so far. */
const LOOK_EVERY_MS = 20;

export interface JournalWorkerOptions {
  readonly url: string;
  readonly writer: JournalWriter;
  /** Whether a stream is one of the ledger's kinds. The server belongs to one ledger: an event elsewhere stops the journal. */
  readonly isOurs: (stream: string) => boolean;
  /** What a person should read. */
  readonly report: (line: string) => void;
}

export interface JournalStatus {
  /** `waiting`: another process writes, or the server is away (see `problem`). `stopped`: it needs a person. */
  readonly state: 'waiting' | 'following' | 'stopped';
  readonly size: number;
  readonly readTo: AllPosition | null;
  readonly problem: string | null;
  readonly tampering: readonly Tampering[];
}

/** Reads `$all` from the leader and writes the journal from it: one process at a time, each event once, in one order. */
export interface JournalWorker {
  status(): JournalStatus;
  /** Bytes of the server's log that the journal is behind; 0 when it has everything. */
  lagBytes(): Promise<bigint>;
  /** Whether within so long the journal has everything that the server has now. Also false where another process writes it: that one knows. */
  reachesHead(milliseconds: number): Promise<boolean>;
  /** Ends after the batch that is being written. */
  stop(): Promise<void>;
}

/** Throws `KurrentDbRefused` as the store does; afterwards it never gives up but for what needs a person. */
export const startJournalWorker = async (options: JournalWorkerOptions): Promise<JournalWorker> => {
  const client = clientOf(options.url);
  await checkServer(client);
  const stopping = new AbortController();
  const work = new Work(client, options, stopping.signal);
  const working = work.run();
  return {
    status: () => work.status,
    lagBytes: async () => {
      const head = await currentHead(client);
      const behind = (head?.commit ?? 0n) - (work.status.readTo?.commit ?? 0n);
      return behind > 0n ? behind : 0n;
    },
    reachesHead: async (milliseconds) => {
      const head = await currentHead(client);
      const isThere = (): boolean => {
        const { state, readTo } = work.status;
        return state === 'following' && (head === null || (readTo !== null && !isAfter(head, readTo)));
      };
      const until = performance.now() + milliseconds;
      while (!isThere() && !stopping.signal.aborted && performance.now() < until)
        await pause(LOOK_EVERY_MS, stopping.signal);
      return isThere();
    },
    stop: async () => {
      stopping.abort();
      await working;
      await options.writer.end();
      await client.dispose();
    },
  };
};

/** The loop and what it knows. */
class Work {
  status: JournalStatus = { state: 'waiting', size: 0, readTo: null, problem: null, tampering: [] };
  private retryAfter = FIRST_RETRY_MS;

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly options: JournalWorkerOptions,
    private readonly stopping: AbortSignal,
  ) {}

  async run(): Promise<void> {
    let head: JournalHead | null = null;
    while (!this.stopping.aborted) {
      try {
        head = head ? await this.options.writer.head(head.epoch) : await this.options.writer.begin(this.stopping);
        if (head) await this.follow(head);
      } catch (error) {
        if (error instanceof JournalBroken) return this.giveUp(error);
        if (error instanceof StaleJournalWriter) head = null;
        else if (!(asPortError(error) instanceof StoreUnavailable)) return this.giveUp(error);
        this.change({ state: 'waiting', problem: (error as Error).message });
        await pause(this.retryAfter, this.stopping);
        this.retryAfter = Math.min(this.retryAfter * 2, LAST_RETRY_MS);
      }
    }
  }

  private async follow(head: JournalHead): Promise<void> {
    const { writer } = this.options;
    await confirmLast(this.client, head);
    let { size, readTo } = head;
    this.change({ state: 'following', size, readTo: head.readTo, problem: null, tampering: await writer.tampering() });
    for await (const batch of subscribeToAll(this.client, head.readTo, this.stopping)) {
      // Nothing but what was delivered before.
      if (readTo && !isAfter(batch.readTo, readTo)) continue;
      const { events, tampering } = this.sorted(batch, readTo);
      await writer.write({ epoch: head.epoch, size, events, tampering, readTo: batch.readTo });
      this.retryAfter = FIRST_RETRY_MS;
      size += events.length;
      ({ readTo } = batch);
      for (const { kind, stream } of tampering) this.options.report(`${kind}: ${stream}`);
      const all = tampering.length > 0 ? await writer.tampering() : this.status.tampering;
      this.change({ size, readTo, tampering: all });
    }
  }

  /** Leaves out what is in the journal already: the server may deliver again what it delivered. */
  private sorted(
    { events: all }: AllBatch,
    readTo: AllPosition | null,
  ): { readonly events: readonly ArrivedEvent[]; readonly tampering: readonly Tampering[] } {
    const events: ArrivedEvent[] = [];
    const tampering: Tampering[] = [];
    let last = readTo;
    for (const resolved of all) {
      const at = resolved.event?.position;
      if (at && last && !isAfter(at, last)) continue;
      const arrival = arrivalOf(resolved, this.options.isOurs);
      if (arrival.kind === 'event') events.push(arrival.event);
      else if (arrival.kind === 'tampering') tampering.push(arrival.tampering);
      last = at ?? last;
    }
    return { events, tampering };
  }

  private giveUp(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    this.change({ state: 'stopped', problem });
    this.options.report(problem);
  }

  private change(news: Partial<JournalStatus>): void {
    this.status = { ...this.status, ...news };
  }
}

/**
 * The journal's last event must still stand where it was found: a server that was restored from an older copy, replaced,
 * or emptied by a scavenge is not gone on with.
 */
const confirmLast = async (client: EventStoreDBClient, { last }: JournalHead): Promise<void> => {
  if (!last) return;
  const reading = client.readAll({ direction: FORWARDS, fromPosition: last.at, maxCount: 1, requiresLeader: true });
  let found: string | undefined;
  const first = readUntil(reading, ({ event }) => {
    found = event?.id;
    return true;
  });
  await within(LOOK_DEADLINE_MS, 'looking for the last event', first).catch(noEventBegins);
  if (found !== last.id)
    throw new JournalBroken(`the server no longer has event ${last.id} of ${last.stream} at ${last.at.commit}`);
};

/** The server's words for a position inside its log where no event begins: another log than the one that was read. */
const noEventBegins = (error: unknown): undefined => {
  if (error instanceof Error && error.message.includes('Unexpected ReadAllResult')) return undefined;
  throw error;
};

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
