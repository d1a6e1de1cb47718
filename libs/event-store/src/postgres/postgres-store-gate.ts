import type { Pool } from 'pg';
import type { AllPosition } from '../journal-writer';
import { ImportedOrigins, ImportUnfinished, OtherHistory, StoreGate, type GateState } from '../store-gate';
import { CLAIM_TIMEOUT } from './migrations/0003-journal';
import { reachable } from './unavailable';
import { eventColumns } from './wire';

const UNIQUE_VIOLATION = '23505';

/** Throws `ImportUnfinished` where only the import may go on. */
export const checkGate = async (pool: Pool): Promise<void> => {
  const { importing } = await readGate(pool);
  if (importing) throw new ImportUnfinished('an import into this store has not ended');
};

/** `appends`: events come into being here. `worker`: they are copied from another store, into which claims let them. */
export const postgresStoreGate = (pool: Pool, keeper: 'appends' | 'worker'): StoreGate => ({
  state: () => readGate(pool),
  close: async (commandId) => {
    const { rows } = await reachable(() =>
      pool.query<{ closed_by: string }>('select * from gate_close($1)', [commandId]),
    );
    return rows[0]!.closed_by;
  },
  settled: async () => {
    if (keeper === 'appends') return true;
    // Who claimed a command before the store was closed may still be on the way to the other store, until its event is here or the claim is old.
    const { rows } = await reachable(() =>
      pool.query<{ settled: boolean }>(
        `select closed_at < now() - interval '${CLAIM_TIMEOUT}' or not exists (
           select from command_claim c
           where c.claimed_at > now() - interval '${CLAIM_TIMEOUT}'
             and not exists (select from event e where e.command_id = c.command_id)) as settled
         from event_store_gate`,
      ),
    );
    return rows[0]!.settled;
  },
  beginImport: async () => {
    await reachable(() => pool.query('select gate_import($1)', [keeper === 'worker']));
  },
  importEvents: async (from, events) => {
    try {
      await reachable(() =>
        pool.query('select event_import($1, $2, $3, $4, $5, $6, $7)', [from, ...eventColumns(events)]),
      );
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      throw code === UNIQUE_VIOLATION ? new OtherHistory(message) : error;
    }
  },
  finishImport: async () => {
    await reachable(() =>
      pool.query('update event_store_gate set importing = false, closed_for = null, closed_at = null'),
    );
  },
});

const readGate = async (pool: Pool): Promise<GateState> => {
  const { rows } = await reachable(() =>
    pool.query<{ closed_for: string | null; importing: boolean }>('select closed_for, importing from event_store_gate'),
  );
  return { closedFor: rows[0]!.closed_for, importing: rows[0]!.importing };
};

interface OriginsRow {
  readonly commit_position: string | null;
  readonly prepare_position: string | null;
  readonly first_missing: string | null;
}

export const postgresImportedOrigins = (pool: Pool): ImportedOrigins => ({
  head: async () => {
    const { rows } = await reachable(() =>
      pool.query<OriginsRow>(
        `select commit_position, prepare_position,
           (select e.position from event e left join event_origin o using (position)
            where o.position is null order by e.position limit 1) as first_missing
         from journal_checkpoint`,
      ),
    );
    const { commit_position: commit, prepare_position: prepare, first_missing: missing } = rows[0]!;
    return {
      readTo: commit === null || prepare === null ? null : { commit: BigInt(commit), prepare: BigInt(prepare) },
      firstMissing: missing === null ? null : Number(missing),
    };
  },
  found: async (places, readTo: AllPosition) => {
    await reachable(() =>
      pool.query(
        `with place as (
           insert into event_origin (position, commit_position, prepare_position)
           select * from unnest($1::bigint[], $2::bigint[], $3::bigint[]) on conflict do nothing
         ) update journal_checkpoint set commit_position = $4, prepare_position = $5`,
        [
          places.map(({ position }) => position),
          places.map(({ at }) => String(at.commit)),
          places.map(({ at }) => String(at.prepare)),
          String(readTo.commit),
          String(readTo.prepare),
        ],
      ),
    );
  },
});
