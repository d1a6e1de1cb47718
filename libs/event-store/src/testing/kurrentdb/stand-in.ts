import {
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import {
  BatchAppendReq,
  type BatchAppendResp,
  type ReadReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { Empty } from '@eventstore/db-client/generated/shared_pb';
import { createLog, NO_STREAM, type Expected, type Log, type ProposedEvent } from './log';
import { appendAnswer, callError, streamNameOf, type Refusal } from './messages';
import { serveRead } from './reads';

/** What the next append meets. `lost`: it is stored, and its answer never leaves. */
export type AppendFault =
  Exclude<Refusal['kind'], 'success'> | 'not-leader' | 'unavailable' | 'lost' | { readonly delayUntil: Promise<void> };

export interface StandIn {
  readonly url: string;
  readonly port: number;
  readonly log: Log;
  /** The next appends meet these, one each. */
  readonly appendFaults: AppendFault[];
  /** Told what was asked of it from now on. */
  readonly faults: {
    version: string;
    denied: boolean;
    /** Every event of a subscription is delivered twice. */
    duplicates: boolean;
    /** Where the leader is, for a server that is none. */
    leader: { host: string; port: number };
  };
  /** Ends every call that is under way, as a server does that stops. */
  close(): Promise<void>;
}

/**
 * A small server that speaks the Streams service with the client's own message definitions, so that the adapter is
 * tested without the real one. It keeps the rules that the adapter rests on and makes no promise that the real server
 * does not make; the contract suite runs against both.
 */
export const startStandIn = async (log: Log = createLog()): Promise<StandIn> => {
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  const appendFaults: AppendFault[] = [];
  const faults: StandIn['faults'] = {
    version: '23.10.0',
    denied: false,
    duplicates: false,
    leader: { host: '127.0.0.1', port: 0 },
  };
  const denied = () => callError(status.PERMISSION_DENIED, 'access-denied');

  server.addService(StreamsService, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      if (faults.denied) return void call.emit('error', denied());
      serveRead(log, call, () => faults.duplicates);
    },
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) =>
      serveBatchAppend(log, call, appendFaults, () => faults.leader),
    append: (_: unknown, answer: sendUnaryData<unknown>) => answer(callError(status.UNIMPLEMENTED, 'append')),
    delete: (_: unknown, answer: sendUnaryData<unknown>) => answer(callError(status.UNIMPLEMENTED, 'delete')),
    tombstone: (_: unknown, answer: sendUnaryData<unknown>) => answer(callError(status.UNIMPLEMENTED, 'tombstone')),
  });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>) => {
      const methods = new SupportedMethods();
      methods.setEventStoreServerVersion(faults.version);
      const method = new SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName('batchappend');
      methods.addMethods(method);
      answer(null, methods);
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    url: urlOf(port),
    port,
    log,
    appendFaults,
    faults,
    close: async () => server.forceShutdown(),
  };
};

export const urlOf = (port: number): string => `esdb://127.0.0.1:${port}?tls=false`;

const serveBatchAppend = (
  log: Log,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  faults: AppendFault[],
  leader: () => StandIn['faults']['leader'],
): void => {
  const pending = new Map<string, { readonly options: BatchAppendReq.Options; readonly events: ProposedEvent[] }>();
  const appendOne = (
    request: BatchAppendReq,
    options: BatchAppendReq.Options,
    events: readonly ProposedEvent[],
  ): void => {
    const stream = streamNameOf(options.getStreamIdentifier());
    const expected = expectedOf(options);
    const answer = (refusal: Refusal): void =>
      void call.write(appendAnswer(request.getCorrelationId()!, stream, expected, refusal));
    const fault = faults.shift();
    switch (fault) {
      case undefined:
        return answer(log.append(stream, expected, events));
      case 'lost':
        return void log.append(stream, expected, events);
      case 'unavailable':
        return void call.emit('error', callError(status.UNAVAILABLE, 'unavailable'));
      case 'not-leader': {
        const { host, port } = leader();
        const where = { 'leader-endpoint-host': host, 'leader-endpoint-port': String(port) };
        return void call.emit('error', callError(status.NOT_FOUND, 'not-leader', where));
      }
      case 'wrong-expected-version':
        return answer({ kind: fault, actual: NO_STREAM });
      case 'stream-deleted':
      case 'too-large':
      case 'access-denied':
      case 'timeout':
      case 'busy':
        return answer({ kind: fault });
      default:
        void fault.delayUntil.then(() => answer(log.append(stream, expected, events)));
    }
  };
  call.on('data', (request: BatchAppendReq) => {
    const id = request.getCorrelationId()!.getString() || JSON.stringify(request.getCorrelationId()!.toObject());
    const options = request.getOptions();
    if (options) pending.set(id, { options, events: [] });
    const append = pending.get(id)!;
    append.events.push(...request.getProposedMessagesList().map(proposedOf));
    if (!request.getIsFinal()) return;
    pending.delete(id);
    appendOne(request, append.options, append.events);
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
};

const proposedOf = (message: BatchAppendReq.ProposedMessage): ProposedEvent => ({
  id: message.getId()!.getString(),
  type: message.getMetadataMap().get('type')!,
  contentType: message.getMetadataMap().get('content-type')!,
  data: message.getData_asU8(),
});

const expectedOf = (options: BatchAppendReq.Options): Expected => {
  const { ExpectedStreamPositionCase: Case } = BatchAppendReq.Options;
  switch (options.getExpectedStreamPositionCase()) {
    case Case.NO_STREAM:
      return NO_STREAM;
    case Case.STREAM_POSITION:
      return Number(options.getStreamPosition());
    case Case.ANY:
    case Case.STREAM_EXISTS:
    case Case.EXPECTED_STREAM_POSITION_NOT_SET:
      return 'any';
  }
};
