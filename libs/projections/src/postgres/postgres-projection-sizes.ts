import type { Pool } from 'pg';
import type { Journal } from '@event-store';
import { EMPTY_RANGE, parseRange } from '@transparency-log';
import type { Fault, FaultCode } from '../progress';
import type { Projection } from '../projection';
import type { Comparison } from '../projection-orders';
import {
  ProjectionSizes,
  SizeNotReached,
  WAIT_MILLISECONDS,
  type BuildStatus,
  type ProjectionSize,
  type ProjectionState,
  type ProjectionStatus,
} from '../projection-sizes';
import { asInEvents } from './values';

/** How often the sizes are looked at while somebody waits for one; all who wait share the look. */
const LOOK_MILLISECONDS = 15;
/** A batch takes a second at the most, and a worker that is gone is followed by another within seconds: longer than this nobody is at it. */
const STALLED_AFTER_SECONDS = 60;
/** A projection this close to the head is live: what is missing is in the batch that is being applied. */
const LIVE_WITHIN_EVENTS = 2_000;

interface SizeRow {
  readonly name: string;
  readonly serving: boolean;
  readonly declaration: string;
  readonly digest: string | null;
  readonly digest_size: number | null;
  readonly comparison: Comparison | null;
  readonly version: number;
  readonly size: number;
  readonly target_size: number;
  readonly indexed: boolean;
  readonly paused: boolean;
  /** Seconds since anything was written of it. */
  readonly idle_seconds: number;
  readonly events_per_second: number;
  readonly fault_position: number | null;
  readonly fault_event_id: string | null;
  readonly fault_code: string | null;
  readonly fault_message: string | null;
  /** Asked for where it is shown: it belongs to this very size, and is too much for every request. */
  readonly range?: Buffer;
}

const sizes = (
  more = '',
): string => `select name, serving, declaration, digest, digest_size, comparison, version, size, target_size, indexed, paused, events_per_second,
  extract(epoch from now() - updated_at)::integer as idle_seconds,
  fault_position, fault_event_id, fault_code, fault_message${more}
  from projections.checkpoint where name = any ($1) and scratch is null order by name, serving desc, generation`;

export interface ProjectionSizesOptions {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly projections: readonly Pick<Projection, 'name' | 'version'>[];
  /** What the tables of a projection have to be, to be asked by this software although another version of it made them. */
  readonly declarationOf?: (name: string) => string | undefined;
  /** Milliseconds since 1970; the ledger's clock, which in a demo is not the machine's. */
  readonly now: () => number;
}

export const postgresProjectionSizes = (options: ProjectionSizesOptions): ProjectionSizes =>
  new PostgresProjectionSizes(options);

class PostgresProjectionSizes extends ProjectionSizes {
  private readonly names: readonly string[];
  private readonly versions: ReadonlyMap<string, number>;
  private look: Promise<ReadonlyMap<string, ProjectionSize>> | null = null;

  constructor(private readonly options: ProjectionSizesOptions) {
    super();
    this.names = options.projections.map(({ name }) => name);
    this.versions = new Map(options.projections.map(({ name, version }) => [name, version]));
  }

  async read(): Promise<{ readonly head: number; readonly projections: ReadonlyMap<string, ProjectionSize> }> {
    const [{ serving: rows }, size] = await Promise.all([this.rows(), this.options.journal.size()]);
    // Both are read at about the same time; a projection is never ahead of the ledger.
    const head = Math.max(size, ...rows.map((row) => row.size));
    return { head, projections: new Map(rows.map((row) => [row.name, sizeOf(row)])) };
  }

  async status(): Promise<readonly ProjectionStatus[]> {
    const [{ serving: rows, building }, journalSize] = await Promise.all([
      this.rows(', range'),
      this.options.journal.size(),
    ]);
    const head = Math.max(journalSize, ...rows.map(({ size }) => size));
    const waiting = await this.options.journal.byPositions([
      ...new Set(rows.map(({ size }) => size).filter((size) => size < head)),
    ]);
    const since = new Map(waiting.map(({ position, body }) => [position, recordedAt(body)]));
    return rows.map((row) => {
      const lagEvents = head - row.size;
      const rate = row.events_per_second === 0 ? null : row.events_per_second;
      const waitingSince = since.get(row.size);
      const lagSeconds =
        waitingSince === undefined ? null : Math.max(0, Math.round((this.options.now() - waitingSince) / 1_000));
      return {
        ...sizeOf(row),
        name: row.name,
        version: row.version,
        state: stateOf(row, { head, lagSeconds, isRebuilt: building.some(({ name }) => name === row.name) }),
        head,
        lagEvents,
        lagSeconds,
        rate,
        secondsToGo:
          lagEvents === 0 || row.fault_position !== null || row.paused || !rate ? null : Math.ceil(lagEvents / rate),
        fault: faultOf(row),
        range: row.range === undefined || row.size === 0 ? EMPTY_RANGE : parseRange(row.range),
        digest: row.digest === null ? null : { size: row.digest_size!, sha256: row.digest },
        build: buildOf(building.find(({ name }) => name === row.name)),
      };
    });
  }

