import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { checkAppend } from '../append.checks';
import { StoreUnavailable, type Append, type AppendResult, type EventStore, type StreamEvent } from '../event-store';
import type { ClaimVerdict, CommandClaim, CommandClaims } from '../journal-writer';
import { verdictOf, write } from './appending';
import { groupedClaims } from './claiming';
import { checkServer, clientOf } from './connection';
import { readEvents } from './reading';
import { keyedTurns } from './turns';

/** So many appends of a bulk are under way at once: the server answers in order, and its queue stays short. */
const PART_APPENDS = 1_000;
const PART_BYTES = 4_000_000;
/** Streams that are read at the same time, over one connection. */
const READS_AT_ONCE = 32;

export interface KurrentDbEventStoreOptions {
  /** `esdb://…`, with user and password where the server is secured. */
  readonly url: string;
  readonly claims: CommandClaims;
}

export interface KurrentDbEventStore {
  readonly store: EventStore;
  readonly serverVersion: string;
  /** Refuses further appends, answers those that were taken, and ends the connection. */
  close(): Promise<void>;
}

/** Throws `KurrentDbRefused` where the server can't be reached, denies access, or is too old. */
export const createKurrentDbEventStore = async (options: KurrentDbEventStoreOptions): Promise<KurrentDbEventStore> => {
  const client = clientOf(options.url);
  const serverVersion = await checkServer(client);
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const taken = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new StoreUnavailable('the event store is closed'));
    const doing = work();
    const settled = doing.catch(() => undefined);
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return doing;
  };
  return {
    store: kurrentDbStore(client, options.claims, taken),
    serverVersion,
    close: async () => {
      closed = true;
      await Promise.all(underWay);
      await client.dispose();
    },
  };
};

const kurrentDbStore = (
  client: EventStoreDBClient,
  claims: CommandClaims,
  taken: <T>(work: () => Promise<T>) => Promise<T>,
): EventStore => {
  const turns = keyedTurns();
  const claim = groupedClaims(claims, randomUUID());

  /**
   * A command that was never here before goes straight to the server. Otherwise its stream tells whether it is done; one
   * of another claimant that isn't done yet may be on its way there, so whoever comes second has repeated it.
   */
  const settle = async (append: Append, verdicts: ReadonlyMap<string, ClaimVerdict>): Promise<AppendResult> => {
    const its = append.events.map(({ commandId }) => verdicts.get(commandId)!);
    const reused = its.indexOf('reused');
    if (reused >= 0) return { kind: 'command-reused', commandId: append.events[reused]!.commandId };
    if (its.every((verdict) => verdict === 'new')) return write(client, append);
    const verdict = verdictOf(append, await readEvents(client, append.stream));
    if (verdict) return verdict;
    const result = await write(client, append);
    if (result.kind === 'appended') return { ...result, repeated: its.includes('other') };
    return verdictOf(append, await readEvents(client, append.stream)) ?? result;
  };

  const settleAll = (appends: readonly Append[]): Promise<readonly AppendResult[]> => {
    const commands = commandsOf(appends);
    const ids = commands.map(({ commandId }) => commandId);
    return turns.run(ids, async () => {
      const answers = await claim(commands);
      const verdicts = new Map(ids.map((id, index) => [id, answers[index]!]));
      // On a new connection the client sends the first append last; once it is answered, they go in the order given.
      const [first, ...rest] = appends;
      const results = [await settle(first!, verdicts)];
      return [...results, ...(await wholly(rest.map((append) => settle(append, verdicts))))];
    });
  };

  return {
    append: async (append) => {
      checkAppend(append);
      const [result] = await taken(() => settleAll([append]));
      return result!;
    },
    appendMany: async (appends) => {
      appends.forEach(checkAppend);
      return taken(async () => {
        const results: AppendResult[] = [];
        while (results.length < appends.length) results.push(...(await settleAll(nextPart(appends, results.length))));
        return results;
      });
    },
    readStream: (stream, from) => readEvents(client, stream, from),
    readStreams: async (streams) => {
      const found = new Map<string, readonly StreamEvent[]>();
      const left = [...new Set(streams)];
      const read = async (): Promise<void> => {
        for (let stream = left.pop(); stream !== undefined; stream = left.pop()) {
          const events = await readEvents(client, stream);
          if (events.length > 0) found.set(stream, events);
        }
      };
      await Promise.all(Array.from({ length: READS_AT_ONCE }, read));
      return found;
    },
  };
};

const commandsOf = (appends: readonly Append[]): readonly CommandClaim[] => {
  const commands = new Map<string, CommandClaim>();
  for (const { events } of appends)
    for (const { commandId, commandSha256 } of events) commands.set(commandId, { commandId, commandSha256 });
  return [...commands.values()];
};

/** The longest run that can be decided at once: no stream twice, and one command id always means the same command. */
const nextPart = (appends: readonly Append[], start: number): readonly Append[] => {
  const streams = new Set<string>();
  const commands = new Map<string, string>();
  let bytes = 0;
  let end = start;
  for (; end < appends.length && end - start < PART_APPENDS && bytes < PART_BYTES; end += 1) {
    const { stream, events } = appends[end]!;
    const differs = events.some(({ commandId, commandSha256: sha }) => (commands.get(commandId) ?? sha) !== sha);
    if (streams.has(stream) || differs) break;
    streams.add(stream);
    for (const { commandId, commandSha256, body } of events) {
      commands.set(commandId, commandSha256);
      bytes += body.length;
    }
  }
  return appends.slice(start, end);
};

/** All of them, or the first failure once all have ended: nothing is still on its way when the caller hears of it. */
const wholly = async <T>(works: readonly Promise<T>[]): Promise<readonly T[]> => {
  await Promise.allSettled(works);
  return Promise.all(works);
};
