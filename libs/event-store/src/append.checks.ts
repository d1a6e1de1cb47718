import {
  AppendTooLarge,
  EventTooLarge,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  type Append,
  type EncodedEvent,
} from './event-store';

/** Every stream of contract 2 is far shorter; an index entry of PostgreSQL holds at most 2,700 bytes. */
export const MAX_STREAM_LENGTH = 500;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What every adapter refuses before it touches its store: `EventTooLarge` and `AppendTooLarge`, and as `RangeError`
 * what only a programmer can do wrong. One bad append must not take down the others of its group.
 */
export const checkAppend = ({ stream, expectedRevision, events }: Append): void => {
  if (events.length === 0) throw new RangeError(`an append to ${stream} without events`);
  if (events.length > MAX_APPEND_EVENTS) throw new AppendTooLarge(`${events.length} events to ${stream}`);
  if (stream === '' || stream.length > MAX_STREAM_LENGTH) throw new RangeError(`not a stream name: ${stream}`);
  const commands = new Map<string, string>();
  let bytes = 0;
  for (const [index, event] of events.entries()) {
    bytes += checkedBytes(event);
    if (event.stream !== stream || event.revision !== expectedRevision + 1 + index)
      throw new RangeError(`event ${index} of an append to ${stream} says ${event.stream}@${event.revision}`);
    const known = commands.get(event.commandId);
    if (known !== undefined && known !== event.commandSha256)
      throw new RangeError(`one append, two commands with the id ${event.commandId}`);
    commands.set(event.commandId, event.commandSha256);
  }
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(`${bytes} bytes to ${stream}`);
};

const checkedBytes = ({ id, commandId, type, stream, body }: EncodedEvent): number => {
  if (!UUID.test(id) || !UUID.test(commandId)) throw new RangeError(`not a uuid: event ${id}, command ${commandId}`);
  // Such a body would not come back byte for byte. (Canonical JSON has neither.)
  if (!body.isWellFormed() || body.includes('\0')) throw new RangeError(`${type} of ${stream} is not canonical JSON`);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_EVENT_BYTES) throw new EventTooLarge(`${type} of ${stream}: ${bytes} bytes`);
  return bytes;
};
