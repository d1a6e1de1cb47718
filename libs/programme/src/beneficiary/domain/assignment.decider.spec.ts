import { by, person, specification } from '@kernel/testing';
import { type BeneficiaryEvent, beneficiary } from '.';
import * as a from './beneficiary.fixtures';

const given = specification(beneficiary, (actual, expected) => expect(actual).toEqual(expected));
const officer = person('officer', 'SCHOOL_OFFICER');
const allocator = person('allocator', 'PROVINCE_ALLOCATOR');
const approver = person('approver', 'APPROVER_1');
const eligible = [a.needRegistered(), a.categoryAttested(), a.eligibilityEvaluated()] as const;
const proposed = [...eligible, by(allocator, a.assignmentProposed())] as const;
const promised = [...proposed, by(approver, a.devicePromised())] as const;
const served = [...promised, a.promiseConfirmed(), a.pupilServed()] as const;

describe('proposing a device', () => {
  it('is for an eligible pupil', () => {
    given(...eligible)
      .when(a.proposeAssignment())
      .then(a.assignmentProposed());
    given(a.needRegistered()).when(a.proposeAssignment()).thenRefused('NOT_ELIGIBLE');
    given(a.needRegistered(), a.eligibilityEvaluated({ result: 'NOT_ELIGIBLE', reasons: ['E3'] }))
      .when(a.proposeAssignment())
      .thenRefused('NOT_ELIGIBLE');
  });
  it('allows a second proposal beside the first (a school and a centre), and is silent about the same', () => {
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    given(...proposed)
      .when(a.proposeAssignment(second))
      .then(a.assignmentProposed(second));
    given(...proposed)
      .when(a.proposeAssignment())
      .thenNothing();
  });
  it('refuses while a promise is open, after service, after a lapse, and while an exception is', () => {
    const second = a.proposeAssignment({ assignmentId: a.SECOND_ASSIGNMENT });
    given(...promised)
      .when(second)
      .thenRefused('ASSIGNMENT_OPEN');
    given(...served)
      .when(second)
      .thenRefused('ALREADY_SERVED');
    given(...eligible, a.needLapsed())
      .when(second)
      .thenRefused('NEED_LAPSED');
    given(...eligible, a.beneficiaryTransferred({ flags: ['SCHOOL_UNKNOWN'] }))
      .when(second)
      .thenRefused('EXCEPTION_OPEN');
  });
  it('allows it again after a release, a decline and a void', () => {
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    for (const facts of [
      [...promised, a.promiseReleased()],
      [...promised, a.promiseConfirmed(), a.assignmentEnded({ reason: 'DECLINED' })],
      [...served, a.assignmentEnded({ reason: 'WRONG_RECIPIENT', voided: true })],
    ])
      given(...facts)
        .when(a.proposeAssignment(second))
        .then(a.assignmentProposed(second));
  });
});

describe('replacing a device', () => {
  const replacement = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG, replaces: a.ASSIGNMENT };
  it.each(['LOST', 'STOLEN', 'REPLACED_DOA'] as const)('is for one that was %s', (reason) =>
    given(...served, a.assignmentEnded({ reason }))
      .when(a.proposeAssignment(replacement))
      .then(a.assignmentProposed(replacement)),
  );
  it('does not fail E5 for the device it replaces', () =>
    given(...served, a.assignmentEnded(), a.eligibilityEvaluated({ result: 'NOT_ELIGIBLE', reasons: ['E5'] }))
      .when(a.proposeAssignment(replacement))
      .then(a.assignmentProposed(replacement)));
  it('refuses without naming what it replaces, for another end, and twice', () => {
    const lost = [...served, a.assignmentEnded()];
    given(...lost)
      .when(a.proposeAssignment({ assignmentId: a.SECOND_ASSIGNMENT }))
      .thenRefused('ALREADY_SERVED');
    given(...served)
      .when(a.proposeAssignment(replacement))
      .thenRefused('NOT_REPLACEABLE');
    given(...served, a.assignmentEnded({ reason: 'RETURNED' }))
      .when(a.proposeAssignment(replacement))
      .thenRefused('NOT_REPLACEABLE');
    const again = a.proposeAssignment({ ...replacement, assignmentId: '22222222-2222-5222-8222-222222222223' });
    const replaced = [
      ...lost,
      a.assignmentProposed(replacement),
      a.devicePromised({ assignmentId: a.SECOND_ASSIGNMENT }),
      a.pupilServed({ assignmentId: a.SECOND_ASSIGNMENT }),
    ];
    given(...replaced)
      .when(again)
      .thenRefused('ALREADY_SERVED');
    given(...replaced, a.assignmentEnded({ assignmentId: a.SECOND_ASSIGNMENT }))
      .when(again)
      .thenRefused('REPLACEMENT_USED');
  });
});

