import type { Pool } from 'pg';
import type { Lease } from '../leasing';

/** First half of the advisory lock of a projection; the other is the hash of its name. No other lock of ours has two halves. */
const LOCK_CLASS = 5_036_003;

/** A session that takes an advisory lock for each projection. The locks go with the session, however the process ends. */
export const openLease = async (pool: Pool): Promise<Lease> => {
  const client = await pool.connect();
  const lost = new AbortController();
  const onLost = (): void => lost.abort();
  client.on('error', onLost);
  client.on('end', onLost);
  return {
    lost: lost.signal,
    take: async (names) => {
      const { rows } = await client.query<{ name: string }>(
        `select name from unnest($1::text[]) name where pg_try_advisory_lock(${LOCK_CLASS}, hashtext(name))`,
        [names],
      );
      return rows.map(({ name }) => name);
    },
    release: () => client.release(true),
  };
};
