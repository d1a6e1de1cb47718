import type { Pool, PoolClient } from 'pg';
import { APPENDED_CHANNEL } from './migrations';

/** A reader that was told nothing looks by itself after this long: a lost notification costs time, never an event. */
const POLL_INTERVAL_MS = 500;

/**
 * Tells followers of the journal that there may be something to read: rung by appends of this process at once, and of others through
 * NOTIFY. It carries nothing; what is there is always read from the table.
 */
export interface Bell {
  ring(): void;
  /** How often it rang. Taken before reading, so that a ring between reading and waiting is not lost. */
  rung(): number;
  /** Until it has rung more than `count` times, the poll interval is over, or the signal aborts. */
  after(count: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export const openBell = (pool: Pool): Bell => {
  let count = 0;
  let closed = false;
  let listening: PoolClient | 'connecting' | null = null;
  const sleepers = new Set<() => void>();

  const ring = (): void => {
    count += 1;
    for (const wake of [...sleepers]) wake();
  };

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
      client.on('notification', ring);
      await client.query(`listen ${APPENDED_CHANNEL}`);
      if (closed) deaf(client)();
    } catch {
      // Polling goes on; the reads themselves tell the follower that the store is away.
      if (typeof listening === 'object' && listening) deaf(listening)();
      listening = null;
    }
  };

  return {
    ring,
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
    close: () => {
      closed = true;
      if (typeof listening === 'object' && listening) deaf(listening)();
      ring();
    },
  };
};
