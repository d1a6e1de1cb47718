import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventCodec, Journal, type StoredEvent } from '@event-store';
import type { EventDefinition } from '@kernel';
import {
  ProjectionScratches,
  ProjectionSizes,
  ReadTables,
  type ProjectionSize,
  type ProjectionStatus,
} from '@projections';
import { SealedLog, sha256, type PublishedCheckpoint } from '@sealing';
import { GraphqlApiModule } from '../graphql-api.module';
import { PublicEntries, RecordedSizes, Viewers } from '../ports';
import type { RatePoints } from '../rate';
import type { ReadRoom } from '../room';
import { ANONYMOUS, type Viewer } from '../viewer';

/** The answer to one query over HTTP. */
export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what was asked for decides the shape, and a test looks deep into it
  readonly data?: Record<string, any> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
    readonly path?: unknown;
  }[];
  readonly extensions: {
    readonly ledger: Record<string, unknown>;
    readonly cost: { requested: number; maximum: number };
  };
}

export interface AskOptions {
  readonly as?: Viewer | null;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GraphqlHarness {
  readonly url: string;
  /** Counted since the last `forget`: what proves that there is no N+1. */
  readonly statements: readonly string[];
  forget(): void;
  ask(query: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly rooms: readonly ReadRoom[];
  readonly events: readonly EventDefinition[];
  readonly journal: Journal;
  /** As large as the ledger of `sizes`, with an invented root for each size, unless given. */
  readonly log?: SealedLog;
  readonly tables?: ReadTables;
  readonly sizes: ProjectionSizes;
  /** None, unless given. */
  readonly scratches?: ProjectionScratches;
  /** Where no room brings `RecordedSizes`. */
  readonly recorded?: RecordedSizes;
  readonly publicEntries?: boolean;
  readonly providers?: readonly Provider[];
  readonly timeoutMilliseconds?: number;
  readonly ratePoints?: RatePoints;
}

export const auditor: Viewer = {
  actorId: '00000000-0000-4000-8000-000000000001',
  roles: ['AUDITOR'],
  units: [],
  organisations: [],
};

/** The shell on a free port, over the given rooms; tokens are the viewers themselves, as JSON. */
export const graphqlHarness = async (options: HarnessOptions): Promise<GraphqlHarness> => {
  const statements: string[] = [];
  const tables = options.tables ?? new NoTables();
  const counted: ReadTables = {
    query: (sql, values) => {
      statements.push(sql);
      return tables.query(sql, values);
    },
    totalsAt: (projection, cut, moment) => {
      statements.push(`totals of ${projection} by ${cut}`);
      return tables.totalsAt(projection, cut, moment);
    },
  };
  const ports: Provider[] = [
    { provide: Journal, useValue: options.journal },
    { provide: EventCodec, useValue: new EventCodec(options.events) },
    { provide: SealedLog, useValue: options.log ?? new LogOfSizes(options.sizes) },
    { provide: ReadTables, useValue: counted },
    { provide: ProjectionSizes, useValue: options.sizes },
    { provide: ProjectionScratches, useValue: options.scratches ?? new NoScratches() },
    { provide: Viewers, useValue: new ViewersByJson() },
    { provide: PublicEntries, useValue: { open: options.publicEntries ?? false } },
    ...(options.providers ?? []),
  ];
  const room: ReadRoom[] = options.recorded
    ? [{ resolvers: [], providers: [{ provide: RecordedSizes, useValue: options.recorded }], projections: [] }]
    : [];
  const { timeoutMilliseconds, ratePoints } = options;
  const app = await NestFactory.create(
    GraphqlApiModule.of({
      rooms: [...options.rooms, ...room],
      imports: [PortsModule.of(ports)],
      timeoutMilliseconds,
      ratePoints,
    }),
    { logger: ['error'], abortOnError: false },
  );
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/graphql`;
  return {
    url,
    statements,
    forget: () => void statements.splice(0),
    ask: async (query, { as = auditor, variables, headers } = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(as ? { authorization: `Bearer ${JSON.stringify(as)}` } : {}),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
    },
    close: () => app.close(),
  };
};

@Module({})
class PortsModule {
  static of(ports: readonly Provider[]): DynamicModule {
    return { module: PortsModule, providers: [...ports], exports: [...ports] };
  }
}

class ViewersByJson extends Viewers {
  async of(authorization: string | null): Promise<Viewer | null> {
    if (authorization === null) return ANONYMOUS;
    try {
      return JSON.parse(authorization.replace(/^Bearer /, '')) as Viewer;
    } catch {
      return null;
    }
  }
}

class NoTables extends ReadTables {
  async query(): Promise<never[]> {
    throw new Error('this harness has no tables');
  }
  async totalsAt(): Promise<never[]> {
    throw new Error('this harness has no tables');
  }
}

class NoScratches extends ProjectionScratches {
  async order(): Promise<never> {
    throw new Error('this harness has no scratches');
  }
  async drop(): Promise<null> {
    return null;
  }
  async find(): Promise<null> {
    return null;
  }
  async list(): Promise<never[]> {
    return [];
  }
  async status(): Promise<never[]> {
    return [];
  }
}

/** Sizes that a test sets. */
export class SettableSizes extends ProjectionSizes {
  private state: Awaited<ReturnType<ProjectionSizes['read']>> = { head: 0, projections: new Map() };

  constructor(
    head: number,
    projections: Readonly<Record<string, number | ProjectionSize>> = {},
    private readonly statuses: readonly ProjectionStatus[] = [],
  ) {
    super();
    this.set(head, projections);
  }

  set(head: number, projections: Readonly<Record<string, number | ProjectionSize>>): void {
    const entries = Object.entries(projections).map(([name, size]): [string, ProjectionSize] => [
      name,
      typeof size === 'number' ? { size, fault: null } : size,
    ]);
    this.state = { head, projections: new Map(entries) };
  }

  async read() {
    return this.state;
  }
  async status(): Promise<readonly ProjectionStatus[]> {
    return this.statuses;
  }
  async waitForSize(): Promise<void> {
    throw new Error('the shell waits by itself, so that it can say which projection stopped');
  }
  async waitForRevision(): Promise<void> {
    throw new Error('the shell waits by itself, so that it can say which projection stopped');
  }
}

/** The root that the harness invents for a size. */
export const inventedRoot = (size: number): Uint8Array => sha256(Buffer.from(`root of ${size}`));

class LogOfSizes extends SealedLog {
  constructor(private readonly sizes: ProjectionSizes) {
    super();
  }
  async treeSize(): Promise<number> {
    return (await this.sizes.read()).head;
  }
  async root(size: number): Promise<Uint8Array> {
    return inventedRoot(size);
  }
  async latest(): Promise<PublishedCheckpoint | null> {
    return null;
  }
  async verifierKeys(): Promise<readonly string[]> {
    return [];
  }
  readonly tiles = {
    tiles: async (): Promise<never> => {
      throw new Error('this harness has no tiles');
    },
  };
}

/** A journal of the given bodies, in memory. */
export class ArrayJournal extends Journal {
  constructor(readonly events: readonly StoredEvent[]) {
    super();
  }
  async size(): Promise<number> {
    return this.events.length;
  }
  async page(from: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.events.slice(from, from + limit);
  }
  async byIds(ids: readonly string[]): Promise<readonly StoredEvent[]> {
    return this.events.filter(({ id }) => ids.includes(id));
  }
  async byPositions(positions: readonly number[]): Promise<readonly StoredEvent[]> {
    return this.events.filter(({ position }) => positions.includes(position));
  }
  async stream(stream: string, size = this.events.length): Promise<readonly StoredEvent[]> {
    return this.events.filter((event) => event.stream === stream && event.position < size);
  }
  async *subscribe(): AsyncIterable<readonly StoredEvent[]> {
    yield this.events;
  }
}

/** A journal whose bodies are whole, of types and data. */
export const arrayJournal = (
  events: readonly {
    readonly stream: string;
    readonly type: string;
    readonly data: unknown;
    readonly recordedAt?: string;
    readonly unit?: string;
  }[],
): ArrayJournal => {
  const revisions = new Map<string, number>();
  return new ArrayJournal(
    events.map(({ stream, type, data, recordedAt = '2021-11-15T03:00:00.000Z', unit }, position) => {
      const id = randomUUID();
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      const command = { id: randomUUID(), sha256: '0'.repeat(64) };
      const actor = { id: randomUUID(), role: 'DATA_ENTRY', unit: unit ?? null };
      const body = { actor, command, data, id, occurredAt: recordedAt, recordedAt, revision, stream, type, v: 1 };
      return { position, id, stream, revision, type, body: JSON.stringify(body) };
    }),
  );
};
