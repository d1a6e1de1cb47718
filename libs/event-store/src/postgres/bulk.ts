import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Append, AppendResult } from '../event-store';
import {
  checkParameters,
  groupBuilder,
  resultsOf,
  winnersOf,
  type CheckRow,
  type Group,
  type GroupLimits,
} from './appends';
import { COPY_EVENTS, copyRows } from './wire';
import { reachable } from './unavailable';

/** The lock is held for one part at a time, so that others get their turn every few tens of milliseconds. */
const PART_LIMITS: GroupLimits = { events: 1_000, bytes: 4_000_000 };
/**
 * Here the lock is held across round trips: a client that stalls in between loses its transaction, and with it the
 * lock.
 */
const IDLE_TIMEOUT = '5s';
/** The idle timeout doesn't run while COPY waits for its rows; this one does. */
const COPY_TIMEOUT = '30s';

/** Many appends by COPY, in order, part by part; each append is atomic by itself. */
export const appendInBulk = async (
  pool: Pool,
  appends: readonly Append[],
  appended: () => void,
): Promise<readonly AppendResult[]> => {
  const results: AppendResult[] = [];
  while (results.length < appends.length) {
    const group = nextPart(appends, results.length);
    results.push(...(await reachable(() => storePart(pool, group))));
    appended();
  }
  return results;
};

/** The longest run that can be decided at once: an append to a stream of the part waits until the part is stored. */
const nextPart = (appends: readonly Append[], start: number): Group => {
  const part = groupBuilder(PART_LIMITS);
  let index = start;
  while (index < appends.length && part.add(appends[index]!) === 'taken') index += 1;
  return part.group;
};

const storePart = async (pool: Pool, group: Group): Promise<readonly AppendResult[]> => {
  const client = await pool.connect();
  try {
    const results = await copyPart(client, group);
    client.release();
    return results;
  } catch (error) {
    // The transaction's state is unknown: the connection goes, and the server rolls back what was open.
    client.release(true);
    throw error;
  }
};

const copyPart = async (client: PoolClient, group: Group): Promise<readonly AppendResult[]> => {
  await client.query(
    `begin isolation level read committed;
     set local idle_in_transaction_session_timeout = '${IDLE_TIMEOUT}';
     set local statement_timeout = '${COPY_TIMEOUT}'`,
  );
  const { rows } = await client.query<CheckRow>({
    name: 'event-store-append-check',
    text: 'select next_position, losers from append_check($1, $2, $3, $4, $5, $6, $7)',
    values: [...checkParameters(group)],
  });
  const winners = winnersOf(group, rows[0]!).flatMap(({ events }) => events);
  if (winners.length > 0) {
    const input = copyRows(winners, Number(rows[0]!.next_position));
    await pipeline(Readable.from([input]), client.query(copyFrom(COPY_EVENTS)));
  }
  await client.query('commit');
  return resultsOf(group, rows[0]!);
};
