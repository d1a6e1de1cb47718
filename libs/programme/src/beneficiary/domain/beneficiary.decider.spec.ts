import { accept } from '@kernel';
import { type Given, by, person, recorded, specification } from '@kernel/testing';
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

describe('registering a need', () => {
  it('records it once', () => {
    given().when(a.registerNeed()).then(a.needRegistered());
    given(a.needRegistered()).when(a.registerNeed()).thenRefused('ALREADY_REGISTERED');
  });
  it.each([
    ['there is no legal basis', { legalBasis: undefined }],
    ['the consent is dated after the registration', { legalBasis: { ...consent(), signedOn: '2021-10-02' } }],
    ["the child's own consent is missing", { legalBasis: { ...consent(), childConsent: false } }],
  ])('records and flags it where %s', (_, change) =>
    given()
      .when(a.registerNeed(change))
      .then(a.needRegistered({ ...change, flags: ['CONSENT'] })),
  );
  it('gives a possible duplicate nothing before a second person accepted it, whatever else is wrong with it', () => {
    const change = { possibleDuplicateOf: a.OTHER_SUBJECT };
    const flagged = a.needRegistered({ ...change, flags: ['POSSIBLE_DUPLICATE', 'AGE_RANGE'] });
    given()
      .when(a.registerNeed({ ...change, flags: ['AGE_RANGE'] }))
      .then(flagged);
    given(flagged).when(a.evaluateEligibility()).thenRefused('EXCEPTION_OPEN');
    given(flagged, a.categoryAttested(), a.eligibilityEvaluated())
      .when(a.proposeAssignment())
      .thenRefused('EXCEPTION_OPEN');
    const ask = (outcome: 'ACCEPTED' | 'REFUSED') => {
      const eventId = '00000000-0000-8000-8000-000000000000';
      const data = { eventId, outcome, reason: outcome === 'ACCEPTED' ? 'ANOTHER_CHILD' : 'SAME_CHILD' };
      const resolved = { type: 'ExceptionResolved' as const, data: { ...data, code: 'POSSIBLE_DUPLICATE' } };
      given(by(officer, flagged))
        .when({ type: 'ResolveException', data }, { actor: officer })
        .thenRefused('SEPARATION_OF_DUTIES');
      given(by(officer, flagged)).when({ type: 'ResolveException', data }).then(resolved);
      return resolved;
    };
    expect(given(flagged, ask('ACCEPTED')).when(a.evaluateEligibility()).decision.kind).toBe('accepted');
    const refused = given(flagged, ask('REFUSED'), a.categoryAttested()).when(a.evaluateEligibility());
    refused.then(expect.objectContaining({ data: expect.objectContaining({ reasons: ['E1'] }) }) as BeneficiaryEvent);
  });
  it('takes the guardian alone for a child under seven', () => {
    const change = { ownConsentRequired: false, legalBasis: { ...consent(), childConsent: undefined } };
    given().when(a.registerNeed(change)).then(a.needRegistered(change));
  });
  it('refuses everything else about a pupil nobody registered', () =>
    given().when(a.attestCategory()).thenRefused('NEED_UNKNOWN'));
});

describe('attesting the category', () => {
  it('records it', () => given(a.needRegistered()).when(a.attestCategory()).then(a.categoryAttested()));
  it('flags poverty without a certificate, and an attestation of a past year', () => {
    const flags = ['CATEGORY_UNPROVEN'];
    for (const change of [{ commitments: undefined }, { validYear: 2020 }])
      given(a.needRegistered())
        .when(a.attestCategory(change))
        .then(a.categoryAttested({ ...change, flags }));
  });
  it('asks no certificate for an orphan', () => {
    const change = { category: 'COVID_ORPHAN' as const, commitments: undefined };
    given(a.needRegistered()).when(a.attestCategory(change)).then(a.categoryAttested(change));
  });
  it('has no effect before it is accepted by another person', () => {
    const unproven = by(officer, a.categoryAttested({ flags: ['CATEGORY_UNPROVEN'] }));
    const accepted = a.exceptionResolved({ eventId: a.eventId(1), code: 'CATEGORY_UNPROVEN' });
    const reasonsOf = (...facts: readonly Given<BeneficiaryEvent>[]) =>
      reasons(given(a.needRegistered(), ...facts).when(a.evaluateEligibility()).decision);
    expect(reasonsOf(unproven)).toEqual(['E3']);
    expect(reasonsOf(unproven, { ...accepted, data: { ...accepted.data, outcome: 'REFUSED' } })).toEqual(['E3']);
    expect(reasonsOf(unproven, accepted)).toEqual([]);
  });
});

describe('possession and consent', () => {
  it('records what changed and is silent otherwise', () => {
    given(a.needRegistered()).when(a.declareDevicePossession()).then(a.devicePossessionDeclared());
    given(a.needRegistered(), a.devicePossessionDeclared()).when(a.declareDevicePossession()).thenNothing();
    given(a.needRegistered()).when(a.withdrawConsent()).then(a.consentWithdrawn());
    given(a.needRegistered(), a.consentWithdrawn()).when(a.withdrawConsent()).thenNothing();
  });
  it('records consent, and flags one that does not suffice', () => {
    given(a.needRegistered()).when(a.recordConsent()).then(a.consentRecorded());
    const legalBasis = { ...consent(), childConsent: false };
    given(a.needRegistered())
      .when(a.recordConsent({ legalBasis }))
      .then(a.consentRecorded({ legalBasis, flags: ['CONSENT'] }));
  });
  it('answers a registration that was queued for lack of consent', () => {
    const facts = [a.needRegistered({ legalBasis: undefined, flags: ['CONSENT'] }), a.categoryAttested()];
    expect(reasons(given(...facts).when(a.evaluateEligibility()).decision)).toEqual(['E6']);
    const answered = a.consentRecorded({ answers: [a.eventId(0)] });
    given(...facts)
      .when(a.recordConsent())
      .then(answered);
    given(...facts, answered)
      .when(a.evaluateEligibility())
      .then(a.eligibilityEvaluated());
    given(...facts, answered)
      .when(a.resolveException())
      .thenRefused('EXCEPTION_UNKNOWN');
  });
});

