import { hash as hashOnce } from 'node:crypto';
import type { EventCodec, StoredEvent } from '@event-store';
import { appendLeaves, type CompactRange } from '@transparency-log';
import { ProjectionGap, type Fault, type FaultCode } from '../progress';
import type { Positioned } from '../projection';
import type { Purity } from './purity';

/** A part of the journal, decoded and hashed once for all projections that stand at its first position. */
export interface Batch {
  readonly from: number;
  /** Position behind the last event. */
  readonly to: number;
  readonly stored: readonly StoredEvent[];
  /** The types among the events; null stands for an event that concerns everybody. */
  readonly types: ReadonlySet<string | null>;
  typeAt(position: number): string | null;
  /** Decoded when somebody asks who listens to its type. */
  at(position: number): Positioned | Undecodable;
  /** The compact range of a projection that stood at `from` when it has applied the events before `to`. */
  rangeAt(range: CompactRange, from: number, to: number): CompactRange;
}

/** An event that can't be given to any projection that listens to its type. */
export interface Undecodable {
  readonly undecodable: Fault;
}

export const isUndecodable = (event: Positioned | Undecodable): event is Undecodable => 'undecodable' in event;

/**
 * By way of a text of one byte a character: that lies in the young heap, and `Buffer.from` takes 32 bytes of a pool. A result as a buffer of its
 * own costs more than its hash, and there are two for each event.
 */
const sha256 = (input: Uint8Array | string): Uint8Array => Buffer.from(hashOnce('sha256', input, 'binary'), 'binary');
/** The leaf hash of a body: SHA-256(0x00 ‖ body). As one text, so that the bytes are made once, in native code. */
const leafOf = ({ body }: StoredEvent): Uint8Array => sha256(`\0${body}`);

/** Throws `ProjectionGap` where the events don't stand at `from`, `from + 1`, … */
export const batchOf = (
  stored: readonly StoredEvent[],
  from: number,
  { codec, purity }: { readonly codec: EventCodec; readonly purity: Purity },
): Batch => {
  stored.forEach(({ position }, index) => {
    if (position !== from + index) throw new ProjectionGap('the projections', from + index, position);
  });
  const known = new Set(codec.definitions.map(({ type }) => type));
  const ranges: { readonly of: CompactRange; readonly from: number; readonly to: number; readonly is: CompactRange }[] =
    [];
  const leaves = stored.map(leafOf);
  const types = stored.map((event) => {
    const type = typeOf(event);
    return known.has(type) ? type : null;
  });
  const events: (Positioned | Undecodable)[] = [];
  return {
    from,
    to: from + stored.length,
    stored,
    types: new Set(types),
    typeAt: (position) => types[position - from]!,
    at: (position) => (events[position - from] ??= decoded(stored[position - from]!, codec, purity)),
    rangeAt: (of, start, to) => {
      const made = ranges.find((range) => range.from === start && range.to === to && isSame(range.of, of));
      if (made) return made.is;
      const is = appendLeaves(sha256, of, leaves.slice(start - from, to - from));
      ranges.push({ of, from: start, to, is });
      return is;
    },
  };
};

const isSame = (one: CompactRange, other: CompactRange): boolean =>
  one === other ||
  (one.size === other.size && one.nodes.every((node, index) => Buffer.compare(node, other.nodes[index]!) === 0));

const decoded = (stored: StoredEvent, codec: EventCodec, purity: Purity): Positioned | Undecodable => {
  try {
    // The body is fresh from its bytes, and nobody else has it.
    const event = codec.decode(stored) as { position?: number } & ReturnType<EventCodec['decode']>;
    event.position = stored.position;
    return purity.guard(event as Positioned);
  } catch (error) {
    const isKnown = codec.definitions.some(({ type }) => type === typeOf(stored));
    return { undecodable: faultOf(stored, isKnown ? 'DECODE_FAILED' : 'UNKNOWN_EVENT', error) };
  }
};

/** How a body ends: members stand in the order of their names, and of an event's these two are the last. */
const LAST_MEMBERS = /^"type":"([^"\\]+)","v":\d+\}$/;

/** What the body says, if it can be read; else what its row says. */
const typeOf = ({ body, type }: StoredEvent): string => {
  const last = LAST_MEMBERS.exec(body.slice(Math.max(body.lastIndexOf('"type":'), 0)));
  if (last) return last[1]!;
  try {
    return String((JSON.parse(body) as { readonly type?: unknown }).type);
  } catch {
    return type;
  }
};

/** Codes of errors whose messages are ours and hold no value. */
const SAFE_CODES = new Set(['VALUE_REFUSED', 'ROW_REFUSED', 'SCHEMA_MISMATCH', 'NOT_PURE']);
const FRAME = /\(?([^()\s]+:\d+):\d+\)?$/;

/** Event, kind of error and place in our code; never a value of the event, which an error's own message may hold. */
export const faultOf = (
  event: { readonly id: string; readonly position: number; readonly type: string },
  code: FaultCode,
  error: unknown,
): Fault => {
  const { name, message, stack, code: errorCode } = error as Error & { readonly code?: unknown };
  const frame = FRAME.exec(stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '');
  const place = frame ? ` at ${frame[1]!.split('/').at(-1)}` : '';
  const what = SAFE_CODES.has(String(errorCode)) ? `: ${message}` : ` (${name}${place})`;
  return {
    position: event.position,
    eventId: event.id,
    code,
    message: `${event.type} ${event.id} at position ${event.position} could not be applied${what}`,
  };
};
