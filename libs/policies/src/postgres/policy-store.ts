import type { Pool, PoolClient } from 'pg';
import type { DomainCommand } from '@kernel';

export interface Deadline {
  readonly policy: string;
  readonly key: string;
  readonly dueOn: string;
  readonly noun: string;
  readonly id: string;
  readonly command: DomainCommand;
  readonly correlation: string;
}

export interface Parked {
  readonly policy: string;
  readonly key: string;
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly code: string;
}

export type DeadlineChange =
  | { readonly kind: 'set'; readonly deadline: Deadline }
  | { readonly kind: 'remove'; readonly policy: string; readonly key: string };

/** What one step of the runner makes durable, in one transaction. */
export interface Progress {
  readonly policies: readonly string[];
  readonly size: number;
  readonly deadlines: readonly DeadlineChange[];
  readonly parked: readonly Parked[];
}

/** Any number that no other lock of the ledger has; held by the session of the one active runner. */
const RUNNER_LOCK = 7_204_001;

/** Checkpoints, deadlines and parked keys of the policies. */
export class PolicyStore {
  constructor(private readonly pool: Pool) {}

  async checkpoints(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ policy: string; size: string }>(
      'select policy, size from policies.checkpoint',
    );
    return new Map(rows.map(({ policy, size }) => [policy, Number(size)]));
  }

  /** First sight of a policy: where it starts. Known already: unchanged. */
  async begin(policy: string, size: number): Promise<void> {
    await this.pool.query(
      'insert into policies.checkpoint (policy, size) values ($1, $2) on conflict (policy) do nothing',
      [policy, size],
    );
  }

  async save({ policies, size, deadlines, parked }: Progress): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await saveDeadlines(client, deadlines);
      for (const entry of parked) {
        await client.query(
          `insert into policies.parked (policy, key, position, event_id, event_type, code) values ($1, $2, $3, $4, $5, $6)
           on conflict (policy, key, position) do update set code = excluded.code, attempts = policies.parked.attempts + 1`,
          [entry.policy, entry.key, entry.position, entry.eventId, entry.eventType, entry.code],
        );
      }
      // Never backwards: a policy that stands further on than the others keeps its place.
      await client.query(
        'update policies.checkpoint set size = $2, updated_at = now() where policy = any($1) and size < $2',
        [policies, size],
      );
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async due(day: string): Promise<readonly Deadline[]> {
    const { rows } = await this.pool.query<DeadlineRow>(
      `select ${DEADLINE_COLUMNS} from policies.deadline where due_on <= $1 order by due_on, policy, key`,
      [day],
    );
    return rows.map(deadlineOf);
  }

  /** Null where it was cancelled, or is over. */
  async deadline(policy: string, key: string): Promise<Deadline | null> {
    const { rows } = await this.pool.query<DeadlineRow>(
      `select ${DEADLINE_COLUMNS} from policies.deadline where policy = $1 and key = $2`,
      [policy, key],
    );
    return rows[0] ? deadlineOf(rows[0]) : null;
  }

  /** In the order of the ledger. */
  async parked(): Promise<readonly (Parked & { readonly attempts: number; readonly parkedAt: string })[]> {
    const { rows } = await this.pool.query<{
      policy: string;
      key: string;
      position: string;
      event_id: string;
      event_type: string;
      code: string;
      attempts: number;
      parked_at: Date;
    }>('select * from policies.parked order by position, policy, key');
    return rows.map((row) => ({
      policy: row.policy,
      key: row.key,
      position: Number(row.position),
      eventId: row.event_id,
      eventType: row.event_type,
      code: row.code,
      attempts: row.attempts,
      parkedAt: row.parked_at.toISOString(),
    }));
  }

  async unpark(policy: string, key: string, position: number): Promise<void> {
    await this.pool.query('delete from policies.parked where policy = $1 and key = $2 and position = $3', [
      policy,
      key,
      position,
    ]);
  }

  /** Waits until this process is the one that runs the policies; the lock goes with the connection. Null when `signal` aborts first. */
  async becomeRunner(signal: AbortSignal, retryMilliseconds: number): Promise<PoolClient | null> {
    const client = await this.pool.connect();
    try {
      while (!signal.aborted) {
        const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
          RUNNER_LOCK,
        ]);
        if (rows[0]?.locked) return client;
        await pause(retryMilliseconds, signal);
      }
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.release();
    return null;
  }
}

interface DeadlineRow {
  readonly policy: string;
  readonly key: string;
  readonly due_on: string;
  readonly noun: string;
  readonly id: string;
  readonly command: DomainCommand;
  readonly correlation: string;
}

const DEADLINE_COLUMNS = `policy, key, to_char(due_on, 'YYYY-MM-DD') as due_on, noun, id, command, correlation`;

const deadlineOf = ({ due_on, ...rest }: DeadlineRow): Deadline => ({ ...rest, dueOn: due_on });

const saveDeadlines = async (client: PoolClient, changes: readonly DeadlineChange[]): Promise<void> => {
  // The last change of a key is the one that counts.
  const last = new Map(changes.map((change) => [keyOf(change), change]));
  const removed = [...last.values()].filter((change) => change.kind === 'remove');
  const set = [...last.values()].flatMap((change) => (change.kind === 'set' ? [change.deadline] : []));
  if (removed.length > 0)
    await client.query(
      'delete from policies.deadline d using unnest($1::text[], $2::text[]) as r(policy, key) where d.policy = r.policy and d.key = r.key',
      [removed.map(({ policy }) => policy), removed.map(({ key }) => key)],
    );
  if (set.length > 0)
    await client.query(
      `insert into policies.deadline (policy, key, due_on, noun, id, command, correlation)
       select * from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[])
       on conflict (policy, key) do update set due_on = excluded.due_on, noun = excluded.noun, id = excluded.id,
         command = excluded.command, correlation = excluded.correlation`,
      [
        set.map(({ policy }) => policy),
        set.map(({ key }) => key),
        set.map(({ dueOn }) => dueOn),
        set.map(({ noun }) => noun),
        set.map(({ id }) => id),
        set.map(({ command }) => JSON.stringify(command)),
        set.map(({ correlation }) => correlation),
      ],
    );
};

const keyOf = (change: DeadlineChange): string =>
  change.kind === 'set' ? `${change.deadline.policy}\0${change.deadline.key}` : `${change.policy}\0${change.key}`;

/** Resolves after the time, or at once when the signal aborts. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
