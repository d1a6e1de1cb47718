import { Logger } from '@nestjs/common';
import type { Actor } from '@kernel';
import { uuidV5 } from '@event-store';
import type { Clock } from '@command-handling';
import { vietnamDay } from '@programme/shared';
import { masked } from './cells';
import {
  type AnyImportKind,
  type FileOptions,
  type FileRefusal,
  type ImportContext,
  type ImportCounts,
  type ImportKindName,
  type ImportRun,
  type ImportState,
  type ImportTools,
  type ReadRow,
  type RowIssue,
  type RowResult,
  NO_COUNTS,
} from './import-kind';
import type { ImportRecord, ImportStore, LineIssue, Spool } from './postgres';
import { newIn } from './rows';

export interface Upload {
  /** The `Idempotency-Key` of the request. */
  readonly commandId: string;
  readonly kind: ImportKindName;
  readonly mode: 'dry-run' | 'apply';
  readonly name: string;
  readonly uploader: Actor;
  readonly options: FileOptions;
  readonly bytes: AsyncIterable<Buffer>;
}

export type Received =
  | { readonly kind: 'received'; readonly record: ImportRecord }
  /** The same key with the same bytes, or the same bytes under another key: the first import. */
  | { readonly kind: 'known'; readonly record: ImportRecord; readonly sameKey: boolean }
  | { readonly kind: 'key-reused' };

export interface ImportEngineOptions {
  readonly store: ImportStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly kinds: readonly AnyImportKind[];
  readonly tools: ImportTools;
  /** Decides and records nothing: what a dry run gets. */
  readonly dryTools: ImportTools;
}

/**
 * Takes files in and runs them, one at a time: spool → check the whole file → apply row by row in chunks → report. A run that a process
 * left behind goes on from its last saved chunk; the rows of the chunk that was interrupted repeat, and give no second event.
 */
