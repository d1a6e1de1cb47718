import type { Pool, PoolClient } from 'pg';

/**
 * A command's vault row is committed before its event is appended (contract 1). What lies in between is a request, or a file's chunk with all
 * of its retries: minutes. A day outlives them, and an outage of the store besides. Who comes again under the same command touches the row.
 */
export const SWEEP_AGE_MILLISECONDS = 24 * 60 * 60_000;
/** One transaction's worth: its locks are held for milliseconds. */
export const SWEEP_ROWS = 500;
/** A run ends after so many, whatever is left: the next one goes on. */
export const SWEEP_BATCHES = 200;

export interface Swept {
  /** Rows whose event is there; they are never looked at again. */
  readonly recorded: number;
  /** Rows whose event never came. */
  readonly removed: number;
}

interface Candidate {
  readonly command_id: string;
  readonly subject_id: string;
  readonly is_recorded: boolean;
}

/**
 * Removes what commands left in the vault that were refused, or cut off before their append. Whether an event came is asked of the ledger's
 * own events, and not of a projection: by the command's id, or (a file's row, whose id is the stream's) by the stream of the subject that
 * the row made. Any number of processes may sweep at once, and a run that was cut off is done again.
 */
export const sweepVault = async (pool: Pool, olderThanMilliseconds = SWEEP_AGE_MILLISECONDS): Promise<Swept> => {
  let [recorded, removed] = [0, 0];
  for (let batch = 0; batch < SWEEP_BATCHES; batch += 1) {
    const swept = await inTransaction(pool, (client) => sweepBatch(client, olderThanMilliseconds));
    recorded += swept.recorded;
    removed += swept.removed;
    if (swept.recorded + swept.removed < SWEEP_ROWS) break;
  }
  return { recorded, removed };
};

const sweepBatch = async (client: PoolClient, olderThanMilliseconds: number): Promise<Swept> => {
  // The rows stay locked until the end: whoever comes again with one of these commands waits, and then finds it touched or gone.
  const { rows: locked } = await client.query<{ readonly command_id: string }>(
    `select e.command_id from vault.enrolment e
     where not e.recorded and e.touched_at < now() - $1::bigint * interval '1 millisecond'
     order by e.touched_at limit $2 for update skip locked`,
    [olderThanMilliseconds, SWEEP_ROWS],
  );
  const candidates = await withTheirEvents(
    client,
    locked.map(({ command_id }) => command_id),
  );
  const idsOf = (isRecorded: boolean): readonly string[] =>
    candidates.flatMap(({ command_id, is_recorded }) => (is_recorded === isRecorded ? [command_id] : []));
  const [recorded, orphans] = [idsOf(true), idsOf(false)];
  await client.query('update vault.enrolment set recorded = true where command_id = any($1::uuid[])', [recorded]);
  const subjects = candidates.flatMap(({ subject_id, is_recorded }) => (is_recorded ? [] : [subject_id]));
  await remove(client, orphans, [...new Set(subjects)]);
  return { recorded: recorded.length, removed: orphans.length };
};

/** A statement of its own, after the locks: an event that was appended meanwhile is seen. A login has no event, and stays. */
const withTheirEvents = async (client: PoolClient, commandIds: readonly string[]): Promise<readonly Candidate[]> => {
  if (commandIds.length === 0) return [];
  const { rows } = await client.query<Candidate>(
    `select e.command_id, e.subject_id,
       s.kind = 'OFFICER'
       or exists (select from event v where v.command_id = e.command_id)
       or e.made_subject and exists (select from event v
                                     where v.stream in ('beneficiary-' || s.id, 'sim-' || s.id) and v.revision = 0) as is_recorded
     from vault.enrolment e join vault.subject s on s.id = e.subject_id
     where e.command_id = any($1::uuid[])`,
    [commandIds],
  );
  return rows;
};

const remove = async (client: PoolClient, orphans: readonly string[], subjects: readonly string[]): Promise<void> => {
  if (orphans.length === 0) return;
  // Nothing can be added to these subjects from here on, so what the next statements see of them is all there is.
  await client.query('select from vault.subject where id = any($1::uuid[]) order by id for update', [subjects]);
  await client.query(
    `delete from vault.key k using vault.enrolment e
     where e.command_id = any($1::uuid[]) and k.subject_id = e.subject_id and k.index = any(e.key_indexes)
       and not exists (select from vault.enrolment o
                       where o.subject_id = e.subject_id and not o.command_id = any($1::uuid[]) and k.index = any(o.key_indexes))`,
    [orphans],
  );
  await client.query('delete from vault.field where subject_id = any($2::uuid[]) and command_id = any($1::uuid[])', [
    orphans,
    subjects,
  ]);
  await client.query('delete from vault.enrolment where command_id = any($1::uuid[])', [orphans]);
  await client.query(
    `delete from vault.subject s where s.id = any($1::uuid[])
       and not exists (select from vault.enrolment o where o.subject_id = s.id)`,
    [subjects],
  );
};

const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The connection may be what failed; a new one is cheap.
    client.release(true);
    throw error;
  }
};
