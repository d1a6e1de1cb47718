import { BACKWARDS, END, EventStoreDBClient, type StreamingRead } from '@eventstore/db-client';
import { StoreUnavailable } from '../event-store';
import type { AllPosition } from '../journal-writer';
import { AccessDenied, asPortError, KurrentDbRefused, within } from './server-errors';

/** The oldest server that the contract suite ran against; older ones lack what the adapter needs (batch appends: 21.10). */
const LEAST_SERVER = [23, 10] as const;
/** A server that is there answers in milliseconds; a start should say soon that it isn't. */
const START_DEADLINE_MS = 10_000;

/** Throws `KurrentDbRefused` where the address is none. Connects when it is first used. */
export const clientOf = (url: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch {
    // Not the client's words: they repeat the address.
    throw new KurrentDbRefused('KURRENTDB_URL', 'not an address of the form esdb://host:port?tls=true|false');
  }
};

/** One clear word at start, and not the first append, tells that the server is not the right one. */
export const checkServer = async (client: EventStoreDBClient): Promise<string> => {
  let version: string;
  try {
    // The client has no public way to ask.
    version = (await within(START_DEADLINE_MS, 'asking for the version', client['capabilities'])).serverVersion;
    await within(START_DEADLINE_MS, 'reading $all', headOf(client));
  } catch (error) {
    throw refusalOf(error);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < LEAST_SERVER[0] || (major === LEAST_SERVER[0] && minor < LEAST_SERVER[1]) || Number.isNaN(major))
    throw new KurrentDbRefused('KURRENTDB_TOO_OLD', `version ${version}; at least ${LEAST_SERVER.join('.')} is needed`);
  return version;
};

const refusalOf = (error: unknown): unknown => {
  const known = asPortError(error);
  if (!(known instanceof StoreUnavailable)) return error;
  const denied =
    error instanceof AccessDenied || (known.cause as { code?: unknown } | undefined)?.code === 'access-denied';
  return denied
    ? new KurrentDbRefused('KURRENTDB_ACCESS_DENIED', 'access denied', { cause: error })
    : new KurrentDbRefused('KURRENTDB_UNREACHABLE', known.message, { cause: error });
};

/**
 * Everything but system streams; the metadata of our own streams is part of it, because who deletes or cuts a stream
 * writes it there.
 */
export const OUR_STREAMS = '^([^$]|\\$\\$[^$])';

/** The server's own events (statistics, elections) may stand behind the last of ours; further back nobody looks. */
const LOOK_BACK_EVENTS = 1_000;

/** Where the last event that concerns us stands, or the oldest that was looked at; null on an empty server. */
export const headOf = async (client: EventStoreDBClient): Promise<AllPosition | null> => {
  const reading = client.readAll({
    direction: BACKWARDS,
    fromPosition: END,
    maxCount: LOOK_BACK_EVENTS,
    requiresLeader: true,
  });
  let oldest: AllPosition | null = null;
  await readUntil(reading, ({ event }) => {
    oldest = event?.position ?? oldest;
    return event !== undefined && !event.streamId.startsWith('$');
  });
  return oldest;
};

/** One answer of the server: it comes in milliseconds. */
export const LOOK_DEADLINE_MS = 10_000;

/** `headOf`, or `StoreUnavailable` after a while. */
export const currentHead = async (client: EventStoreDBClient): Promise<AllPosition | null> => {
  try {
    return await within(LOOK_DEADLINE_MS, 'looking at the head of $all', headOf(client));
  } catch (error) {
    throw asPortError(error);
  }
};

/** What an operator sees of a server without writing to it. Throws `KurrentDbRefused`. */
export const inspectServer = async (
  url: string,
): Promise<{ readonly version: string; readonly head: AllPosition | null }> => {
  const client = clientOf(url);
  try {
    return { version: await checkServer(client), head: await currentHead(client) };
  } finally {
    await client.dispose();
  }
};

/** Gives event by event until one is enough or there are no more, and leaves nothing under way. */
export const readUntil = async <E>(reading: StreamingRead<E>, enough: (event: E) => boolean): Promise<void> => {
  try {
    await new Promise<void>((resolve, reject) => {
      let ended = false;
      reading.on('data', (event: E) => {
        if (ended || !enough(event)) return;
        ended = true;
        resolve();
      });
      reading.on('end', () => resolve());
      reading.on('error', reject);
    });
  } finally {
    await release(reading);
  }
};

/**
 * Ends a read or subscription, in whatever state it is. Destroyed, as by leaving a `for await`, its call would stay
 * paused with what the server has sent, never end, and keep the process alive: it has to flow until the cancel arrives.
 */
export const release = async (reading: Ending): Promise<void> => {
  reading.removeAllListeners('data');
  reading.on('error', () => undefined);
  reading.resume();
  const ending = 'cancel' in reading ? reading.cancel() : reading.unsubscribe();
  await ending.catch(() => undefined);
};

type Ending = {
  removeAllListeners(event: 'data'): unknown;
  resume(): unknown;
  on(event: 'error', listener: () => void): unknown;
} & ({ cancel(): Promise<void> } | { unsubscribe(): Promise<void> });
