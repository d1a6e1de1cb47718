import { randomUUID } from 'node:crypto';

/** What a server that speaks the Streams service remembers: one log, the streams in it, and its rules for appending. */

export interface LogEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}

export type ProposedEvent = Omit<LogEvent, 'position' | 'stream' | 'revision'>;

/** A revision, or the server's word for "any" and "no stream". */
export type Expected = number | 'any';
export const NO_STREAM = -1;

export type Answer =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-expected-version'; readonly actual: number }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-large' };

/** The server's own default. */
export const MAX_APPEND_SIZE = 1_024 * 1_024;
/** The revision of a tombstone, and `$tb` of a stream that was deleted so that it may begin again: the largest int64. */
const LARGEST = Number(2n ** 63n - 1n);

export interface Log {
  readonly events: readonly LogEvent[];
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Answer;
  /** What a reader of the stream sees; null where it was never there or was cut whole, `deleted` behind a tombstone. */
  read(stream: string): readonly LogEvent[] | 'deleted' | null;
  /** What an operator can do to a stream: metadata as `$tb`, a delete that lets it begin again, one for good. */
  setMetadata(stream: string, content: Readonly<Record<string, unknown>>): void;
  delete(stream: string): void;
  tombstone(stream: string): void;
  /** Removes what a scavenge removes: deleted streams and what was cut. */
  scavenge(): void;
  onAppend(listener: () => void): () => void;
}

export const createLog = (): Log => {
  let events: LogEvent[] = [];
  let end = 0;
  const streams = new Map<string, LogEvent[]>();
  const deleted = new Set<string>();
  const listeners = new Set<() => void>();

  const push = (stream: string, revision: number, event: ProposedEvent): LogEvent => {
    const stored = { ...event, stream, revision, position: end };
    end += 100 + event.data.length;
    events.push(stored);
    streams.set(stream, [...(streams.get(stream) ?? []), stored]);
    return stored;
  };
  const rung = (): void => [...listeners].forEach((listener) => listener());

  const cutBefore = (stream: string): number => {
    const last = streams.get(`$$${stream}`)?.at(-1);
    if (!last) return 0;
    return (JSON.parse(Buffer.from(last.data).toString()) as { $tb?: number }).$tb ?? 0;
  };

  const setMetadata: Log['setMetadata'] = (stream, content) => {
    push(`$$${stream}`, (streams.get(`$$${stream}`) ?? []).length, metadata(content));
    rung();
  };

  return {
    get events() {
      return events;
    },
    append: (stream, expected, proposed) => {
      if (deleted.has(stream)) return { kind: 'stream-deleted' };
      const bytes = proposed.reduce((sum, { data, type }) => sum + data.length + 2 * type.length, 0);
      if (bytes > MAX_APPEND_SIZE) return { kind: 'too-large' };
      const history = streams.get(stream) ?? [];
      const actual = history.at(-1)?.revision ?? NO_STREAM;
      const repeated = repetition(history, expected, proposed);
      if (repeated) return { kind: 'success', ...lastOf(repeated) };
      // A stream that was deleted begins again after its last revision, and takes "no stream" as that.
      const begun = cutBefore(stream) === LARGEST && expected === NO_STREAM;
      if (expected !== 'any' && expected !== actual && !begun) return { kind: 'wrong-expected-version', actual };
      const stored = proposed.map((event, index) => push(stream, actual + 1 + index, event));
      if (begun) push(`$$${stream}`, (streams.get(`$$${stream}`) ?? []).length, metadata({ $tb: actual + 1 }));
      rung();
      return { kind: 'success', ...lastOf(stored) };
    },
    read: (stream) => {
      if (deleted.has(stream)) return 'deleted';
      const before = cutBefore(stream);
      const seen = (streams.get(stream) ?? []).filter(({ revision }) => revision >= before);
      return seen.length > 0 ? seen : null;
    },
    setMetadata,
    delete: (stream) => setMetadata(stream, { $tb: LARGEST }),
    tombstone: (stream) => {
      push(stream, LARGEST, {
        id: '00000000-0000-4000-8000-000000000000',
        type: '$streamDeleted',
        contentType: 'application/octet-stream',
        data: new Uint8Array(),
      });
      deleted.add(stream);
      rung();
    },
    scavenge: () => {
      events = events.filter(
        ({ stream, revision, type }) =>
          type === '$streamDeleted' || !(deleted.has(stream) || revision < cutBefore(stream)),
      );
    },
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The server answers with the last event of the append. */
const lastOf = (events: readonly LogEvent[]): { readonly revision: number; readonly position: number } => {
  const { revision, position } = events.at(-1)!;
  return { revision, position };
};

const metadata = (content: Readonly<Record<string, unknown>>): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(content)),
});

/**
 * The same event ids at the revision that they were first given, or with ANY, are a repetition, whatever their bodies
 * say. With the current revision they are new events; a mix of old and new is none.
 */
const repetition = (
  history: readonly LogEvent[],
  expected: Expected,
  proposed: readonly ProposedEvent[],
): readonly LogEvent[] | null => {
  const start = expected === 'any' ? history.findIndex(({ id }) => id === proposed[0]?.id) : expected + 1;
  if (start < 0) return null;
  const there = history.slice(start, start + proposed.length);
  const same = there.length === proposed.length && there.every(({ id }, index) => id === proposed[index]!.id);
  return same && there.length > 0 ? there : null;
};
