import type { ClientBase, Pool } from 'pg';

/** The server would acknowledge what a power cut may undo. */
export class NotDurable extends Error {
  readonly code = 'NOT_DURABLE';
}

/**
 * Asked at start: acknowledged means durable (promise 7), and a ledger that can lose its tail could fork its own log.
 */
export const checkDurability = async (client: Pick<ClientBase, 'query'> | Pool): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_settings
     where name in ('synchronous_commit', 'fsync', 'full_page_writes') and setting = 'off'`,
  );
  if (rows.length > 0) throw new NotDurable(`${rows.map(({ name }) => `${name} = off`).join(', ')}: switch it on`);
};
