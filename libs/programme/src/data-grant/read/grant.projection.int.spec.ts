import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/data-grant.fixtures';
import { grantProjection } from './grant.projection';
import { simProjection } from './sim.projection';

const stream = `grant-${a.GRANT}`;
const simStream = `sim-${a.SIM}`;

describe('the grants', () => {
  const projection = projectionSpec(grantProjection);
  const row = async () => (await projection.now())[0];

  it('have a window once they are activated, whose parts without data are known', async () => {
    await projection.given(
      on(stream, a.grantEntitled({ carrier: undefined, simId: undefined })),
      on(simStream, a.simAttached()),
      on(stream, a.grantActivated({ carrier: 'VIETTEL' }), a.grantSuspended(), a.grantResumed()),
    );
    expect(await row()).toMatchObject({
      grant_id: a.GRANT,
      status: 'ACTIVE',
      carrier: 'VIETTEL',
      sim_id: a.OTHER_SIM,
      handed_on: '2021-11-28',
      first_day: '2021-11-30',
      end_day: '2022-02-28',
      inactive: [{ from: '2021-12-06', to: '2021-12-11' }],
      cause: null,
    });
    expect((await projection.at(2))[0]).toMatchObject({ status: 'ENTITLED', sim_id: a.SIM, first_day: null });
    expect((await projection.at(4))[0]).toMatchObject({ status: 'SUSPENDED', cause: 'LOST' });
    expect(await projection.totals('CARRIER')).toEqual({ 'VIETTEL/acceptedByPupil': 1, 'VIETTEL/inUse': 1 });
    expect(await projection.totals('CARRIER', 1)).toEqual({ 'UNKNOWN/acceptedByPupil': 1 });
  });

  it('that were voided never counted; what was credited is leakage', async () => {
    const voided = { reason: 'VOIDED' as const, cause: 'WRONG_RECIPIENT', endedOn: '2021-12-05' };
    await projection.given(on(stream, a.grantEntitled(), a.grantActivated(), a.grantEnded(voided)));
    expect(await row()).toMatchObject({
      status: 'VOIDED',
      cause: 'WRONG_RECIPIENT',
      ended_on: '2021-12-05',
      inactive: [{ from: '2021-12-06', to: null }],
    });
    expect(await projection.totals('CARRIER')).toEqual({ 'VIETTEL/leakage': 1, 'VIETTEL/voided': 1 });
  });

  it('run out by themselves, and one that expired opens with an activation that was earlier', async () => {
    const expired = a.grantEnded({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2022-02-26' });
    await projection.given(on(stream, a.grantEntitled(), expired, a.grantActivated(), a.grantEnded()));
    expect((await projection.at(2))[0]).toMatchObject({ status: 'EXPIRED_UNACTIVATED', ended_on: '2022-02-26' });
    expect((await projection.at(3))[0]).toMatchObject({ status: 'ACTIVE', ended_on: null, inactive: [] });
    expect(await row()).toMatchObject({ status: 'COMPLETED', inactive: [] });
  });
});

describe('grants that are ordered again', () => {
  const projection = projectionSpec(grantProjection);
  it('wait for their first day as before; reminders and later terms change nothing', async () => {
    const expired = a.grantEnded({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2022-02-26' });
    await projection.given(
      on(stream, a.grantEntitled(), a.grantActivationBecameOverdue(), expired, a.grantReordered()),
      on(stream, a.grantActivated(), a.postGrantTermsNotified()),
    );
    const before = (await projection.at(1))[0];
    const { from_position: _from, to_position: _to, ...waiting } = before as Record<string, unknown>;
    expect((await projection.at(2))[0]).toMatchObject(waiting);
    expect((await projection.at(3))[0]).toMatchObject({ status: 'EXPIRED_UNACTIVATED', ended_on: '2022-02-26' });
    expect((await projection.at(4))[0]).toMatchObject(waiting);
    expect((await projection.now())[0]).toMatchObject({ status: 'ACTIVE', first_day: '2021-11-30', ended_on: null });
  });
});

describe('the SIMs', () => {
  const projection = projectionSpec(simProjection);

  it('are issued, fail, are switched on, carry a grant, and are replaced', async () => {
    await projection.given(
      on(simStream, a.simIssued(), a.simActivationFailed(), a.simActivated(), a.simAttached(), a.simReplaced()),
      // A resolution on another kind of stream is none of theirs.
      on('device-SMT-00000001Y', {
        type: 'ExceptionResolved',
        data: { eventId: a.GRANT, code: 'HISTORICAL', outcome: 'ACCEPTED', reason: 'CHECKED' },
      }),
    );
    expect(await projection.now()).toEqual([
      expect.objectContaining({
        sim_id: a.SIM,
        status: 'REPLACED',
        carrier: 'VIETTEL',
        issued_on: '2021-11-01',
        activated_on: '2021-11-30',
        failure: null,
        grant_id: a.GRANT,
        tag: 'SMT-00000001Y',
        replaced_by: a.OTHER_SIM,
      }),
    ]);
    expect((await projection.at(2))[0]).toMatchObject({ status: 'ISSUED', failure: 'PLAN_UNKNOWN' });
  });
});
