import type { Append, EventStore } from '../../event-store';
import type { Journal } from '../../journal';
import type { OpenedStore } from '../ledger-under-test';

/**
 * A server that can't be emptied holds many ledgers under test, one after the other, so each has names of its own
 * there. The bodies keep their length, because the suite asks for limits exactly: what the name is longer, the actor's
 * id is shorter.
 */
const ACTOR = /"actor":\{"id":"([^"]*)"/;

export const inNamespace = (opened: OpenedStore, namespace: string): OpenedStore => {
  const suffix = `~${namespace}`;
  const out = (stream: string): string => stream + suffix;
  const back = (stream: string): string => stream.slice(0, -suffix.length);
  const renamed = (body: string, from: string, to: string): string =>
    body.replace(`"stream":${JSON.stringify(from)}`, `"stream":${JSON.stringify(to)}`);
  let actor = '';
  const hidden = <E extends { readonly stream: string; readonly body: string }>(event: E): E => {
    const [, id = ''] = ACTOR.exec(event.body) ?? [];
    actor = id;
    const body = renamed(event.body, event.stream, out(event.stream));
    return {
      ...event,
      stream: out(event.stream),
      body: body.replace(ACTOR, `"actor":{"id":"${id.slice(suffix.length)}"`),
    };
  };
  const shown = <E extends { readonly stream: string; readonly body: string }>(event: E): E => {
    const body = renamed(event.body, event.stream, back(event.stream));
    return { ...event, stream: back(event.stream), body: body.replace(ACTOR, `"actor":{"id":"${actor}"`) };
  };
  const sent = ({ stream, expectedRevision, events }: Append): Append => ({
    stream: out(stream),
    expectedRevision,
    // An event that doesn't belong to its append stays one that doesn't.
    events: events.map(hidden),
  });
  const { store, journal } = opened;
  return {
    store: {
      append: (append) => store.append(sent(append)),
      appendMany: (appends) => store.appendMany(appends.map(sent)),
      readStream: async (stream, from) => (await store.readStream(out(stream), from)).map(shown),
      readStreams: async (streams) => {
        const found = await store.readStreams(streams.map(out));
        return new Map([...found].map(([stream, events]) => [back(stream), events.map(shown)]));
      },
    } satisfies EventStore,
    journal: {
      size: () => journal.size(),
      page: async (from, limit) => (await journal.page(from, limit)).map(shown),
      byIds: async (ids) => (await journal.byIds(ids)).map(shown),
      byPositions: async (positions) => (await journal.byPositions(positions)).map(shown),
      stream: async (stream, size) => (await journal.stream(out(stream), size)).map(shown),
      subscribe: async function* (from, options) {
        for await (const batch of journal.subscribe(from, options)) yield batch.map(shown);
      },
    } satisfies Journal,
    close: () => opened.close(),
  };
};
