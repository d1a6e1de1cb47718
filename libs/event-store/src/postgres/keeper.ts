import type { Pool } from 'pg';

/** The events of this database come from elsewhere than from this store: two stores would each write what the other doesn't know. */
export class JournalOfAnotherStore extends Error {
  readonly code = 'JOURNAL_OF_ANOTHER_STORE';
}

/** Asked at start. `appends`: events come into being here. `worker`: they are copied from another store. */
export const checkKeeper = async (pool: Pool, wanted: 'appends' | 'worker'): Promise<void> => {
  const { rows } = await pool.query<{ copied: boolean; filled: boolean }>(
    'select exists (select from journal_checkpoint) as copied, exists (select from event) as filled',
  );
  const { copied, filled } = rows[0]!;
  if (wanted === 'appends' ? copied : filled && !copied)
    throw new JournalOfAnotherStore(
      copied ? 'the events are copied from kurrentdb' : 'the events came into being here',
    );
};