describe('approving', () => {
  it('promises the device, with a deadline', () =>
    given(...proposed)
      .when(a.approveAssignment(), { actor: approver })
      .then(a.devicePromised()));
  it('refuses the proposer, and a proposal nobody made', () => {
    given(...proposed)
      .when(a.approveAssignment(), { actor: allocator })
      .thenRefused('SEPARATION_OF_DUTIES');
    given(...eligible)
      .when(a.approveAssignment(), { actor: approver })
      .thenRefused('PROPOSAL_UNKNOWN');
  });
  it('gives one of two simultaneous approvals the promise and tells the other ALREADY_SERVED, whichever proposal it is of', () => {
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    const both = [...proposed, by(officer, a.assignmentProposed(second))] as const;
    const other = a.approveAssignment({ assignmentId: a.SECOND_ASSIGNMENT });
    given(...both)
      .when(other, { actor: approver })
      .then(a.devicePromised(second));
    const afterFirst = [...both, by(approver, a.devicePromised())] as const;
    given(...afterFirst)
      .when(other, { actor: approver })
      .thenRefused('ALREADY_SERVED');
    given(...afterFirst)
      .when(a.approveAssignment(), { actor: approver })
      .thenRefused('ALREADY_SERVED');
  });
  it('refuses when the pupil is no longer eligible, the need lapsed, or the proposal is closed', () => {
    const ask = (...facts: readonly BeneficiaryEvent[]) =>
      given(...proposed, ...facts).when(a.approveAssignment(), { actor: approver });
    ask(a.consentWithdrawn()).thenRefused('NOT_ELIGIBLE');
    ask(a.devicePossessionDeclared({ devicePossession: 'OWN' })).thenRefused('NOT_ELIGIBLE');
    ask(a.needLapsed()).thenRefused('NEED_LAPSED');
    ask(a.proposalRejected()).thenRefused('PROPOSAL_CLOSED');
    ask(a.beneficiaryTransferred({ flags: ['SCHOOL_UNKNOWN'] })).thenRefused('EXCEPTION_OPEN');
  });
  it('can be answered with no', () => {
    given(...proposed)
      .when(a.rejectProposal())
      .then(a.proposalRejected());
    given(...proposed, a.proposalRejected())
      .when(a.rejectProposal())
      .thenNothing();
    given(...promised)
      .when(a.rejectProposal())
      .thenRefused('PROPOSAL_CLOSED');
    given(...eligible)
      .when(a.rejectProposal())
      .thenRefused('PROPOSAL_UNKNOWN');
  });
});

describe('the outcome of a promise', () => {
  it('is one of two, and repeats are silent', () => {
    given(...promised)
      .when(a.confirmPromise())
      .then(a.promiseConfirmed());
    given(...promised)
      .when(a.releasePromise())
      .then(a.promiseReleased());
    given(...promised, a.promiseConfirmed())
      .when(a.confirmPromise())
      .thenNothing();
    given(...promised, a.promiseConfirmed())
      .when(a.releasePromise())
      .thenNothing();
    given(...promised, a.promiseReleased())
      .when(a.releasePromise())
      .thenNothing();
    given(...eligible)
      .when(a.confirmPromise())
      .thenRefused('ASSIGNMENT_UNKNOWN');
  });
  it('releases again where the device answers after the deadline, so that it is freed', () =>
    given(...promised, a.promiseReleased())
      .when(a.confirmPromise())
      .then(a.promiseReleased({ reason: 'CONFIRMED_TOO_LATE' })));
});