  async waitForSize(names: readonly string[], size: number, timeoutMilliseconds = WAIT_MILLISECONDS): Promise<void> {
    await until(timeoutMilliseconds, `size ${size}`, async () => {
      const sizes = await this.shared();
      return names.every((name) => {
        const known = sizes.get(name);
        return known !== undefined && known.size >= size && known.target === undefined;
      });
    });
  }

  async waitForRevision(
    names: readonly string[],
    stream: string,
    revision: number,
    timeoutMilliseconds = WAIT_MILLISECONDS,
  ): Promise<void> {
    const start = performance.now();
    let position: number | undefined;
    await until(timeoutMilliseconds, `revision ${revision} of the stream`, async () => {
      position = (await this.options.journal.stream(stream))[revision]?.position;
      return position !== undefined;
    });
    const left = timeoutMilliseconds - (performance.now() - start);
    await this.waitForSize(names, position! + 1, Math.max(left, 0));
  }

  /** One look at the table for all who wait at this moment. */
  private shared(): Promise<ReadonlyMap<string, ProjectionSize>> {
    this.look ??= this.rows()
      .then(({ serving }) => new Map(serving.map((row) => [row.name, sizeOf(row)])))
      .finally(() => {
        this.look = null;
      });
    return this.look;
  }

  private async rows(
    more?: string,
  ): Promise<{ readonly serving: readonly SizeRow[]; readonly building: readonly SizeRow[] }> {
    const { rows } = await this.options.pool.query<SizeRow>({
      text: sizes(more),
      values: [this.names],
      types: asInEvents,
    });
    return {
      serving: rows.filter(({ serving }) => serving).map((row) => (this.canAsk(row) ? row : asUnbuilt(row))),
      building: rows.filter(({ serving }) => !serving),
    };
  }

  private canAsk({ name, version, declaration }: SizeRow): boolean {
    return this.versions.get(name) === version || this.options.declarationOf?.(name) === declaration;
  }
}

/** The tables are still those of another version: this one is made of nothing yet, and serves when it is as far as that one. */
const asUnbuilt = (row: SizeRow): SizeRow => ({
  ...row,
  size: 0,
  target_size: Math.max(row.size, row.target_size, 1),
  events_per_second: 0,
  fault_position: null,
});

const sizeOf = (row: SizeRow): ProjectionSize => ({
  size: row.size,
  fault: faultOf(row),
  ...(isBeingBuilt(row) ? { target: row.target_size } : {}),
});

/** Without its indexes a table answers, and far too slowly. */
const isBeingBuilt = ({ size, target_size, indexed }: SizeRow): boolean => size < target_size || !indexed;

const faultOf = (row: SizeRow): Fault | null =>
  row.fault_position === null
    ? null
    : {
        position: row.fault_position,
        eventId: row.fault_event_id!,
        code: row.fault_code as FaultCode,
        message: row.fault_message!,
      };

const buildOf = (row: SizeRow | undefined): BuildStatus | null =>
  row
    ? {
        version: row.version,
        size: row.size,
        target: row.target_size,
        rate: row.events_per_second === 0 ? null : row.events_per_second,
        fault: faultOf(row),
        comparison: row.comparison,
      }
    : null;

interface Surroundings {
  readonly head: number;
  readonly lagSeconds: number | null;
  readonly isRebuilt: boolean;
}

const stateOf = (row: SizeRow, { head, lagSeconds, isRebuilt }: Surroundings): ProjectionState => {
  if (row.fault_position !== null) return 'FAULTED';
  if (row.paused) return 'PAUSED';
  // Both: a ledger in which nothing happened for an hour is no sign, and neither is an import of old events.
  if (row.idle_seconds > STALLED_AFTER_SECONDS && (lagSeconds ?? 0) > STALLED_AFTER_SECONDS) return 'STALLED';
  if (isBeingBuilt(row) || isRebuilt) return 'REBUILDING';
  return head - row.size <= LIVE_WITHIN_EVENTS ? 'LIVE' : 'CATCHING_UP';
};

const recordedAt = (body: string): number =>
  Date.parse((JSON.parse(body) as { readonly recordedAt: string }).recordedAt);

const until = async (timeoutMilliseconds: number, what: string, isThere: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + timeoutMilliseconds;
  while (!(await isThere())) {
    if (performance.now() >= deadline) throw new SizeNotReached(`${what} was not reached in ${timeoutMilliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
};
