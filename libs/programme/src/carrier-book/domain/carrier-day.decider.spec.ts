import { by, person, specification } from '@kernel/testing';
import { carrierDay, carrierDayOf, dayEndsAt } from './carrier-day.decider';
import {
  applyCarrierFile,
  carrierDayClosed,
  carrierDayOpened,
  carrierFileApplied,
  carrierFileReceived,
  closeCarrierDay,
  openCarrierDay,
  receiveCarrierFile,
  reconciliationReopened,
  reopenCarrierDay,
} from './carrier-book.fixtures';

const given = specification(carrierDay, (actual, expected) => expect(actual).toEqual(expected));
const agent = person('11111111-1111-4111-8111-111111111111', 'CARRIER_AGENT', 'VIETTEL');
const approver = person('22222222-2222-4222-8222-222222222222', 'APPROVER_1');
const after = { actor: approver, now: '2021-11-17T05:00:00.001Z' };

describe("a carrier's day", () => {
  it('ends at noon of the second day after it, Vietnam time', () =>
    expect(dayEndsAt('2021-11-15')).toBe('2021-11-17T05:00:00.000Z'));

  it('is opened once, with the shards of its first file', () => {
    given()
      .when(openCarrierDay({ lines: 1_200 }))
      .then(carrierDayOpened({ shards: 4 }));
    given(carrierDayOpened({ shards: 4 }))
      .when(openCarrierDay({ lines: 100_000 }))
      .thenNothing();
  });

  it('takes no file before it is opened', () => given().when(receiveCarrierFile()).thenRefused('CARRIER_DAY_UNKNOWN'));

  it('takes a file, and marks it late after the end', () => {
    const at = (now: string) => given(carrierDayOpened()).when(receiveCarrierFile(), { now });
    at('2021-11-17T05:00:00.000Z').then(carrierFileReceived());
    at('2021-11-17T05:00:00.001Z').then(carrierFileReceived({ late: true }));
  });

  it('refuses another file under the same number, and stays silent for the same', () => {
    given(carrierDayOpened(), carrierFileReceived()).when(receiveCarrierFile()).thenNothing();
    given(carrierDayOpened(), carrierFileReceived())
      .when(receiveCarrierFile({ sha256: 'b'.repeat(64) }))
      .thenRefused('FILE_NO_REUSED');
  });

  it('notes once that a file is applied', () => {
    given(carrierDayOpened(), carrierFileReceived()).when(applyCarrierFile()).then(carrierFileApplied());
    given(carrierDayOpened(), carrierFileReceived(), carrierFileApplied()).when(applyCarrierFile()).thenNothing();
    given(carrierDayOpened()).when(applyCarrierFile()).thenRefused('CARRIER_FILE_UNKNOWN');
  });

  it('is closed by another person than the importer', () => {
    const day = [carrierDayOpened(), by(agent, carrierFileReceived()), carrierFileApplied()];
    given(...day)
      .when(closeCarrierDay(), { ...after, actor: agent })
      .thenRefused('SEPARATION_OF_DUTIES');
    given(...day)
      .when(closeCarrierDay(), after)
      .then(carrierDayClosed());
    given(...day, carrierDayClosed())
      .when(closeCarrierDay(), after)
      .thenNothing();
  });

  it('is not closed before its end', () =>
    given(carrierDayOpened())
      .when(closeCarrierDay(), { actor: approver, now: '2021-11-17T05:00:00.000Z' })
      .thenRefused('DAY_NOT_OVER'));

  it('may be closed earlier once its file is in the books, and not while one is on its way', () => {
    const early = { actor: approver, now: '2021-11-16T01:00:00.000Z' };
    const day = [carrierDayOpened(), by(agent, carrierFileReceived())];
    given(...day)
      .when(closeCarrierDay(), early)
      .thenRefused('FILE_IN_PROGRESS');
    given(...day, carrierFileApplied())
      .when(closeCarrierDay(), early)
      .then(carrierDayClosed());
  });

  it('is closed without a file, once it is over', () =>
    given()
      .when(closeCarrierDay({ creditedInWindowBytes: '0', missedBytes: '4294967296' }), after)
      .then(carrierDayClosed({ creditedInWindowBytes: '0', missedBytes: '4294967296' })));

  it.each([
    ['the identity', { shortBytes: '1' }],
    ['the quota of each grant', { promisedGrants: 2 }],
  ])('is not closed with figures that break %s', (_, figures) =>
    given().when(closeCarrierDay(figures), after).thenRefused('FIGURES_DO_NOT_ADD_UP'),
  );

  it('is named by its stream', () =>
    expect(carrierDayOf('carrierday-viettel-20211115')).toEqual({ carrier: 'VIETTEL', serviceDate: '2021-11-15' }));

  it('still takes a file after it was closed', () =>
    given(carrierDayOpened(), carrierDayClosed())
      .when(receiveCarrierFile(), { now: '2021-12-05T00:00:00.000Z' })
      .then(carrierFileReceived({ late: true })));

  it('is opened again with a reason, if it was closed', () => {
    given(carrierDayOpened(), carrierDayClosed()).when(reopenCarrierDay()).then(reconciliationReopened());
    given(carrierDayOpened()).when(reopenCarrierDay()).thenRefused('DAY_NOT_CLOSED');
    given(carrierDayOpened(), carrierDayClosed(), reconciliationReopened())
      .when(closeCarrierDay(), after)
      .then(carrierDayClosed());
  });
});
