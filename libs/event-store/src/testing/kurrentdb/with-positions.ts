import type { AppendResult, EventStore, StreamEvent } from '../../event-store';
import type { Journal } from '../../journal';

export interface PlacedStore {
  readonly store: EventStore;
  /** Ends once every answer that was asked for is given. */
  close(): Promise<void>;
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

  /** One follower for all: what it has seen, and who waits for what. */
  const seen = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const stop = new AbortController();
  const following = (async () => {
    for await (const batch of journal.subscribe(0, { signal: stop.signal }))
      for (const { stream, revision, position } of batch) {
        const place = `${stream}@${revision}`;
        seen.set(place, position);
        for (const wake of waiting.get(place) ?? []) wake();
        waiting.delete(place);
      }
  })();
  following.catch(() => undefined);

  const positionOf = async (stream: string, revision: number): Promise<number> => {
    const place = `${stream}@${revision}`;
    if (!seen.has(place))
      await new Promise<void>((resolve) => waiting.set(place, [...(waiting.get(place) ?? []), resolve]));
    return seen.get(place)!;
  };
  const placed = (events: readonly StreamEvent[]): Promise<readonly StreamEvent[]> =>
    Promise.all(events.map(async (event) => ({ ...event, position: await positionOf(event.stream, event.revision) })));
  const settled = async (stream: string, result: AppendResult): Promise<AppendResult> =>
    result.kind === 'appended' ? { ...result, position: await positionOf(stream, result.lastRevision) } : result;

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
    close: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
      stop.abort();
      await following.catch(() => undefined);
    },
  };
};
