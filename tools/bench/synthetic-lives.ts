import { EventCodec, NO_STREAM, uuidV5, type Append } from '@event-store';
import { allEvents } from '@programme/catalogue';
import { addDays, assetTagOf } from '@programme/shared';
import { encodedFact, type Fact } from '@projections/testing/read-side';
import * as grantFacts from '../../libs/programme/src/data-grant/domain/data-grant.fixtures';
import * as creditFacts from '../../libs/programme/src/carrier-book/domain/carrier-book.fixtures';
import * as deviceFacts from '../../libs/programme/src/device/domain/device.fixtures';

/** One device with a pupil's whole story: received, brought to its school, handed over, accepted; its grant, and a credit on each of its days. */
export interface Life {
  readonly tag: string;
  readonly grantId: string;
}

export const LIVES = 200;
export const DAYS = 92;
const FIRST_DAY = '2021-11-30';
const RECORDED_AT = '2022-03-15T03:00:00.000Z';
const NAMESPACE = '6c0f0d3e-70b1-5c5e-9b44-6a54d6f8a3a1';
/** Tags of these are told apart from those of the synthetic ledger by their first characters. */
const TAG_BASE = 'Z000';
const TAG_DIGITS = 4;

export const lives: readonly Life[] = Array.from({ length: LIVES }, (_, index) => ({
  tag: assetTagOf(`${TAG_BASE}${String(index).padStart(TAG_DIGITS, '0')}`),
  grantId: uuidV5(NAMESPACE, `grant ${index}`),
}));

export const appendsOfLives = (): readonly Append[] => {
  const codec = new EventCodec(allEvents);
  const append = (stream: string, facts: readonly Fact[]): Append => ({
    stream,
    expectedRevision: NO_STREAM,
    events: facts.map((fact, revision) => encodedFact(codec, stream, revision, { ...fact, recordedAt: RECORDED_AT })),
  });
  return [
    ...lives.flatMap((life, index) => {
      const ids = {
        assignmentId: uuidV5(NAMESPACE, `assignment ${index}`),
        subjectId: uuidV5(NAMESPACE, `pupil ${index}`),
      };
      return [
        append(`device-${life.tag}`, ofDevice(life, index, ids)),
        append(`grant-${life.grantId}`, ofGrant(life, ids)),
      ];
    }),
    ...Array.from({ length: DAYS }, (_, day) => addDays(FIRST_DAY, day)).flatMap((serviceDate) => [
      append(`carrierday-viettel-${serviceDate.replaceAll('-', '')}`, [creditFacts.carrierDayOpened({ serviceDate })]),
      append(
        // A shard that the synthetic ledger has no book for.
        `book-viettel-${serviceDate.replaceAll('-', '')}-9`,
        lives.map(({ grantId }, line) =>
          creditFacts.dailyQuotaCredited({ grantId, serviceDate, carrierTxnId: `VT-${line}`, line: line + 2 }),
        ),
      ),
    ]),
  ];
};

interface Ids {
  readonly assignmentId: string;
  readonly subjectId: string;
}

const ofDevice = ({ tag }: Life, index: number, ids: Ids): readonly Fact[] => [
  deviceFacts.deviceReceived({ tag, serial: `LIFE-${index}` }),
  deviceFacts.deviceInspected(),
  deviceFacts.custodyReleased(),
  deviceFacts.custodyTaken(),
  deviceFacts.deviceAssigned(ids),
  deviceFacts.handoverRecorded(ids),
  deviceFacts.handoverAccepted(ids),
];

const ofGrant = ({ tag }: Life, ids: Ids): readonly Fact[] => [
  grantFacts.grantEntitled({ ...ids, tag, entitledOn: FIRST_DAY, handedOn: FIRST_DAY }),
  grantFacts.grantActivated({
    activatedOn: FIRST_DAY,
    firstDay: FIRST_DAY,
    endDay: addDays(FIRST_DAY, DAYS),
    days: DAYS,
    carrier: 'VIETTEL',
  }),
];
