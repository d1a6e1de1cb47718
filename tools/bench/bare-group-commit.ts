import type { Pool } from 'pg';

/** A text into a table, and nothing else: those that wait go together in one statement, which is one commit. */
export interface BareGroupCommit {
  insert(text: string): Promise<void>;
  end(): Promise<void>;
}

export const bareGroupCommit = async (pool: Pool): Promise<BareGroupCommit> => {
  await pool.query('create table bare (position bigint primary key, body text not null)');
  let position = 0;
  let waiting: { readonly text: string; readonly done: () => void; readonly fail: (error: unknown) => void }[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise(setImmediate);
      const group = waiting;
      waiting = [];
      try {
        await pool.query({
          name: `bare-${group.length}`,
          text: `insert into bare values ${group.map((_, row) => `($${2 * row + 1}, $${2 * row + 2})`).join(', ')}`,
          values: group.flatMap(({ text }, index) => [position + index, text]),
        });
        position += group.length;
        for (const { done } of group) done();
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    working = false;
  };

  return {
    insert: (text) =>
      new Promise((done, fail) => {
        waiting.push({ text, done, fail });
        if (working) return;
        working = true;
        void work();
      }),
    end: () => pool.end(),
  };
};
