import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import type { GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { Moment } from '@projections';
import type { Viewer } from './viewer';

/** Reads the values of many keys at one size: as many values as keys, in their order, null where there is none. */
export type BatchRead<K, V> = (keys: readonly K[], read: ReadContext) => Promise<readonly V[]>;

/**
 * What a resolver reads with: one moment, one viewer, and look-ups that are gathered into one statement. The answer is made of the first `size`
 * events, which every statement has as a parameter; where `occurredOn` is given, of those of them that had happened by that day.
 */
export interface ReadContext extends Moment {
  /** Number of events in the ledger when the request came. */
  readonly head: number;
  readonly viewer: Viewer;
  /** Whose guesses count together (`guessesOf`). */
  readonly asker: string;
  /** Where two sizes are compared (`Between`), the earlier one. */
  readonly since?: ReadContext;
  /** All loads of one tick go through one call of `batch`; keep `batch` in a property, since it is known by identity. */
  load<K, V>(batch: BatchRead<K, V>, key: K): Promise<V>;
}

const cacheKey = (key: unknown): unknown => (typeof key === 'object' ? JSON.stringify(key) : key);

export const readContext = (
  { size, occurredOn }: Moment,
  head: number,
  viewer: Viewer,
  asker = '',
  since?: ReadContext,
): ReadContext => {
  const loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  const context: ReadContext = {
    size,
    occurredOn,
    head,
    viewer,
    asker,
    ...(since ? { since } : {}),
    load: <K, V>(batch: BatchRead<K, V>, key: K): Promise<V> => {
      let loader = loaders.get(batch) as DataLoader<K, V> | undefined;
      if (!loader) {
        loader = new DataLoader<K, V, unknown>((keys) => batch(keys, context), { cacheKeyFn: cacheKey }) as DataLoader<
          K,
          V
        >;
        loaders.set(batch, loader as DataLoader<unknown, unknown>);
      }
      return loader.load(key);
    },
  };
  return context;
};

/** What a root field is read at; `since` is the size that it is compared with. */
export interface RootMoment extends Moment {
  readonly since?: number;
}

/** One request's contexts: a root field with its own `asOf` is read at its own moment, with look-ups of its own. */
export class RequestReads {
  private readonly made = new Map<string, ReadContext>();

  constructor(
    readonly size: number,
    readonly head: number,
    readonly viewer: Viewer,
    private readonly moments: ReadonlyMap<string, RootMoment>,
    private readonly asker: string,
  ) {}

  of({ path }: Pick<GraphQLResolveInfo, 'path'>): ReadContext {
    let root: ResponsePath = path;
    while (root.prev) root = root.prev;
    return this.at(this.moments.get(String(root.key)) ?? { size: this.size, occurredOn: null });
  }

  at({ since, ...moment }: RootMoment): ReadContext {
    const name = [moment.size, moment.occurredOn, since].join(' ');
    const known = this.made.get(name);
    if (known) return known;
    const earlier = since === undefined ? undefined : this.at({ size: since, occurredOn: null });
    const made = readContext(moment, this.head, this.viewer, this.asker, earlier);
    this.made.set(name, made);
    return made;
  }
}

/** The GraphQL context, as far as it is ours. */
export interface ShellContext {
  reads?: RequestReads;
}

/** The parameter that every resolver which reads has: `@Read() read: ReadContext`. */
export const Read = createParamDecorator((_: unknown, context: ExecutionContext): ReadContext => {
  const execution = GqlExecutionContext.create(context);
  const { reads } = execution.getContext<ShellContext>();
  if (!reads) throw new Error('a resolver ran outside of a request');
  return reads.of(execution.getInfo<GraphQLResolveInfo>());
});

/** Rows in the order of the keys, null where there is none: the end of a `BatchRead` for things. */
export const inOrderOf = <K, R>(
  keys: readonly K[],
  rows: readonly R[],
  keyOf: (row: R) => K,
): readonly (R | null)[] => {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
};

/** Rows grouped by key in the order of the keys: the end of a `BatchRead` for lists. */
export const groupedBy = <K, R>(
  keys: readonly K[],
  rows: readonly R[],
  keyOf: (row: R) => K,
): readonly (readonly R[])[] => {
  const groups = new Map<K, R[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return keys.map((key) => groups.get(key)!);
};
