import { FORWARDS, type EventStoreDBClient } from '@eventstore/db-client';
import type { StreamEvent } from '../event-store';
import { readUntil, release } from './connection';
import { asPortError, NotLeader, StreamNotFound, within } from './server-errors';

/** The longest stream of ours is read in well under a second. */
const READ_DEADLINE_MS = 10_000;
/** The client goes to the leader that the refusal names; an election may name another one once more. */
const LEADER_TRIES = 3;

/** A stream from the leader, so that what was acknowledged is there. Positions are the journal's: not known here. */
export const readEvents = (client: EventStoreDBClient, stream: string, from = 0): Promise<readonly StreamEvent[]> =>
  atTheLeader(() => readOnce(client, stream, from));

/** Once more where the server was not the leader: nothing happened there, and by now the client knows the leader. */
export const atTheLeader = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotLeader) || tries === LEADER_TRIES) throw asPortError(error);
    }
  }
};

const readOnce = async (client: EventStoreDBClient, stream: string, from: number): Promise<readonly StreamEvent[]> => {
  const reading = client.readStream(stream, {
    direction: FORWARDS,
    fromRevision: BigInt(from),
    requiresLeader: true,
  });
  const events: StreamEvent[] = [];
  const whole = readUntil(reading, ({ event }) => {
    if (event) events.push(streamEventOf(event));
    return false;
  });
  try {
    await within(READ_DEADLINE_MS, `reading ${stream}`, whole);
  } catch (error) {
    if (error instanceof StreamNotFound) return [];
    await release(reading);
    throw error;
  }
  return events;
};

interface Recorded {
  readonly id: string;
  readonly streamId: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
}

const streamEventOf = ({ id, streamId, revision, type, data }: Recorded): StreamEvent => ({
  position: null,
  id,
  stream: streamId,
  revision: Number(revision),
  type,
  body: bodyOf(data),
});

/** Ours are written as bytes; what the client parsed as JSON was written by somebody else, and is shown as it is. */
export const bodyOf = (data: unknown): string =>
  data instanceof Uint8Array
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
    : JSON.stringify(data);
