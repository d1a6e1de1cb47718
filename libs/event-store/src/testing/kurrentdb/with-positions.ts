import type { AppendResult, EventStore, StreamEvent } from '../../event-store';
import type { Journal } from '../../journal';

export interface PlacedStore {
  readonly store: EventStore;
  /** Once every answer that was asked for is given. */
  idle(): Promise<void>;
}

/**
 * A store that doesn't know positions, as somebody sees it who waits for the journal: each answer is given once the
 * journal has what it speaks of, with the positions from there. So the suite asks its promises about positions of the
 * journal, and none is left out.
 */
export const withPositions = (store: EventStore, journal: Journal): PlacedStore => {
  const underWay = new Set<Promise<unknown>>();
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const settled = work.catch(() => undefined);
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return work;
  };

  /** Positions of the stream by revision, once the journal has this one. */
  const positions = async (stream: string, revision: number): Promise<ReadonlyMap<number, number>> => {
    const from = await journal.size();
    const there = async (): Promise<ReadonlyMap<number, number>> =>
      new Map((await journal.stream(stream)).map((event) => [event.revision, event.position]));
    const found = await there();
    if (found.has(revision)) return found;
    const arrived = new AbortController();
    for await (const batch of journal.subscribe(from, { signal: arrived.signal })) {
      if (batch.some((event) => event.stream === stream && event.revision === revision)) arrived.abort();
    }
    return there();
  };
  const placed = async (events: readonly StreamEvent[]): Promise<readonly StreamEvent[]> => {
    const last = events.at(-1);
    if (!last) return events;
    const known = await positions(last.stream, last.revision);
    return events.map((event) => ({ ...event, position: known.get(event.revision)! }));
  };
  const settled = async (stream: string, result: AppendResult): Promise<AppendResult> => {
    if (result.kind !== 'appended') return result;
    const known = await positions(stream, result.lastRevision);
    return { ...result, position: known.get(result.lastRevision)! };
  };

  return {
    store: {
      append: (append) => tracked(store.append(append).then((result) => settled(append.stream, result))),
      appendMany: async (appends) => {
        const results = await store.appendMany(appends);
        return Promise.all(results.map((result, index) => settled(appends[index]!.stream, result)));
      },
      readStream: async (stream, from) => placed(await store.readStream(stream, from)),
      readStreams: async (streams) => {
        const found = [...(await store.readStreams(streams))];
        return new Map(await Promise.all(found.map(async ([name, events]) => [name, await placed(events)] as const)));
      },
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
