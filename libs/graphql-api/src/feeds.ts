import { SetMetadata } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { type Connection, type PageArgs, countLimit, countedUpTo, pageBounds } from './connection';
import { cursorOf, encodeCursor, listHash } from './cursor';
import { pageInfoOf } from './page';
import type { ReadContext } from './read-context';

/** What a list is sorted by that several rooms fill: a day, then a key that no other entry has. Keys are ASCII, compared by their bytes. */
export interface Fed {
  readonly day: string;
  readonly key: string;
}

export interface FeedRequest<F> {
  readonly filter: F;
  /** Entries beyond this place, in the direction asked for. */
  readonly beyond: Fed | null;
  readonly backward: boolean;
  readonly limit: number;
}

/** One room's part of such a list. */
export interface Feed<E extends Fed, F> {
  /** In order; shorter than `limit` only where there are no more. */
  entries(request: FeedRequest<F>, read: ReadContext): Promise<readonly E[]>;
  /** In the order of the keys; null where there is none, or it is not the viewer's to see, or the key is another feed's. */
  byKeys(keys: readonly string[], read: ReadContext): Promise<readonly (E | null)[]>;
}

const FEEDS = 'graphql-api:feeds';

/** Marks a provider as one that fills this list, whichever room shows it: rooms import nothing of each other. */
export const Feeds = (list: string) => SetMetadata(FEEDS, list);

export const feedsOf = <E extends Fed, F>(discovery: DiscoveryService, list: string): readonly Feed<E, F>[] =>
  discovery
    .getProviders()
    .filter(({ instance, metatype }) => instance && metatype && Reflect.getMetadata(FEEDS, metatype) === list)
    .map(({ instance }) => instance as Feed<E, F>);

export const comparePlaces = (one: Fed, other: Fed): number => {
  if (one.day !== other.day) return one.day < other.day ? -1 : 1;
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
};

/** One page of what all feeds have: each gives as many as the page takes, and the first of all of them are the page. */
export const readFeeds = async <E extends Fed, F, N>(
  feeds: readonly Feed<E, F>[],
  read: ReadContext,
  args: PageArgs,
  list: { readonly name: string; readonly filter: F; readonly toNode: (entry: E) => N },
): Promise<Connection<N>> => {
  const bounds = pageBounds(args);
  const hash = listHash(list.name, list.filter, 'feeds', read.occurredOn);
  const placeOf = (text: string | null | undefined): Fed | null => {
    if (text == null) return null;
    const [day, key] = cursorOf(text, { hash, size: read.size, keys: 2 }).keys;
    return { day: String(day), key: String(key) };
  };
  const after = placeOf(args.after);
  const given = placeOf(args.before);
  // By the specification `before` is looked for in what is left after `after`, and ignored where it isn't there.
  const before = after && given && comparePlaces(given, after) <= 0 ? null : given;
  const [beyond, end] = bounds.backward ? [before, after] : [after, before];
  const direction = bounds.backward ? -1 : 1;
  const found = await merged(
    feeds,
    { filter: list.filter, beyond, backward: bounds.backward, limit: bounds.length + 1 },
    read,
  );
  const within = end ? found.filter((entry) => direction * comparePlaces(entry, end) < 0) : found;
  const chosen = within.slice(0, bounds.length);
  if (bounds.backward) chosen.reverse();
  const edges = chosen.map((entry) => ({
    cursor: encodeCursor({ keys: [entry.day, entry.key], size: read.size, hash }),
    node: list.toNode(entry),
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: pageInfoOf(edges, bounds, within.length > bounds.length, args),
    count: async (asked) => {
      const limit = countLimit(asked);
      const all = { filter: list.filter, beyond: null, backward: false, limit: limit + 1 };
      return countedUpTo((await merged(feeds, all, read)).length, limit);
    },
  };
};

const merged = async <E extends Fed, F>(
  feeds: readonly Feed<E, F>[],
  request: FeedRequest<F>,
  read: ReadContext,
): Promise<E[]> => {
  const parts = await Promise.all(feeds.map((feed) => feed.entries(request, read)));
  const direction = request.backward ? -1 : 1;
  return parts
    .flat()
    .sort((one, other) => direction * comparePlaces(one, other))
    .slice(0, request.limit);
};