describe('service and its end', () => {
  it('records the acceptance once', () => {
    given(...promised, a.promiseConfirmed())
      .when(a.recordServed())
      .then(a.pupilServed());
    given(...served)
      .when(a.recordServed())
      .thenNothing();
    given(...eligible)
      .when(a.recordServed())
      .thenRefused('ASSIGNMENT_UNKNOWN');
  });
  it('says which assignment a replacement continues', () => {
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    given(
      ...served,
      a.assignmentEnded(),
      a.assignmentProposed({ ...second, replaces: a.ASSIGNMENT }),
      a.devicePromised(second),
    )
      .when(a.recordServed({ assignmentId: a.SECOND_ASSIGNMENT }))
      .then(a.pupilServed({ ...second, replaces: a.ASSIGNMENT }));
  });
  it('ends once; a wrong recipient and a duplicate are voided', () => {
    given(...served)
      .when(a.endAssignment())
      .then(a.assignmentEnded());
    given(...served)
      .when(a.endAssignment({ reason: 'WRONG_RECIPIENT' }))
      .then(a.assignmentEnded({ reason: 'WRONG_RECIPIENT', voided: true }));
    given(...served, a.assignmentEnded())
      .when(a.endAssignment())
      .thenNothing();
    given(...eligible)
      .when(a.endAssignment())
      .thenRefused('ASSIGNMENT_UNKNOWN');
  });
  it('names no grant where none began, and the first acceptance where the device was a replacement', () => {
    given(...promised, a.promiseConfirmed())
      .when(a.endAssignment({ reason: 'DECLINED' }))
      .then(a.assignmentEnded({ reason: 'DECLINED', entitledBy: undefined }));
    const second = { assignmentId: a.SECOND_ASSIGNMENT, tag: a.SECOND_TAG };
    given(
      ...served,
      a.assignmentEnded(),
      a.assignmentProposed({ ...second, replaces: a.ASSIGNMENT }),
      a.devicePromised(second),
      a.pupilServed({ ...second, replaces: a.ASSIGNMENT }),
    )
      .when(a.endAssignment(second))
      .then(a.assignmentEnded({ ...second, entitledBy: a.ASSIGNMENT }));
  });
  it('moves a pupil, and is silent about the school it is at', () => {
    given(...served)
      .when(a.transfer())
      .then(a.beneficiaryTransferred());
    given(...served)
      .when(a.transfer({ toSchoolCode: '31-TEST-001' }))
      .thenNothing();
  });
  it('lapses a need, but not under an open promise; a death ends the assignment', () => {
    given(...eligible)
      .when(a.lapseNeed())
      .then(a.needLapsed());
    given(...eligible, a.needLapsed())
      .when(a.lapseNeed())
      .thenNothing();
    given(...eligible, a.needLapsed())
      .when(a.lapseNeed({ reason: 'MOVED' }))
      .thenRefused('NEED_LAPSED');
    given(...promised)
      .when(a.lapseNeed())
      .thenRefused('ASSIGNMENT_OPEN');
    given(...served)
      .when(a.lapseNeed({ reason: 'DECEASED' }))
      .then(a.needLapsed({ reason: 'DECEASED' }), a.assignmentEnded({ reason: 'DECEASED', endedOn: '2021-11-22' }));
    given(...served)
      .when(a.lapseNeed({ reason: 'GRADUATED' }))
      .then(a.needLapsed({ reason: 'GRADUATED' }));
  });
});

describe('a double benefit', () => {
  it('voids the later registration and its assignment, once', () => {
    given(...served)
      .when(a.reportDuplicate(), { actor: approver })
      .then(
        a.duplicateReported({ assignmentId: a.ASSIGNMENT }),
        a.assignmentEnded({ reason: 'DUPLICATE', endedOn: '2021-11-28', voided: true }),
      );
    given(...eligible)
      .when(a.reportDuplicate(), { actor: approver })
      .then(a.duplicateReported());
    given(...eligible, a.duplicateReported())
      .when(a.reportDuplicate())
      .thenNothing();
  });
  it('is not reported by who registered it, nor of itself', () => {
    given(by(officer, a.needRegistered()))
      .when(a.reportDuplicate(), { actor: officer })
      .thenRefused('SEPARATION_OF_DUTIES');
    given(a.needRegistered())
      .when(a.reportDuplicate({ survivorSubjectId: a.SUBJECT }))
      .thenRefused('DUPLICATE_OF_ITSELF');
  });
});
