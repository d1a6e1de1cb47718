import type { Pool, PoolClient } from 'pg';
import type { Actor } from '@kernel';
import type { FileOptions, ImportCounts, ImportKindName, ImportState, RowIssue, Severity } from '../import-kind';

export interface ImportRecord {
  readonly id: string;
  readonly kind: ImportKindName;
  readonly mode: 'dry-run' | 'apply';
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly uploader: Actor;
  readonly options: FileOptions;
  readonly state: ImportState;
  readonly code: string | null;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly counts: ImportCounts;
  readonly rowsTotal: number | null;
  readonly rowsDone: number;
  readonly receivedAt: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly releasedBy: string | null;
}

export interface LineIssue extends RowIssue {
  readonly line: number;
}

type NewImport = Pick<
  ImportRecord,
  'id' | 'kind' | 'mode' | 'name' | 'sha256' | 'bytes' | 'uploader' | 'options' | 'counts' | 'receivedAt'
>;

interface ImportRow {
  readonly id: string;
  readonly kind: ImportKindName;
  readonly mode: 'dry-run' | 'apply';
  readonly name: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly uploader: Actor;
  readonly options: FileOptions;
  readonly state: ImportState;
  readonly code: string | null;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly counts: ImportCounts;
  readonly rows_total: number | null;
  readonly rows_done: number;
  readonly received_at: string;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly released_by: string | null;
}

/** How many issues one page of `/errors.csv` reads. */
const ISSUES_A_PAGE = 1_000;

/** Records of imports and of their rows' issues. */
export class ImportStore {
  constructor(private readonly pool: Pool) {}

  /** The new record, or the one that took in the same bytes before. */
  async insert(record: NewImport): Promise<{ readonly record: ImportRecord; readonly known: boolean }> {
    const { rows } = await this.pool.query<ImportRow>(
      `insert into imports.import (id, kind, mode, name, sha256, bytes, uploader, options, state, counts, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'UPLOADED', $9, $10) on conflict do nothing returning *`,
      [
        record.id,
        record.kind,
        record.mode,
        record.name,
        record.sha256,
        record.bytes,
        JSON.stringify(record.uploader),
        JSON.stringify(record.options),
        JSON.stringify(record.counts),
        record.receivedAt,
      ],
    );
    if (rows[0]) return { record: recordOf(rows[0]), known: false };
    const before = (await this.byId(record.id)) ?? (await this.bySha256(record.kind, record.sha256));
    if (!before) throw new Error('an import vanished while it was taken in');
    return { record: before, known: true };
  }

  async byId(id: string): Promise<ImportRecord | null> {
    const { rows } = await this.pool.query<ImportRow>('select * from imports.import where id = $1', [id]);
    return rows[0] ? recordOf(rows[0]) : null;
  }

  async bySha256(kind: string, sha256: string): Promise<ImportRecord | null> {
    const { rows } = await this.pool.query<ImportRow>(
      `select * from imports.import where kind = $1 and sha256 = $2 and mode = 'apply' and state <> 'REJECTED'`,
      [kind, sha256],
    );
    return rows[0] ? recordOf(rows[0]) : null;
  }

  /** Imports that a process that died left behind. */
  async unfinished(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select id from imports.import where finished_at is null and state <> 'HELD' order by received_at`,
    );
    return rows.map(({ id }) => id);
  }

  /** Only the process that gets the lock runs the import; it goes with the connection. */
  async withLock<T>(id: string, work: () => Promise<T>): Promise<T | null> {
    const client: PoolClient = await this.pool.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('import/' || $1, 0)) as locked`,
        [id],
      );
      if (!rows[0]!.locked) return null;
      try {
        return await work();
      } finally {
        await client.query(`select pg_advisory_unlock(hashtextextended('import/' || $1, 0))`, [id]);
      }
    } finally {
      client.release();
    }
  }

  async setState(
    id: string,
    state: ImportState,
    change: {
      readonly code?: string;
      readonly facts?: Readonly<Record<string, string | number>>;
      readonly rowsTotal?: number;
      readonly finished?: boolean;
      readonly releasedBy?: string;
    } = {},
  ): Promise<void> {
    await this.pool.query(
      `update imports.import set state = $2, code = $3, facts = $4,
         rows_total = coalesce($5, rows_total), started_at = coalesce(started_at, now()),
         finished_at = case when $6 then now() end, released_by = coalesce($7, released_by)
       where id = $1`,
      [
        id,
        state,
        change.code ?? null,
        JSON.stringify(change.facts ?? {}),
        change.rowsTotal ?? null,
        change.finished ?? false,
        change.releasedBy ?? null,
      ],
    );
  }

  /** One step of a run, in one transaction: what its rows became and how far it got. */
  async saveStep(id: string, rowsDone: number, counts: ImportCounts, issues: readonly LineIssue[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      if (issues.length > 0) await insertIssues(client, id, issues);
      await client.query('update imports.import set rows_done = $2, counts = $3 where id = $1', [
        id,
        rowsDone,
        JSON.stringify(counts),
      ]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** All issues in the order of lines, read in pages. */
  async *issues(id: string): AsyncGenerator<LineIssue> {
    let [line, ordinal] = [0, -1];
    for (;;) {
      const { rows } = await this.pool.query<{
        line: number;
        ordinal: number;
        severity: Severity;
        code: string;
        field: string;
        value: string;
        suggestion: string | null;
      }>(
        `select line, ordinal, severity, code, field, value, suggestion from imports.issue
         where import_id = $1 and (line, ordinal) > ($2, $3) order by line, ordinal limit ${ISSUES_A_PAGE}`,
        [id, line, ordinal],
      );
      for (const { suggestion, ...row } of rows) yield { ...row, ...(suggestion === null ? {} : { suggestion }) };
      const last = rows.at(-1);
      if (!last || rows.length < ISSUES_A_PAGE) return;
      [line, ordinal] = [last.line, last.ordinal];
    }
  }
}

const insertIssues = async (client: PoolClient, id: string, issues: readonly LineIssue[]): Promise<void> => {
  const ordinals = new Map<number, number>();
  const numbered = issues.map((issue) => {
    const ordinal = ordinals.get(issue.line) ?? 0;
    ordinals.set(issue.line, ordinal + 1);
    return { ...issue, ordinal };
  });
  await client.query(
    `insert into imports.issue (import_id, line, ordinal, severity, code, field, value, suggestion)
     select $1, * from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
     on conflict do nothing`,
    [
      id,
      numbered.map(({ line }) => line),
      numbered.map(({ ordinal }) => ordinal),
      numbered.map(({ severity }) => severity),
      numbered.map(({ code }) => code),
      numbered.map(({ field }) => field),
      numbered.map(({ value }) => value),
      numbered.map(({ suggestion }) => suggestion ?? null),
    ],
  );
};

const recordOf = (row: ImportRow): ImportRecord => ({
  id: row.id,
  kind: row.kind,
  mode: row.mode,
  name: row.name,
  sha256: row.sha256,
  bytes: Number(row.bytes),
  uploader: row.uploader,
  options: row.options,
  state: row.state,
  code: row.code,
  facts: row.facts,
  counts: row.counts,
  rowsTotal: row.rows_total,
  rowsDone: row.rows_done,
  receivedAt: row.received_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  releasedBy: row.released_by,
});