export class ImportEngine {
  private readonly logger = new Logger(ImportEngine.name);
  private readonly kinds: ReadonlyMap<string, AnyImportKind>;
  private queue: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: ImportEngineOptions) {
    this.kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
  }

  /** What was unfinished when a process died. */
  async resume(): Promise<void> {
    for (const id of await this.options.store.unfinished()) this.enqueue(id);
  }

  /** Resolves when the chunk in hand is saved; what remains goes on at the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.queue;
  }

  async receive(upload: Upload): Promise<Received> {
    const { store, spool } = this.options;
    const id = uuidV5(upload.commandId, 'import');
    const before = await store.byId(id);
    const spoolId = before ? uuidV5(id, 'again') : id;
    const { bytes, sha256 } = await spool.write(spoolId, upload.bytes);
    if (before) {
      await spool.remove(spoolId);
      const same = before.sha256 === sha256 && before.kind === upload.kind && before.mode === upload.mode;
      return same ? { kind: 'known', record: before, sameKey: true } : { kind: 'key-reused' };
    }
    const { kind, mode, name, uploader, options } = upload;
    const receivedAt = this.options.clock.now();
    const { record, known } = await store.insert({
      id,
      kind,
      mode,
      name,
      sha256,
      bytes,
      uploader,
      options,
      counts: NO_COUNTS,
      receivedAt,
    });
    if (known) {
      if (record.id !== id) await spool.remove(id);
      return { kind: 'known', record, sameKey: record.id === id };
    }
    this.enqueue(id);
    return { kind: 'received', record };
  }

  /** The record of an import once its turn is over: ended, held, or interrupted. */
  async ended(id: string): Promise<ImportRecord | null> {
    await this.queue;
    return this.options.store.byId(id);
  }

  /** Resolves when every import that was received so far has ended or is held. */
  async idle(): Promise<void> {
    await this.queue;
  }

  /** Another person than the uploader lets a held file go on, or ends it. */
  async decideHeld(
    id: string,
    by: Actor,
    release: boolean,
  ): Promise<'ok' | 'NOT_FOUND' | 'IMPORT_STATE' | 'SEPARATION_OF_DUTIES'> {
    const { store, spool } = this.options;
    const record = await store.byId(id);
    if (!record) return 'NOT_FOUND';
    if (record.state !== 'HELD') return 'IMPORT_STATE';
    if (record.uploader.id === by.id) return 'SEPARATION_OF_DUTIES';
    if (release) {
      await store.setState(id, 'UPLOADED', { releasedBy: by.id });
      this.enqueue(id);
    } else {
      await store.setState(id, 'REJECTED', {
        code: record.code ?? 'HELD',
        facts: record.facts,
        finished: true,
        releasedBy: by.id,
      });
      await spool.remove(id);
    }
    return 'ok';
  }

  private enqueue(id: string): void {
    this.queue = this.queue.then(async () => {
      if (this.stopped) return;
      try {
        await this.options.store.withLock(id, () => this.run(id));
      } catch (error) {
        // The record stays unfinished: the next start goes on with it.
        this.logger.error(`import ${id} was interrupted: ${(error as Error).message}`);
      }
    });
  }

  private async run(id: string): Promise<void> {
    const { store, spool } = this.options;
    const record = await store.byId(id);
    if (!record || record.finishedAt || record.state === 'HELD') return;
    const kind = this.kinds.get(record.kind)!;
    const context = this.contextOf(record);
    const checked = await this.check(kind, context);
    if (checked.refusal) {
      await this.refuse(record, checked.refusal);
      return;
    }
    await store.setState(id, 'VALIDATED', { rowsTotal: checked.rows });
    const run: ImportRun<unknown> = { context, header: checked.header, rows: checked.rows };
    const dry = record.mode === 'dry-run';
    if (!dry) {
      const refusal = (await kind.begin?.(run as never, this.options.tools)) ?? null;
      if (refusal) {
        await this.refuse(record, refusal);
        return;
      }
      await store.setState(id, 'APPLYING', {});
    }
    const counts = await this.apply(kind, run, record);
    if (counts === null) return;
    if (!dry) await kind.finish?.(run as never, this.options.tools, counts);
    const state = dry ? 'VALIDATED' : finalState(counts);
    await store.setState(id, state, { finished: true, ...(state === 'REJECTED' ? { code: 'NO_ROW_RECORDED' } : {}) });
    await spool.remove(id);
  }

  private contextOf(record: ImportRecord): ImportContext {
    const { id: importId, name, sha256, uploader, mode, options, receivedAt } = record;
    const today = vietnamDay(receivedAt);
    return { importId, name, sha256, uploader, mode, options, today, receivedAt, released: record.releasedBy !== null };
  }

  /** The first reading: does the whole file hold together? */
  private async check(
    kind: AnyImportKind,
    context: ImportContext,
  ): Promise<{ readonly rows: number; readonly header: unknown; readonly refusal: FileRefusal | null }> {
    let rows = 0;
    let header: unknown = null;
    for await (const item of kind.read(this.options.spool.read(context.importId), context)) {
      if (item.kind === 'refused' || item.kind === 'held') return { rows, header, refusal: item };
      if (item.kind === 'header') header = item.header;
      else rows += 1;
      if (rows > kind.maxRows)
        return { rows, header, refusal: { kind: 'refused', code: 'TOO_MANY_ROWS', facts: { maximum: kind.maxRows } } };
    }
    return { rows, header, refusal: null };
  }

  private async refuse(record: ImportRecord, { kind, code, facts }: FileRefusal): Promise<void> {
    const held = kind === 'held' && record.mode === 'apply';
    await this.options.store.setState(record.id, held ? 'HELD' : 'REJECTED', { code, facts, finished: !held });
    if (!held) await this.options.spool.remove(record.id);
  }

  /** The second reading: chunks from where the last run stopped. Null when the engine was stopped before the end. */
  private async apply(
    kind: AnyImportKind,
    run: ImportRun<unknown>,
    record: ImportRecord,
  ): Promise<ImportCounts | null> {
    const tools = run.context.mode === 'dry-run' ? this.options.dryTools : this.options.tools;
    let counts = record.counts;
    let done = record.rowsDone;
    let seen = 0;
    let rows: ReadRow<unknown>[] = [];
    let leftOut: { readonly line: number; readonly issues: readonly RowIssue[] }[] = [];
    const flush = async (): Promise<void> => {
      if (seen === done) return;
      const results = rows.length > 0 ? await kind.apply(rows as never, run as never, tools) : [];
      counts = counted(counts, rows, results, leftOut);
      const issues = [...issuesOf(leftOut), ...issuesOf(rows), ...issuesOf(newIn(results, rows))].sort(
        (one, other) => one.line - other.line,
      );
      await this.options.store.saveStep(
        record.id,
        seen,
        counts,
        issues.map((issue) => maskedIssue(kind, issue)),
      );
      done = seen;
      rows = [];
      leftOut = [];
    };
    for await (const item of kind.read(this.options.spool.read(record.id), run.context)) {
      if (item.kind !== 'row' && item.kind !== 'left-out') continue;
      seen += 1;
      if (seen <= done) continue;
      if (item.kind === 'row') rows.push(item.row);
      else leftOut.push(item);
      if (rows.length >= kind.rowsAtOnce) await flush();
      if (this.stopped) return null;
    }
    await flush();
    return counts;
  }
}

