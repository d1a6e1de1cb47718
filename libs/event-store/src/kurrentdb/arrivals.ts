import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import { JournalBroken, type AllPosition, type ArrivedEvent, type Tampering } from '../journal-writer';
import { bodyOf } from './reading';

/** Metadata of a stream stands in a stream of its own, with this before the name. */
const METADATA_OF = '$$';
const METADATA_TYPE = '$metadata';
const TOMBSTONE_TYPE = '$streamDeleted';
/** `$tb` of a stream that was deleted so that it may begin again: the largest int64. JSON reads it as this double. */
const DELETED_BEFORE = Number(2n ** 63n - 1n);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export type Arrival =
  | { readonly kind: 'event'; readonly event: ArrivedEvent }
  | { readonly kind: 'tampering'; readonly tampering: Tampering }
  | { readonly kind: 'nothing'; readonly at: AllPosition };

/**
 * What an event of `$all` is to the journal. Throws `JournalBroken` for one of a stream that is none of ours, and for
 * one that says something else of itself than the server does: somebody else writes to this server.
 */
export const arrivalOf = (
  { event }: Pick<AllStreamResolvedEvent, 'event'>,
  isOurs: (stream: string) => boolean,
): Arrival => {
  if (!event?.position) throw new JournalBroken('the server gave an event without its place in $all');
  const { id, streamId, type, position: at } = event;
  if (streamId.startsWith(METADATA_OF)) {
    const stream = streamId.slice(METADATA_OF.length);
    const kind = isOurs(stream) && type === METADATA_TYPE ? cutOf(event.data) : null;
    return kind ? { kind: 'tampering', tampering: { stream, kind, at } } : { kind: 'nothing', at };
  }
  if (!isOurs(streamId)) throw new JournalBroken(`the stream ${streamId} is none of the ledger's (event ${id})`);
  if (type === TOMBSTONE_TYPE) return { kind: 'tampering', tampering: { stream: streamId, kind: 'DELETED', at } };
  const revision = Number(event.revision);
  const body = bodyOf(event.data);
  const commandId = event.isJson ? null : commandIdOf(body, { id, stream: streamId, revision, type });
  if (commandId === null)
    throw new JournalBroken(
      `event ${id} at ${streamId}@${revision} says otherwise of itself: another wrote it, or the stream was deleted and begun again`,
    );
  return { kind: 'event', event: { id, stream: streamId, revision, type, commandId, body, at } };
};

const cutOf = (metadata: unknown): Tampering['kind'] | null => {
  const { $tb: before, $maxCount: count, $maxAge: age } = metadata as Readonly<Record<string, unknown>>;
  if (before === DELETED_BEFORE) return 'DELETED';
  return before !== undefined || count !== undefined || age !== undefined ? 'TRUNCATED' : null;
};

/** The command of a body that agrees with what the server says of the event; null where it doesn't. */
const commandIdOf = (
  body: string,
  said: Readonly<Record<'id' | 'stream' | 'revision' | 'type', unknown>>,
): string | null => {
  let own: Readonly<Record<string, unknown>> & { readonly command?: { readonly id?: unknown } };
  try {
    own = JSON.parse(body) as typeof own;
  } catch {
    return null;
  }
  const agrees =
    own?.id === said.id && own.stream === said.stream && own.revision === said.revision && own.type === said.type;
  const commandId = own?.command?.id;
  return agrees && typeof commandId === 'string' && UUID.test(commandId) ? commandId : null;
};
