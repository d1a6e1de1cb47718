import type { Pool, PoolClient } from 'pg';

/** A reader that was told nothing looks by itself after this long: a lost notification costs time, never an event. */
const POLL_INTERVAL_MS = 500;
/**
 * Other processes are told at once, and then no more often than this. In each append it would cost a twentieth of its
 * time under the lock.
 */
const NOTIFY_INTERVAL_MS = 20;
const CHANNEL = 'event_appended';

/**
 * Tells followers of the journal that there may be something to read: rung by appends of this process at once, and of
 * others through NOTIFY. It carries nothing; what is there is always read from the table.
 */
export interface Bell {
  /** This process has appended. */
  ring(): void;
  /** How often it rang. Taken before reading, so that a ring between reading and waiting is not lost. */
  rung(): number;
  /** Until it has rung more than `count` times, the poll interval is over, or the signal aborts. */
  after(count: number, signal: AbortSignal): Promise<void>;
  /** Wakes those that wait, and tells other processes what they were not told yet. */
  close(): Promise<void>;
}

export const openBell = (pool: Pool): Bell => {
  let count = 0;
  let closed = false;
  let listening: PoolClient | 'connecting' | null = null;
  const sleepers = new Set<() => void>();

  const ringHere = (): void => {
    count += 1;
    for (const wake of [...sleepers]) wake();
  };
  const ringElsewhere = atMostEvery(NOTIFY_INTERVAL_MS, () => pool.query(`notify ${CHANNEL}`));

  const deaf = (client: PoolClient) => (): void => {
    if (listening !== client) return;
    listening = null;
    client.removeAllListeners('notification');
    client.release(true);
  };

  /** The first follower connects; after a lost connection the next poll does. */
  const listen = async (): Promise<void> => {
    if (listening || closed) return;
    listening = 'connecting';
    try {
      const client = await pool.connect();
      listening = client;
      client.on('error', deaf(client));
      client.on('end', deaf(client));
      client.on('notification', ringHere);
      await client.query(`listen ${CHANNEL}`);
      if (closed) deaf(client)();
    } catch {
      // Polling goes on; the reads themselves tell the follower that the store is away.
      if (typeof listening === 'object' && listening) deaf(listening)();
      listening = null;
    }
  };

  return {
    ring: () => {
      ringHere();
      ringElsewhere.call();
    },
    rung: () => count,
    after: async (seen, signal) => {
      void listen();
      if (count > seen || signal.aborted || closed) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, POLL_INTERVAL_MS);
        signal.addEventListener('abort', wake);
        sleepers.add(wake);
      });
    },
    close: async () => {
      closed = true;
      if (typeof listening === 'object' && listening) deaf(listening)();
      ringHere();
      await ringElsewhere.settled();
    },
  };
};

/** Calls at once, and once more after the interval when it was asked to in between: the last ask is never forgotten. */
const atMostEvery = (
  milliseconds: number,
  work: () => Promise<unknown>,
): { call(): void; settled(): Promise<void> } => {
  let asked = false;
  let resting: Promise<void> | null = null;
  let wake = (): void => undefined;
  const rounds = async (): Promise<void> => {
    while (asked) {
      asked = false;
      // Who misses it looks by itself before long.
      await work().catch(() => undefined);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    resting = null;
  };
  return {
    call: () => {
      asked = true;
      resting ??= rounds();
    },
    settled: async () => {
      wake();
      await resting;
    },
  };
};
