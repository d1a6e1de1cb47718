import { createHash } from 'node:crypto';
import type { Recorded } from '@kernel';
import { EventCodec, NO_STREAM, eventIdOf, sha256Hex, uuidV5, type Append, type EncodedEvent } from '@event-store';
import { allEvents } from '@programme/catalogue';

/**
 * A ledger as a province's is: nine of ten events are daily credits, in books of 500; the rest are devices and pupils. Every event is valid,
 * and the same in every run.
 */
const NAMESPACE = '3b1f8a52-6f0e-5f0c-9a35-0f0a4f1a7c10';
const GRANTS = 2_000;
const BOOK_LINES = 450;
const DEVICES_EACH = 25;
const PUPILS_EACH = 25;
const QUOTA = 4_294_967_296;
const FIRST_DAY = Date.UTC(2021, 10, 1);
const MILLISECONDS_PER_DAY = 86_400_000;
const TAG_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const syntheticLedger = function* (events: number): Generator<readonly Append[]> {
  const codec = new EventCodec(allEvents);
  let made = 0;
  for (let round = 0; made < events; round += 1) {
    const appends = [
      book(codec, round),
      ...range(DEVICES_EACH).map((index) => device(codec, round * DEVICES_EACH + index)),
      ...range(PUPILS_EACH).map((index) => pupil(codec, round * PUPILS_EACH + index)),
    ];
    const wanted = limited(appends, events - made);
    made += wanted.reduce((sum, append) => sum + append.events.length, 0);
    yield wanted;
  }
};

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const limited = (appends: readonly Append[], events: number): readonly Append[] => {
  let left = events;
  return appends.flatMap((append) => {
    const taken = append.events.slice(0, Math.max(left, 0));
    left -= taken.length;
    return taken.length === 0 ? [] : [{ ...append, events: taken }];
  });
};

const book = (codec: EventCodec, round: number): Append => {
  const serviceDate = dayOf(Math.floor(round / 5));
  const stream = `book-viettel-${serviceDate.replaceAll('-', '')}-${round % 5}`;
  const fileId = uuidV5(NAMESPACE, `file ${serviceDate}`);
  return appendOf(
    range(BOOK_LINES).map((line) =>
      encoded(codec, stream, line, 'DailyQuotaCredited', serviceDate, {
        grantId: uuidV5(NAMESPACE, `grant ${(round * BOOK_LINES + line) % GRANTS}`),
        serviceDate,
        carrierTxnId: `VT-${round}-${line}`,
        fileId,
        line: line + 2,
        bytes: QUOTA,
      }),
    ),
  );
};

const device = (codec: EventCodec, index: number): Append => {
  const tag = tagOf(index);
  return appendOf([
    encoded(codec, `device-${tag}`, 0, 'DeviceReceived', '2021-11-01', {
      tag,
      donationCode: `DON-${index % 12}`,
      lotNo: `LOT-${index % 40}`,
      serial: `SN${index}`,
      type: 'TABLET',
      maker: 'Thử Nghiệm',
      model: 'T-10',
      ramGigabytes: 4,
      storageGigabytes: 64,
      condition: 'NEW',
      unitVnd: 2_500_000,
      warehouseCode: '31-KHO-1',
      receivedOn: '2021-11-01',
    }),
  ]);
};

const pupil = (codec: EventCodec, index: number): Append => {
  const subjectId = uuidV5(NAMESPACE, `pupil ${index}`);
  const commitment = (field: string): string => createHash('sha256').update(`${field} ${index}`).digest('base64url');
  return appendOf([
    encoded(codec, `beneficiary-${subjectId}`, 0, 'NeedRegistered', '2021-11-01', {
      subjectId,
      schoolCode: `31-TEST-${index % 60}`,
      provinceCode: '31',
      unitCode: '31303',
      level: 'PUPIL',
      grade: 1 + (index % 12),
      devicePossession: 'NONE',
      registeredOn: '2021-11-01',
      ownConsentRequired: index % 12 > 1,
      commitments: {
        fullName: commitment('name'),
        dateOfBirth: commitment('birth'),
        studentCode: commitment('code'),
      },
    }),
  ]);
};

const dayOf = (index: number): string => new Date(FIRST_DAY + index * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);

/** The shape of a tag; its check character isn't what is measured. */
const tagOf = (index: number): string => {
  let rest = index;
  let text = '';
  for (let digit = 0; digit < 9; digit += 1) {
    text = TAG_ALPHABET[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return `SMT-${text}`;
};

const appendOf = (events: readonly EncodedEvent[]): Append => ({
  stream: events[0]!.stream,
  expectedRevision: NO_STREAM,
  events,
});

let recordedAt = FIRST_DAY;

const encoded = (
  codec: EventCodec,
  stream: string,
  revision: number,
  type: string,
  occurredAt: string,
  data: unknown,
): EncodedEvent => {
  const command = { id: uuidV5(NAMESPACE, `${stream}/${revision}`), sha256: sha256Hex(`${stream}/${revision}`) };
  recordedAt += 40;
  return codec.encode({
    id: eventIdOf(command.id, stream, 0, command.sha256),
    stream,
    revision,
    type,
    v: 1,
    occurredAt,
    recordedAt: new Date(recordedAt).toISOString(),
    actor: { id: '4f9f1c1e-6b54-4d6a-9b83-0d8d2f8a8f10', role: 'CARRIER_AGENT', unit: null },
    command,
    data,
  } as Recorded);
};