describe('evaluating eligibility', () => {
  it('finds a poor pupil without a computer eligible', () =>
    given(a.needRegistered(), a.categoryAttested()).when(a.evaluateEligibility()).then(a.eligibilityEvaluated()));
  it('lists all failing rules with the inputs they used', () => {
    const facts = [
      ...served.slice(0, 1),
      ...served.slice(3),
      a.devicePossessionDeclared({ devicePossession: 'OWN' }),
      a.consentWithdrawn(),
      a.needLapsed({ reason: 'GRADUATED' }),
    ];
    const evaluatedOn = '2024-01-02';
    given(...facts)
      .when(a.evaluateEligibility({ evaluatedOn }))
      .then(
        a.eligibilityEvaluated({
          result: 'NOT_ELIGIBLE',
          reasons: ['E1', 'E2', 'E3', 'E4', 'E5', 'E6'],
          inputs: {
            evaluatedOn,
            registeredOn: '2021-10-01',
            enrolled: false,
            devicePossession: 'OWN',
            hasLegalBasis: false,
            served: true,
            priorityLocality: false,
          },
        }),
      );
  });
  it.each([
    [
      'a shared phone is no computer',
      [a.needRegistered({ devicePossession: 'SHARED_PHONE' }), a.categoryAttested()],
      [],
    ],
    ['a computer of one’s own', [a.needRegistered({ devicePossession: 'OWN' }), a.categoryAttested()], ['E2']],
    ['no category', [a.needRegistered()], ['E3']],
    ['other hardship', [a.needRegistered(), a.categoryAttested({ category: 'OTHER_HARDSHIP' })], ['E3', 'E4']],
    ['a category of last year', [a.needRegistered(), a.categoryAttested({ validYear: 2020 })], ['E3']],
  ] as const)('%s', (_, facts, expected) =>
    expect(reasons(given(...facts).when(a.evaluateEligibility()).decision)).toEqual(expected),
  );
  it('serves an orphan of phase 1 in phase 2, and none that registered later', () => {
    const orphan = a.categoryAttested({ category: 'COVID_ORPHAN', validYear: 2022 });
    const ask = a.evaluateEligibility({ evaluatedOn: '2022-02-01' });
    expect(reasons(given(a.needRegistered(), orphan).when(ask).decision)).toEqual([]);
    const registeredLater = a.needRegistered({ registeredOn: '2022-01-15' });
    expect(reasons(given(registeredLater, orphan).when(ask).decision)).toEqual(['E4']);
  });
  it('waits for a queued registration', () =>
    given(a.needRegistered({ flags: ['AGE_RANGE'] }))
      .when(a.evaluateEligibility())
      .thenRefused('EXCEPTION_OPEN'));
});

describe('resolving an exception', () => {
  const queued = by(officer, a.needRegistered({ flags: ['AGE_RANGE'] }));
  it('is for another person than the author, once', () => {
    given(queued).when(a.resolveException(), { actor: approver }).then(a.exceptionResolved());
    given(queued).when(a.resolveException(), { actor: officer }).thenRefused('SEPARATION_OF_DUTIES');
    given(queued, a.exceptionResolved()).when(a.resolveException(), { actor: approver }).thenNothing();
    given(queued, a.exceptionResolved())
      .when(a.resolveException({ outcome: 'REFUSED' }), { actor: approver })
      .thenRefused('EXCEPTION_RESOLVED');
    given(a.needRegistered()).when(a.resolveException(), { actor: approver }).thenRefused('EXCEPTION_UNKNOWN');
  });
  it('lets the pupil in, or keeps it out', () => {
    const rest = [a.categoryAttested(), a.exceptionResolved()] as const;
    given(queued, ...rest)
      .when(a.evaluateEligibility())
      .then(a.eligibilityEvaluated());
    const refused = a.exceptionResolved({ outcome: 'REFUSED' });
    expect(reasons(given(queued, a.categoryAttested(), refused).when(a.evaluateEligibility()).decision)).toEqual([
      'E1',
    ]);
  });
});

it('folds any subset of its facts without throwing', () => {
  const facts = [...served, a.assignmentEnded(), a.exceptionResolved()].map(recorded<BeneficiaryEvent>);
  for (let skip = 0; skip < facts.length; skip += 1)
    expect(() =>
      facts.filter((_, index) => index !== skip).reduce(beneficiary.evolve, beneficiary.initial),
    ).not.toThrow();
});

function consent() {
  return { kind: 'CONSENT' as const, documentNo: 'DK-001', signedOn: '2021-10-01', childConsent: true };
}
function reasons(decision: ReturnType<typeof beneficiary.decide>): readonly string[] {
  const [event] = decision.kind === 'accepted' ? decision.events : accept<BeneficiaryEvent>().events;
  return event?.type === 'EligibilityEvaluated' ? event.data.reasons : ['no evaluation'];
}
