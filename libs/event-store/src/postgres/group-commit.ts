import type { Pool } from 'pg';
import { StoreUnavailable, type Append, type AppendResult } from '../event-store';
import {
  checkParameters,
  eventParameters,
  groupBuilder,
  resultsOf,
  type CheckRow,
  type Group,
  type GroupLimits,
} from './appends';
import { reachable } from './unavailable';

/** One call of `append_group`: about as much as an append alone may be, so that nobody waits long behind it. */
const GROUP_LIMITS: GroupLimits = { events: 1_000, bytes: 1_000_000 };

interface Waiting {
  readonly append: Append;
  readonly answer: (result: AppendResult) => void;
  readonly fail: (error: unknown) => void;
}

/** Concurrent appends of this process go as one group, in one call: one lock, one commit, one flush for all of them. */
export interface GroupCommit {
  append(append: Append): Promise<AppendResult>;
  /** Refuses further appends and waits for those that were taken. */
  close(): Promise<void>;
}

export const groupCommit = (pool: Pool, appended: () => void): GroupCommit => {
  let waiting: Waiting[] = [];
  let working: Promise<void> | null = null;
  let closed = false;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Those whose answer just came are about to append again: one turn later they are part of this group.
      await new Promise(setImmediate);
      const { group, members, others } = nextGroup(waiting);
      waiting = others;
      await settle(pool, group, members);
      appended();
    }
    working = null;
  };

  return {
    append: (append) =>
      new Promise((answer, fail) => {
        if (closed) return fail(new StoreUnavailable('the event store is closed'));
        waiting.push({ append, answer, fail });
        working ??= work();
      }),
    close: async () => {
      closed = true;
      await working;
    },
  };
};

/**
 * Concurrent appends have no order among them: one that clashes with the group waits for the next, and others pass it.
 */
const nextGroup = (
  waiting: readonly Waiting[],
): { readonly group: Group; readonly members: readonly Waiting[]; readonly others: Waiting[] } => {
  const builder = groupBuilder(GROUP_LIMITS);
  const members: Waiting[] = [];
  const others: Waiting[] = [];
  for (const [index, candidate] of waiting.entries()) {
    const added = builder.add(candidate.append);
    if (added === 'taken') members.push(candidate);
    else if (added === 'clashes') others.push(candidate);
    else return { group: builder.group, members, others: [...others, ...waiting.slice(index)] };
  }
  return { group: builder.group, members, others };
};

const settle = async (pool: Pool, group: Group, members: readonly Waiting[]): Promise<void> => {
  try {
    const results = await reachable(() => sendGroup(pool, group));
    for (const [index, member] of members.entries()) member.answer(results[index]!);
  } catch (error) {
    if (error instanceof StoreUnavailable || members.length === 1) {
      for (const member of members) member.fail(error);
      return;
    }
    // Something in one append is beyond what was foreseen; the others are not to fail for it.
    for (const member of members) {
      await settle(pool, { appends: [member.append], events: member.append.events }, [member]);
    }
  }
};

/** One call: the lock is taken, what may be stored is stored, and that is committed. */
export const sendGroup = async (pool: Pool, group: Group): Promise<readonly AppendResult[]> => {
  const { rows } = await pool.query<CheckRow>({
    name: 'event-store-append-group',
    text: 'select next_position, losers from append_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    values: [...checkParameters(group), ...eventParameters(group.events)],
  });
  return resultsOf(group, rows[0]!);
};
