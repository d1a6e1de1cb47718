import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Log, LogEvent } from './log';
import { callError, caughtUp, checkpoint, confirmation, readEvent, streamNameOf, streamNotFound } from './messages';

type Call = ServerWritableStream<ReadReq, ReadResp>;

export const serveRead = (log: Log, call: Call, duplicates: () => boolean): void => {
  const options = call.request.getOptions()!;
  call.on('error', () => undefined);
  if (options.hasSubscription()) return subscribe(log, call, options, duplicates);
  const found = options.hasStream() ? streamOf(log, options) : [...log.events];
  if (found === 'deleted')
    return void call.emit('error', callError(status.FAILED_PRECONDITION, 'stream-deleted', deletedOf(options)));
  if (found === null) {
    call.write(streamNotFound(streamNameOf(options.getStream()!.getStreamIdentifier())));
    call.end();
    return;
  }
  if (options.hasAll() && !isPlace(log, options.getAll()!))
    return void call.emit('error', callError(status.UNKNOWN, 'Unexpected ReadAllResult: Error'));
  for (const event of ranged(found, options).slice(0, Number(options.getCount()))) call.write(readEvent(event));
  call.end();
};

/** Inside the log only places where an event begins can be read from. */
const isPlace = (log: Log, all: ReadReq.Options.AllOptions): boolean => {
  const position = positionOf(all);
  const last = log.events.at(-1)?.position ?? 0;
  return (
    position === 'end' || position === 0 || position > last || log.events.some((event) => event.position === position)
  );
};

const deletedOf = (options: ReadReq.Options): Readonly<Record<string, string>> => ({
  'stream-name': streamNameOf(options.getStream()!.getStreamIdentifier()),
});

const streamOf = (log: Log, options: ReadReq.Options) =>
  log.read(streamNameOf(options.getStream()!.getStreamIdentifier()));

/** From where on, in the direction asked for. A read includes the event that stands at its start. */
const ranged = (events: readonly LogEvent[], options: ReadReq.Options): readonly LogEvent[] => {
  const backwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
  const [place, start] = options.hasStream()
    ? [({ revision }: LogEvent) => revision, revisionOf(options.getStream()!)]
    : [({ position }: LogEvent) => position, positionOf(options.getAll()!)];
  const wanted = events.filter((event) =>
    backwards ? start === 'end' || place(event) <= Number(start) : start !== 'end' && place(event) >= start,
  );
  return backwards ? wanted.reverse() : wanted;
};

const revisionOf = (stream: ReadReq.Options.StreamOptions): number | 'end' =>
  stream.hasEnd() ? 'end' : stream.hasStart() ? 0 : Number(stream.getRevision());

const positionOf = (all: ReadReq.Options.AllOptions): number | 'end' =>
  all.hasEnd() ? 'end' : all.hasStart() ? 0 : Number(all.getPosition()!.getCommitPosition());

/** After its start (which a subscription leaves out) all that is there, then what comes; with a filter also how far it looked. */
const subscribe = (log: Log, call: Call, options: ReadReq.Options, duplicates: () => boolean): void => {
  const all = options.getAll()!;
  const wants = filterOf(options);
  let seen = all.hasPosition() ? Number(all.getPosition()!.getCommitPosition()) : -1;
  const catchUp = (): void => {
    let skipped: number | null = null;
    for (const event of log.events.filter(({ position }) => position > seen)) {
      seen = event.position;
      skipped = wants(event) ? null : event.position;
      if (skipped !== null) continue;
      call.write(readEvent(event));
      if (duplicates()) call.write(readEvent(event));
    }
    if (skipped !== null) call.write(checkpoint(skipped));
  };
  call.write(confirmation());
  catchUp();
  call.write(caughtUp());
  const stop = log.onAppend(catchUp);
  call.on('cancelled', stop);
  call.on('close', stop);
};

const filterOf = (options: ReadReq.Options): ((event: LogEvent) => boolean) => {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType()!;
  const regex = new RegExp(expression.getRegex());
  return ({ stream, type }) => regex.test(byStream ? stream : type);
};
