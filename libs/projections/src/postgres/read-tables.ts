import type { Pool } from 'pg';
import { lastingPool } from '@event-store/postgres';
import { ReadTables, type Moment } from '../read-tables';
import { schemaToRead } from '../scratches';
import { SCRATCH_SCHEMAS, VIEWS } from './tables';
import { totalsQuery } from './totals';
import { asInEvents } from './values';

/** Requests read side by side; a statement that waits for a connection longer than this tells its client so. */
const CONNECTIONS = 10;
/** To a scratch: an auditor or two ask it, and never the public. They are opened when one is asked, and go when none is. */
const SCRATCH_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A read that takes longer was not bounded: it is stopped, so that it can't hold others up. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** SQLSTATE of a table that isn't there: the worker has not made it yet. */
const UNDEFINED_TABLE = '42P01';

/** The tables of a projection are not there yet, or are being replaced: the same question has an answer later. */
export class ProjectionStale extends Error {
  readonly code = 'PROJECTION_STALE';
}

export interface OpenReadTables {
  readonly tables: ReadTables;
  close(): Promise<void>;
}

/** Connections that find the tables by their names, and that can't write: to the live ones, and of their own to each scratch (`readingFrom`). */
export const openReadTables = (connectionString: string, connections = CONNECTIONS): OpenReadTables => {
  const open = (schema: string, config: { readonly max: number; readonly min?: number }): Pool =>
    lastingPool({
      ...config,
      connectionString,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      options: `-c search_path=${schema} -c default_transaction_read_only=on -c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    });
  const live = open(VIEWS, { max: connections });
  const scratches = new Map<string, Pool>(
    SCRATCH_SCHEMAS.map((schema) => [schema, open(schema, { max: SCRATCH_CONNECTIONS, min: 0 })]),
  );
  const poolToRead = (): Pool => {
    const schema = schemaToRead();
    return schema === null ? live : scratches.get(schema)!;
  };
  return {
    tables: new PostgresReadTables(poolToRead),
    close: async () => {
      for (const pool of [live, ...scratches.values()]) await pool.end();
    },
  };
};

class PostgresReadTables extends ReadTables {
  constructor(private readonly poolToRead: () => Pool) {
    super();
  }

  async query<R extends Readonly<Record<string, unknown>>>(
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly R[]> {
    try {
      const { rows } = await this.poolToRead().query<R>({ text: sql, values: [...values], types: asInEvents });
      return rows;
    } catch (error) {
      if ((error as { code?: unknown }).code === UNDEFINED_TABLE)
        throw new ProjectionStale('a read table is not there yet', { cause: error });
      throw error;
    }
  }

  totalsAt(
    projection: string,
    cut: string,
    moment: Moment,
  ): Promise<readonly { readonly key: string; readonly measure: string; readonly n: number }[]> {
    const { text, values } = totalsQuery({ name: projection }, cut, moment);
    return this.query(text, values);
  }
}
