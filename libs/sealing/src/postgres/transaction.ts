import type { Pool, PoolClient } from 'pg';

/** One transaction on a connection of its own; after an error the connection goes, and the server rolls back. */
export const inTransaction = async (pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
};
