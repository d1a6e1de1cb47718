import type { Pool } from 'pg';
import type { Append, AppendResult } from '../event-store';
import { groupBuilder, type Group, type GroupLimits } from './appends';
import { sendGroup } from './group-commit';
import { reachable } from './unavailable';

/** The lock is held for one part at a time, so that others get their turn every few tens of milliseconds. */
const PART_LIMITS: GroupLimits = { events: 1_000, bytes: 4_000_000 };

/** Many appends in order, part by part, each part in one call as a group has it; each append is atomic by itself. */
export const appendInBulk = async (
  pool: Pool,
  appends: readonly Append[],
  appended: () => void,
): Promise<readonly AppendResult[]> => {
  const results: AppendResult[] = [];
  while (results.length < appends.length) {
    const part = nextPart(appends, results.length);
    results.push(...(await reachable(() => sendGroup(pool, part))));
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
