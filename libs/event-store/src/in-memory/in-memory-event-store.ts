import { checkAppend } from '../append.checks';
import { StoreUnavailable, type Append, type AppendResult, type EventStore, type StoredEvent } from '../event-store';
import type { Journal } from '../journal';

/** Both ports over one array: for unit tests only. It keeps every promise but durability. */
export interface InMemoryEventStore {
  readonly store: EventStore;
  readonly journal: Journal;
  close(): Promise<void>;
}

interface Memory {
  readonly events: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  readonly ids: Map<string, StoredEvent>;
  /** Command id → its sha256, and the events it made by stream. */
  readonly commands: Map<string, { readonly sha256: string; readonly made: Map<string, StoredEvent[]> }>;
  readonly sleepers: Set<() => void>;
  closed: boolean;
}

const DEFAULT_BATCH_SIZE = 1_000;

export const createInMemoryEventStore = (): InMemoryEventStore => {
  const memory: Memory = {
    events: [],
    streams: new Map(),
    ids: new Map(),
    commands: new Map(),
    sleepers: new Set(),
    closed: false,
  };
  const wake = (): void => [...memory.sleepers].forEach((sleeper) => sleeper());
  return {
    store: storeOver(memory, wake),
    journal: journalOver(memory),
    close: async () => {
      memory.closed = true;
      wake();
    },
  };
};

const storeOver = (memory: Memory, wake: () => void): EventStore => {
  const append = async (given: Append): Promise<AppendResult> => {
    checkAppend(given);
    if (memory.closed) throw new StoreUnavailable('the event store is closed');
    const result = verdictOf(memory, given) ?? stored(memory, given);
    wake();
    return result;
  };
  return {
    append,
    appendMany: async (appends) => {
      appends.forEach(checkAppend);
      const results: AppendResult[] = [];
      for (const given of appends) results.push(await append(given));
      return results;
    },
    readStream: async (stream, from = 0) => (memory.streams.get(stream) ?? []).slice(from),
    readStreams: async (streams) =>
      new Map(
        streams.flatMap((stream) => {
          const events = memory.streams.get(stream);
          return events ? [[stream, [...events]] as const] : [];
        }),
      ),
  };
};

/** Why this append may not be stored, in the order in which every adapter looks; null where it may. */
const verdictOf = (memory: Memory, { stream, expectedRevision, events }: Append): AppendResult | null => {
  const commands = new Set(events.map(({ commandId }) => commandId));
  const reused = events.find(
    ({ commandId, commandSha256 }) => (memory.commands.get(commandId)?.sha256 ?? commandSha256) !== commandSha256,
  );
  if (reused) return { kind: 'command-reused', commandId: reused.commandId };
  const known = events.filter(({ id }) => memory.ids.get(id)?.stream === stream).length;
  if (known === events.length || (known > 0 && commands.size === 1)) {
    const made = [...commands].flatMap((id) => memory.commands.get(id)?.made.get(stream) ?? []);
    return {
      kind: 'appended',
      firstRevision: Math.min(...made.map(({ revision }) => revision)),
      lastRevision: Math.max(...made.map(({ revision }) => revision)),
      position: Math.max(...made.map(({ position }) => position)),
      repeated: true,
    };
  }
  const actual = (memory.streams.get(stream)?.length ?? 0) - 1;
  return actual === expectedRevision ? null : { kind: 'wrong-expected-revision', actual };
};

const stored = (memory: Memory, { stream, expectedRevision, events }: Append): AppendResult => {
  const history = memory.streams.get(stream) ?? [];
  memory.streams.set(stream, history);
  for (const { id, revision, type, commandId, commandSha256, body } of events) {
    const event: StoredEvent = { position: memory.events.length, id, stream, revision, type, body };
    memory.events.push(event);
    history.push(event);
    memory.ids.set(id, event);
    const command = memory.commands.get(commandId) ?? { sha256: commandSha256, made: new Map<string, StoredEvent[]>() };
    memory.commands.set(commandId, command);
    command.made.set(stream, [...(command.made.get(stream) ?? []), event]);
  }
  return {
    kind: 'appended',
    firstRevision: expectedRevision + 1,
    lastRevision: expectedRevision + events.length,
    position: memory.events.length - 1,
    repeated: false,
  };
};

const journalOver = (memory: Memory): Journal => {
  const { events, sleepers } = memory;
  const asleep = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      sleepers.add(wake);
    });
  const inOrder = (found: readonly (StoredEvent | undefined)[]): readonly StoredEvent[] =>
    found.filter((event) => event !== undefined).sort((a, b) => a.position - b.position);
  return {
    size: async () => events.length,
    page: async (from, limit) => {
      return events.slice(from, from + limit);
    },
    byIds: async (ids) => inOrder([...new Set(ids)].map((id) => memory.ids.get(id))),
    byPositions: async (positions) => inOrder([...new Set(positions)].map((position) => events[position])),
    stream: async (stream, size = Number.MAX_SAFE_INTEGER) =>
      (memory.streams.get(stream) ?? []).filter(({ position }) => position < size),
    subscribe: async function* (from, { signal, batchSize = DEFAULT_BATCH_SIZE }) {
      let next = from;
      while (!signal.aborted) {
        if (memory.closed) throw new StoreUnavailable('the event store is closed');
        const batch = events.slice(next, next + batchSize);
        if (batch.length === 0) {
          await asleep(signal);
          continue;
        }
        next += batch.length;
        yield batch;
      }
    },
  };
};
