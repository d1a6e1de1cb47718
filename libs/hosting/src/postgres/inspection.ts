import { Client } from 'pg';

/** What `doctor` asks a database. Each question stands by itself: a ledger that is half made still gets the other answers. */
export interface Inspection {
  readonly serverVersion: string;
  readonly synchronousCommit: string;
  readonly databaseBytes: number;
  /** Null before the first migration. */
  readonly events: number | null;
  /** Rights of the application's role on the events. */
  readonly mayChangeEvents: boolean | null;
  /** `DEMO` or `PRODUCTION`, as the first event says. */
  readonly purpose: string | null;
  readonly parked: number | null;
  /** Where the events are copied from another store: up to which byte of its log, and what was found cut or deleted there. */
  readonly journal: { readonly readTo: string | null; readonly tampered: readonly string[] } | null;
  readonly gate: { readonly moved: boolean; readonly importing: boolean };
  readonly projections: readonly InspectedProjection[];
}

export interface InspectedProjection {
  readonly name: string;
  readonly size: number;
  readonly fault: { readonly position: number; readonly code: string } | null;
}

/** A database that doesn't answer by then is a finding. */
const TIMEOUT_MS = 5_000;

/** Reads only. Throws where the database can't be reached. */
export const inspect = async (url: string): Promise<Inspection> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  const one = async <T>(sql: string): Promise<T> =>
    Object.values(((await client.query(sql)).rows[0] ?? {}) as Record<string, T>)[0] as T;
  const where = async <T>(table: string, sql: string): Promise<T | null> =>
    (await one<boolean>(`select to_regclass('${table}') is not null`)) ? one<T>(sql) : null;
  try {
    return {
      serverVersion: await one(`select current_setting('server_version')`),
      synchronousCommit: await one(`select current_setting('synchronous_commit')`),
      databaseBytes: Number(await one(`select pg_database_size(current_database())`)),
      events: numberOrNull(await where('event', 'select coalesce(max(position) + 1, 0) from event')),
      mayChangeEvents: await where('event', `select has_table_privilege('event', 'update, delete, truncate')`),
      purpose: await where(
        'event',
        `select (body::jsonb)->'data'->>'purpose' from event where stream = 'ledger' and type = 'LedgerOpened' limit 1`,
      ),
      parked: numberOrNull(await where('policies.parked', 'select count(*) from policies.parked')),
      journal: (await where<boolean>('journal_checkpoint', 'select exists (select from journal_checkpoint)'))
        ? {
            readTo: await one('select commit_position from journal_checkpoint'),
            tampered: await one(
              `select coalesce(array_agg(kind || ' ' || stream order by commit_position), '{}') from journal_tampering`,
            ),
          }
        : null,
      gate: {
        moved:
          (await where<boolean>('event_store_gate', 'select closed_for is not null from event_store_gate')) === true,
        importing: (await where<boolean>('event_store_gate', 'select importing from event_store_gate')) === true,
      },
      projections: (await one<boolean>(`select to_regclass('projections.checkpoint') is not null`))
        ? (await client.query<CheckpointRow>(CHECKPOINTS)).rows.map(projectionOf)
        : [],
    };
  } finally {
    await client.end();
  }
};

interface CheckpointRow {
  readonly name: string;
  readonly size: string;
  readonly fault_position: string | null;
  readonly fault_code: string | null;
}

const CHECKPOINTS =
  'select name, size, fault_position, fault_code from projections.checkpoint where serving order by name';

const projectionOf = ({ name, size, fault_position, fault_code }: CheckpointRow): InspectedProjection => ({
  name,
  size: Number(size),
  fault: fault_position === null ? null : { position: Number(fault_position), code: fault_code ?? '' },
});

const numberOrNull = (value: string | null): number | null =>
  value === null || value === undefined ? null : Number(value);
