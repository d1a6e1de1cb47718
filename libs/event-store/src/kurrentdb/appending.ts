import { binaryEvent, NO_STREAM as NO_STREAM_YET, type EventStoreDBClient } from '@eventstore/db-client';
import { NO_STREAM, type Append, type AppendResult, type StreamEvent } from '../event-store';
import { atTheLeader } from './reading';
import { within, WrongExpectedVersion } from './server-errors';

/** What the server is given; it answers a Timeout itself. */
const SERVER_DEADLINE_MS = 10_000;
/** What we wait when not even that comes. */
const ANSWER_DEADLINE_MS = 12_000;

type Written = Exclude<AppendResult, { kind: 'command-reused' }>;

/**
 * One append, as it is. The server takes the same event ids at the revision that they were first given as a repetition
 * and says nothing of it: `repeated` is for the caller to know.
 */
export const write = async (client: EventStoreDBClient, append: Append): Promise<Written> => {
  const { stream, expectedRevision } = append;
  // Bytes, not JSON: the client would serialise it again.
  const events = append.events.map(({ id, type, body }) => binaryEvent({ id, type, data: Buffer.from(body) }));
  const send = () =>
    within(
      ANSWER_DEADLINE_MS,
      `appending to ${stream}`,
      client.appendToStream(stream, events, {
        expectedRevision: expectedRevision === NO_STREAM ? NO_STREAM_YET : BigInt(expectedRevision),
        requiresLeader: true,
        deadline: SERVER_DEADLINE_MS,
      }),
    );
  try {
    await atTheLeader(() => send().catch(wrongRevision));
  } catch (error) {
    if (error instanceof WrongRevision) return { kind: 'wrong-expected-revision', actual: error.actual };
    throw error;
  }
  return {
    kind: 'appended',
    firstRevision: expectedRevision + 1,
    lastRevision: expectedRevision + append.events.length,
    position: null,
    repeated: false,
  };
};

/** An answer, and no failure of the server: kept apart on its way through what maps failures. */
class WrongRevision extends RangeError {
  constructor(readonly actual: number) {
    super(`the stream stands at ${actual}`);
  }
}

const wrongRevision = (error: unknown): never => {
  if (!(error instanceof WrongExpectedVersion)) throw error;
  const { actualVersion } = error as WrongExpectedVersion & { readonly actualVersion: bigint | string };
  throw new WrongRevision(typeof actualVersion === 'bigint' ? Number(actualVersion) : NO_STREAM);
};

/**
 * What the stream says of an append whose command may have been here before: its first receipt, or why it may not be
 * stored; null where it may. The same order of questions as in the other adapters.
 */
export const verdictOf = ({ expectedRevision, events }: Append, stored: readonly StreamEvent[]): Written | null => {
  const commands = new Set(events.map(({ commandId }) => commandId));
  const there = new Set(stored.map(({ id }) => id));
  const known = events.filter(({ id }) => there.has(id)).length;
  if (known === events.length || (known > 0 && commands.size === 1)) {
    const made = stored.filter(({ body }) => commands.has(commandIdOf(body))).map(({ revision }) => revision);
    return {
      kind: 'appended',
      firstRevision: Math.min(...made),
      lastRevision: Math.max(...made),
      position: null,
      repeated: true,
    };
  }
  const actual = stored.at(-1)?.revision ?? NO_STREAM;
  return actual === expectedRevision ? null : { kind: 'wrong-expected-revision', actual };
};

const commandIdOf = (body: string): string => (JSON.parse(body) as { command: { id: string } }).command.id;
