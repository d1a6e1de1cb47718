import type { Pool } from 'pg';
import { inTransaction } from './transaction';

/**
 * From now on the tree of this database is another log's: it grows anew from the first event. Checkpoints of the old one stay, for who asks what
 * was signed. Needs the owner's rights, since tiles are removed. Silent where the origin is this one already.
 */
export const takeOrigin = (owner: Pool, origin: string): Promise<void> =>
  inTransaction(owner, async (client) => {
    const { rowCount } = await client.query(
      `update log.sealer set origin = $1, epoch = epoch + 1, tree_size = 0, partials = '{}', signed_size = 0,
         signed_root = null, verifier_keys = '{}' where origin <> $1`,
      [origin],
    );
    if (rowCount! > 0) await client.query('delete from log.tile');
  });