const finalState = (counts: ImportCounts): ImportState => {
  const leftOut = counts.rows - counts.recorded - counts.repeated;
  if (leftOut === 0) return 'COMPLETED';
  return counts.recorded + counts.repeated > 0 ? 'PARTIALLY_APPLIED' : 'REJECTED';
};

const maskedIssue = (kind: AnyImportKind, issue: LineIssue): LineIssue =>
  kind.personalFields.includes(issue.field)
    ? { ...issue, value: masked(issue.value), suggestion: issue.suggestsRule ? issue.suggestion : undefined }
    : issue;

const issuesOf = (
  lines: readonly { readonly line: number; readonly issues: readonly RowIssue[] }[],
): readonly LineIssue[] => lines.flatMap(({ line, issues }) => issues.map((issue) => ({ ...issue, line })));

const isRejected = (issues: readonly RowIssue[]): boolean => issues.some(({ severity }) => severity === 'REJECTED');

const counted = (
  counts: ImportCounts,
  rows: readonly ReadRow<unknown>[],
  results: readonly RowResult[],
  leftOut: readonly { readonly issues: readonly RowIssue[] }[],
): ImportCounts => {
  // Most rows have no trouble: only the others are looked at one by one.
  const own = new Map(rows.filter(({ issues }) => issues.length > 0).map(({ line, issues }) => [line, issues]));
  const has = ({ line, issues }: RowResult, severity: RowIssue['severity']): boolean =>
    issues.some((issue) => issue.severity === severity) ||
    (own.get(line)?.some((issue) => issue.severity === severity) ?? false);
  const among = (test: (result: RowResult) => boolean): number => results.filter(test).length;
  const rejectedBefore = leftOut.filter(({ issues }) => isRejected(issues)).length;
  return {
    rows: counts.rows + rows.length + leftOut.length,
    recorded: counts.recorded + among(({ state }) => state === 'RECORDED'),
    repeated: counts.repeated + among(({ state }) => state === 'REPEATED'),
    rejected: counts.rejected + rejectedBefore + among(({ state }) => state === 'REJECTED'),
    queued:
      counts.queued +
      (leftOut.length - rejectedBefore) +
      among((result) => result.state === 'QUEUED' || (result.state !== 'REJECTED' && has(result, 'QUEUED'))),
    warned: counts.warned + among((result) => result.state !== 'REJECTED' && has(result, 'WARNING')),
    events: counts.events + results.reduce((sum, { events }) => sum + events, 0),
  };
};
