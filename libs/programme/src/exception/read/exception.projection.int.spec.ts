import { person } from '@kernel/testing';
import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import * as data from '../../data-grant/domain/data-grant.fixtures';
import * as devices from '../../device/domain/device.fixtures';
import { exceptionProjection } from './exception.projection';

const stream = `beneficiary-${pupil.SUBJECT}`;
const officer = person('00000000-0000-4000-8000-00000000000a', 'SCHOOL_OFFICER', '31-TEST-001');
const approver = person('00000000-0000-4000-8000-00000000000b', 'APPROVER_1');

describe('the exceptions', () => {
  const projection = projectionSpec(exceptionProjection);
  const queued = { ...pupil.needRegistered({ flags: ['LATE', 'AGE_RANGE'] }), actor: officer };

  it('are flagged facts, until another person resolves them', async () => {
    await projection.given(on(stream, queued));
    const [raised] = await projection.now();
    expect(raised).toMatchObject({
      state: 'OPEN',
      code: 'AGE_RANGE',
      flags: ['AGE_RANGE'],
      stream,
      type: 'NeedRegistered',
      unit: '31-TEST-001',
      occurred_on: '2021-10-01',
      raised_position: 0,
    });
    const eventId = raised!.event_id as string;
    await projection.given(on(stream, queued, { ...pupil.exceptionResolved({ eventId }), actor: approver }));
    expect(await projection.now()).toMatchObject([
      { event_id: eventId, state: 'ACCEPTED', reason: 'CHECKED', resolved_by: approver.id },
    ]);
    expect(await projection.at(1)).toMatchObject([{ state: 'OPEN', resolved_by: null }]);
  });

  it('are answered by the consent that was wanting', async () => {
    const wanting = pupil.needRegistered({ flags: ['CONSENT'], legalBasis: undefined });
    await projection.given(on(stream, wanting));
    const eventId = (await projection.now())[0]!.event_id as string;
    await projection.given(on(stream, wanting, pupil.consentRecorded({ answers: [eventId] })));
    expect(await projection.now()).toMatchObject([{ state: 'ANSWERED', code: 'CONSENT' }]);
  });

  it('are marks of a device, and end with what was waited for', async () => {
    const released = [devices.deviceReceived(), devices.custodyReleased(), devices.transferBecameOverdue()] as const;
    const ofDevice = `device-${devices.TAG}`;
    await projection.given(on(ofDevice, ...released));
    const [gap] = await projection.now();
    expect(gap).toMatchObject({ state: 'OPEN', code: 'CUSTODY_GAP', type: 'TransferBecameOverdue' });
    const ended = { eventId: gap!.event_id as string, code: 'CUSTODY_GAP', reason: 'CUSTODY_TAKEN' };
    await projection.given(
      on(ofDevice, ...released, devices.custodyTaken(), devices.exceptionResolved(ended), devices.deviceSeenAgain()),
    );
    expect((await projection.now()).map(({ code, state, reason }) => [code, state, reason]).sort()).toEqual([
      ['CUSTODY_GAP', 'ACCEPTED', 'CUSTODY_TAKEN'],
      ['FRAUD_SUSPECTED', 'OPEN', null],
    ]);
  });

  it('are reminders of a grant that does not begin, until it does', async () => {
    const overdue = on(`grant-${data.GRANT}`, data.grantEntitled(), data.grantActivationBecameOverdue());
    await projection.given(overdue);
    expect(await projection.now()).toMatchObject([{ state: 'OPEN', code: 'ACTIVATION_OVERDUE' }]);
  });

  it('are not facts that only came late, nor facts without a flag', async () => {
    await projection.given(
      on(stream, pupil.needRegistered({ flags: ['LATE'] })),
      on(`sim-${data.SIM}`, data.simIssued(), data.simActivated({ flags: ['ACTIVATED_EARLY'] })),
    );
    expect(await projection.now()).toMatchObject([{ code: 'ACTIVATED_EARLY', type: 'SimActivated' }]);
  });
});
