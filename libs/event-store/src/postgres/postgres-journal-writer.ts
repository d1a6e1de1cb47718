import type { Pool, PoolClient } from 'pg';
import {
  JournalBroken,
  JournalWriter,
  StaleJournalWriter,
  type AllPosition,
  type JournalBatch,
  type JournalHead,
  type Tampering,
} from '../journal-writer';
import type { Bell } from './bell';
import { reachable } from './unavailable';
import { eventColumns } from './wire';

/** Any fixed number that no other advisory lock of ours has: who holds it writes the journal. */
const JOURNAL_LOCK = 5_036_007;
/** How often one that waits for its turn looks again; the other one may end in any way, so nobody tells. */
const TURN_INTERVAL_MS = 500;

const UNIQUE_VIOLATION = '23505';
/** Raised by `journal_write`. */
const NO_PREDECESSOR = 'SS001';

/** Writes the events table from outside, for a ledger whose events come into being elsewhere. */
export const postgresJournalWriter = (pool: Pool, bell: Bell): JournalWriter => {
  let turn: PoolClient | null = null;

  const end = async (): Promise<void> => {
    const held = turn;
    turn = null;
    // The lock goes with its connection.
    held?.release(true);
  };

  const takeTurn = async (): Promise<boolean> => {
    const client = await pool.connect();
    // Without a listener a lost connection would end the process; the next write finds the newer epoch.
    client.on('error', () => undefined);
    try {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [JOURNAL_LOCK]);
      if (rows[0]!.mine) {
        turn = client;
        return true;
      }
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
    return false;
  };

  return {
    begin: async (signal) => {
      await end();
      while (!(await reachable(takeTurn))) {
        await pause(TURN_INTERVAL_MS, signal);
        if (signal.aborted) return null;
      }
      await reachable(() =>
        pool.query(
          `insert into journal_checkpoint as c (epoch, size) values (1, 0)
           on conflict (one) do update set epoch = c.epoch + 1`,
        ),
      );
      return readHead(pool);
    },
    head: async (epoch) => {
      const head = await readHead(pool);
      if (head.epoch !== epoch) throw new StaleJournalWriter(`epoch ${epoch} is over, ${head.epoch} has begun`);
      return head;
    },
    write: async (batch) => {
      await reachable(() => write(pool, batch));
      if (batch.events.length > 0) bell.ring();
    },
    tampering: async () => {
      const { rows } = await reachable(() =>
        pool.query<{ stream: string; kind: Tampering['kind']; commit_position: string; prepare_position: string }>(
          `select stream, kind, commit_position, prepare_position from journal_tampering
           order by commit_position, prepare_position`,
        ),
      );
      return rows.map(({ stream, kind, ...at }) => ({ stream, kind, at: positionOf(at)! }));
    },
    end,
  };
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

/** `pg` gives a bigint as text. */
interface PositionRow {
  readonly commit_position: string | null;
  readonly prepare_position: string | null;
}

const positionOf = ({ commit_position, prepare_position }: PositionRow): AllPosition | null =>
  commit_position === null || prepare_position === null
    ? null
    : { commit: BigInt(commit_position), prepare: BigInt(prepare_position) };

interface HeadRow extends PositionRow {
  readonly epoch: string;
  readonly size: string;
  readonly events: string;
  readonly id: string | null;
  readonly stream: string | null;
  readonly last_commit: string | null;
  readonly last_prepare: string | null;
}

const readHead = async (pool: Pool): Promise<JournalHead> => {
  const { rows } = await reachable(() =>
    pool.query<HeadRow>(
      `select c.epoch, c.size, c.commit_position, c.prepare_position,
         (select coalesce(max(position) + 1, 0) from event) as events,
         e.id, e.stream, o.commit_position as last_commit, o.prepare_position as last_prepare
       from journal_checkpoint c
       left join event e on e.position = c.size - 1
       left join event_origin o on o.position = e.position`,
    ),
  );
  const row = rows[0];
  if (!row) throw new JournalBroken('the journal has no checkpoint');
  if (row.events !== row.size)
    throw new JournalBroken(
      `the events table has ${row.events} events and its checkpoint says ${row.size}: it is the table of another ledger, or was changed`,
    );
  const at = positionOf({ commit_position: row.last_commit, prepare_position: row.last_prepare });
  return {
    epoch: Number(row.epoch),
    size: Number(row.size),
    readTo: positionOf(row),
    last: row.id !== null && row.stream !== null && at ? { id: row.id, stream: row.stream, at } : null,
  };
};

const write = async (pool: Pool, { epoch, size, events, tampering, readTo }: JournalBatch): Promise<void> => {
  try {
    const { rows } = await pool.query<{ problem: string | null }>({
      name: 'event-store-journal-write',
      text: 'select problem from journal_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)',
      values: [
        epoch,
        size,
        ...eventColumns(events),
        events.map(({ at }) => String(at.commit)),
        events.map(({ at }) => String(at.prepare)),
        tampering.map(({ stream }) => stream),
        tampering.map(({ kind }) => kind),
        tampering.map(({ at }) => String(at.commit)),
        tampering.map(({ at }) => String(at.prepare)),
        String(readTo.commit),
        String(readTo.prepare),
      ],
    });
    if (rows[0]!.problem !== null)
      throw new StaleJournalWriter(`the journal is no longer at epoch ${epoch} and size ${size}`);
  } catch (error) {
    const { code, message, detail } = error as { readonly code?: string; readonly message: string; detail?: string };
    if (code === NO_PREDECESSOR) throw new JournalBroken(message);
    if (code === UNIQUE_VIOLATION) throw new JournalBroken(`${message}: ${detail ?? ''}`);
    throw error;
  }
};
