import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/beneficiary.fixtures';
import { beneficiaryProjection } from './beneficiary.projection';

const stream = `beneficiary-${a.SUBJECT}`;
const served = [
  a.needRegistered(),
  a.categoryAttested(),
  a.eligibilityEvaluated(),
  a.assignmentProposed(),
  a.devicePromised(),
  a.promiseConfirmed(),
  a.pupilServed(),
] as const;

describe('the pupils', () => {
  const projection = projectionSpec(beneficiaryProjection);
  const row = async () => (await projection.now())[0];

  it('are registered, attested, evaluated, promised a device and served', async () => {
    await projection.given(on(stream, ...served));
    expect(await row()).toMatchObject({
      subject_id: a.SUBJECT,
      status: 'REGISTERED',
      school_code: '31-TEST-001',
      category: 'POOR',
      category_year: 2021,
      has_legal_basis: true,
      eligibility: 'ELIGIBLE',
      rule_set_version: 1,
      assignments: [
        { assignmentId: a.ASSIGNMENT, tag: a.TAG, status: 'SERVED', servedOn: '2021-11-21', voided: false },
      ],
    });
    const status = async (size: number) =>
      ((await projection.at(size))[0]!.assignments as readonly { readonly status: string }[])[0]?.status;
    expect([await status(3), await status(4), await status(5), await status(6)]).toEqual([
      undefined,
      'PROPOSED',
      'PROMISED',
      'CONFIRMED',
    ]);
    expect(await projection.totals('CATEGORY')).toEqual({
      'POOR/acceptedByPupil': 1,
      'POOR/assigned': 1,
      'POOR/inUse': 1,
    });
    expect(await projection.totals('CATEGORY', 5)).toEqual({});
  });

  it('that lost a device and got another are one pupil served with two devices', async () => {
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    await projection.given(
      on(
        stream,
        ...served,
        a.assignmentEnded(),
        a.assignmentProposed({ ...second, replaces: a.ASSIGNMENT }),
        a.devicePromised(second),
        a.promiseConfirmed(second),
        a.pupilServed({ ...second, replaces: a.ASSIGNMENT }),
      ),
    );
    expect(await projection.totals('CATEGORY')).toEqual({
      'POOR/acceptedByPupil': 1,
      'POOR/assigned': 2,
      'POOR/inUse': 1,
      'POOR/lost': 1,
      'POOR/replaced': 1,
    });
  });

  it('that had a double benefit never counted as served; it is leakage', async () => {
    const ended = a.assignmentEnded({ reason: 'DUPLICATE', voided: true });
    await projection.given(on(stream, ...served, a.duplicateReported({ assignmentId: a.ASSIGNMENT }), ended));
    expect(await row()).toMatchObject({ status: 'DUPLICATE', status_reason: a.OTHER_SUBJECT, eligibility: null });
    expect(await projection.totals('CATEGORY')).toEqual({
      'POOR/assigned': 1,
      'POOR/leakage': 1,
      'POOR/voided': 1,
    });
  });

  it('have no category, and are not let in, before a second person says so', async () => {
    await projection.given(
      on(
        stream,
        a.needRegistered({ flags: ['AGE_RANGE', 'CONSENT'], legalBasis: undefined }),
        a.categoryAttested({ flags: ['CATEGORY_UNPROVEN'] }),
        a.consentRecorded(),
      ),
    );
    const [registered] = await projection.at(1);
    expect(registered).toMatchObject({ has_legal_basis: false, category: null });
    const id = registered!.waiting_registration as string;
    const attestation = Object.keys((await row())!.waiting as object)[0]!;
    expect(await row()).toMatchObject({ has_legal_basis: true, waiting_registration: id, category: null });
    const resolve = (eventId: string, outcome: 'ACCEPTED' | 'REFUSED') => a.exceptionResolved({ eventId, outcome });
    await projection.given(
      on(
        stream,
        a.needRegistered({ flags: ['AGE_RANGE'] }),
        a.categoryAttested({ flags: ['CATEGORY_UNPROVEN'] }),
        resolve(attestation, 'ACCEPTED'),
        resolve(id, 'REFUSED'),
      ),
    );
    expect(await row()).toMatchObject({ status: 'REFUSED', category: 'POOR', waiting: {}, waiting_registration: null });
  });

  it('change school, possession and consent, are turned down, and their need lapses', async () => {
    await projection.given(
      on(
        stream,
        ...served.slice(0, 4),
        a.proposalRejected(),
        a.devicePossessionDeclared(),
        a.consentWithdrawn(),
        a.beneficiaryTransferred(),
        a.needLapsed(),
      ),
    );
    expect(await row()).toMatchObject({
      status: 'LAPSED',
      status_reason: 'HAS_DEVICE',
      school_code: '31-TEST-002',
      unit_code: '304',
      device_possession: 'SHARED_PHONE',
      has_legal_basis: false,
      eligibility: null,
      assignments: [{ status: 'REJECTED' }],
    });
    await projection.given(on(stream, ...served.slice(0, 5), a.promiseReleased()));
    expect(await row()).toMatchObject({ assignments: [{ status: 'RELEASED' }] });
    expect(await projection.totals('CATEGORY')).toEqual({});
  });
});
