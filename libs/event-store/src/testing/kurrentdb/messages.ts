import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import {
  AccessDenied,
  AllStreamPosition,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { Code } from '@eventstore/db-client/generated/code_pb';
import { BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { MAX_APPEND_SIZE, NO_STREAM, type Answer, type Expected, type LogEvent } from './log';

/** Between the log and the wire: the client's own message classes. */

export const streamNameOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier!.getStreamName_asU8()).toString();

const identifierOf = (stream: string): StreamIdentifier => {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Uint8Array.from(Buffer.from(stream)));
  return identifier;
};

/** .NET's clock: ticks of 100 ns. No time is promised to anybody, so all events have one. */
const CREATED_TICKS = '16382400000000000';

export const readEvent = (event: LogEvent): ReadResp => {
  const id = new UUID();
  id.setString(event.id);
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setPreparePosition(String(event.position));
  recorded.setCommitPosition(String(event.position));
  recorded.setData(event.data);
  const metadata = recorded.getMetadataMap();
  metadata.set('type', event.type);
  metadata.set('content-type', event.contentType);
  metadata.set('created', CREATED_TICKS);
  const read = new ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const response = new ReadResp();
  response.setEvent(read);
  return response;
};

export const confirmation = (): ReadResp => {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId('stand-in');
  const response = new ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

export const caughtUp = (): ReadResp => {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
};

export const checkpoint = (position: number): ReadResp => {
  const reached = new ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  const response = new ReadResp();
  response.setCheckpoint(reached);
  return response;
};

export const streamNotFound = (stream: string): ReadResp => {
  const missing = new ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const response = new ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

/** What can go wrong with an append beside what the log says. */
export type Refusal = Answer | { readonly kind: 'access-denied' | 'timeout' | 'busy' };

export const appendAnswer = (
  correlation: UUID,
  stream: string,
  expected: Expected,
  answer: Refusal,
): BatchAppendResp => {
  const response = new BatchAppendResp();
  response.setCorrelationId(correlation);
  response.setStreamIdentifier(identifierOf(stream));
  if (answer.kind !== 'success') {
    response.setError(errorOf(stream, expected, answer));
    return response;
  }
  const position = new AllStreamPosition();
  position.setCommitPosition(String(answer.position));
  position.setPreparePosition(String(answer.position));
  const success = new BatchAppendResp.Success();
  success.setCurrentRevision(String(answer.revision));
  success.setPosition(position);
  response.setSuccess(success);
  return response;
};

const packed = (message: { serializeBinary(): Uint8Array }, type: string): Any => {
  const any = new Any();
  any.pack(message.serializeBinary(), type);
  return any;
};

const errorOf = (stream: string, expected: Expected, answer: Exclude<Refusal, { kind: 'success' }>): Status => {
  const error = new Status();
  error.setCode(Code.UNKNOWN);
  error.setMessage(answer.kind);
  error.setDetails(detailsOf(stream, expected, answer));
  return error;
};

const detailsOf = (stream: string, expected: Expected, answer: Exclude<Refusal, { kind: 'success' }>): Any => {
  switch (answer.kind) {
    case 'wrong-expected-version': {
      const wrong = new WrongExpectedVersion();
      if (answer.actual === NO_STREAM) wrong.setCurrentNoStream(new Empty());
      else wrong.setCurrentStreamRevision(String(answer.actual));
      if (typeof expected === 'number' && expected !== NO_STREAM) wrong.setExpectedStreamPosition(String(expected));
      else if (expected === 'any') wrong.setExpectedAny(new Empty());
      else wrong.setExpectedNoStream(new Empty());
      return packed(wrong, 'event_store.client.WrongExpectedVersion');
    }
    case 'stream-deleted': {
      const deleted = new StreamDeleted();
      deleted.setStreamIdentifier(identifierOf(stream));
      return packed(deleted, 'event_store.client.StreamDeleted');
    }
    case 'too-large': {
      const large = new MaximumAppendSizeExceeded();
      large.setMaxappendsize(MAX_APPEND_SIZE);
      return packed(large, 'event_store.client.MaximumAppendSizeExceeded');
    }
    case 'access-denied':
      return packed(new AccessDenied(), 'event_store.client.AccessDenied');
    case 'timeout':
      return packed(new Timeout(), 'event_store.client.Timeout');
    case 'busy':
      return packed(new Empty(), 'google.protobuf.Empty');
  }
};

/** Errors of a whole call carry their kind as the trailer `exception`. */
export const callError = (
  code: status,
  exception: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError => {
  const metadata = new Metadata();
  metadata.set('exception', exception);
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(exception), { code, details: exception, metadata });
};
