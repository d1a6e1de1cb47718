import { type Decider, type Recorded, accept } from '@kernel';
import { type Carrier } from '../../shared';
import { type BookEvent, bookEvents } from './carrier-book.events';

/** One line of a carrier's file: what the carrier states of one grant and service day. */
export interface RecordCredit {
  readonly type: 'RecordCredit';
  readonly data: {
    readonly grantId: string;
    readonly serviceDate: string;
    readonly carrierTxnId: string;
    readonly fileId: string;
    readonly line: number;
    readonly stated:
      { readonly outcome: 'CREDITED'; readonly bytes: number } | { readonly outcome: 'FAILED'; readonly code: string };
  };
}

/**
 * Every statement made of a grant and day, as one text each; the first is the one that counts. A book takes some 500 events in one go and its state is never shared, so `evolve` extends the map in
 * place: each book starts from a map of its own (`initial` is a getter).
 */
export type Book = Map<string, readonly string[]>;

const statement = (outcome: 'CREDITED' | 'FAILED', carrierTxnId: string, bytes: number): string =>
  `${outcome}/${carrierTxnId}/${bytes}`;

/**
 * Stream    book-{carrier}-{yyyymmdd}-{shard}: what one carrier stated of one service day, for the grants of one shard.
 * Protects  at most one credit counts for a grant and day. Nothing is refused for being wrong: a carrier's credit is a fact that
 *           happened; whether it is short, over or out of the window is derived when it is read (contract 2).
 * Silent    for the same transaction with the same bytes again; anything else for the same grant and day is recorded as DUPLICATE.
 */
export const book: Decider<RecordCredit, Book, BookEvent, never> = {
  noun: 'carrier-book',
  streamOf: (id) => `book-${id}`,
  events: bookEvents,
  get initial(): Book {
    return new Map();
  },
  decide: ({ data }, state) => {
    const { stated, ...line } = data;
    const bytes = stated.outcome === 'CREDITED' ? stated.bytes : 0;
    const seen = state.get(`${line.grantId}/${line.serviceDate}`);
    if (seen?.includes(statement(stated.outcome, line.carrierTxnId, bytes))) return accept();
    if (seen)
      return accept({
        type: 'CreditConflictRecorded',
        data: { bytes, ...line, stated: stated.outcome, code: 'DUPLICATE' },
        occurredAt: line.serviceDate,
      });
    return stated.outcome === 'CREDITED'
      ? accept({ type: 'DailyQuotaCredited', data: { bytes, ...line }, occurredAt: line.serviceDate })
      : accept({ type: 'DailyQuotaFailed', data: { ...line, code: stated.code }, occurredAt: line.serviceDate });
  },
  evolve: (state, event) => {
    const key = `${event.data.grantId}/${event.data.serviceDate}`;
    return state.set(key, [...(state.get(key) ?? []), statementOf(event)]);
  },
};

const statementOf = (event: Recorded<BookEvent>): string => {
  switch (event.type) {
    case 'DailyQuotaCredited':
      return statement('CREDITED', event.data.carrierTxnId, event.data.bytes);
    case 'DailyQuotaFailed':
      return statement('FAILED', event.data.carrierTxnId, 0);
    case 'CreditConflictRecorded':
      return statement(event.data.stated, event.data.carrierTxnId, event.data.bytes);
  }
};

/** `viettel-20211115`: a carrier and a service day as they stand in stream names. */
export const carrierDayId = (carrier: Carrier, serviceDate: string): string =>
  `${carrier.toLowerCase()}-${serviceDate.replaceAll('-', '')}`;

/** Id of the book of one shard: `viettel-20211115-3`. */
export const bookId = (carrier: Carrier, serviceDate: string, shard: number): string =>
  `${carrierDayId(carrier, serviceDate)}-${shard}`;

/** About so many lines stand in one book (contract 2): one book is one load and one append. */
export const LINES_PER_SHARD = 500;
/** A national file of 2,000,000 lines needs 4,096. */
export const MAX_SHARDS = 65_536;

/** The day's number of shards by the first file's lines: a power of two. */
export const shardsFor = (lines: number): number => {
  let shards = 1;
  while (shards * LINES_PER_SHARD < lines && shards < MAX_SHARDS) shards *= 2;
  return shards;
};

/** First 4 bytes of SHA-256(grantId), modulo the day's shards. The hash is a parameter: the domain knows none. */
export const shardOf = (grantId: string, shards: number, sha256: (text: string) => Uint8Array): number => {
  const digest = sha256(grantId);
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) % shards;
};
