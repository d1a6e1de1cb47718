import { by, person, specification } from '@kernel/testing';
import { addDays } from '../../shared';
import { grant, isActiveOn, paused, resumed, windowOf } from '.';
import * as a from './data-grant.fixtures';

const given = specification(grant, (actual, expected) => expect(actual).toEqual(expected));

describe('entitling a grant', () => {
  it('promises 4 GiB a day, once an assignment', () => {
    given().when(a.entitleGrant()).then(a.grantEntitled());
    given(a.grantEntitled()).when(a.entitleGrant()).thenNothing();
    given(a.grantEntitled())
      .when(a.entitleGrant({ assignmentId: a.GRANT }))
      .thenRefused('GRANT_EXISTS');
  });
});

describe('activating a grant', () => {
  it('opens a window of three months', () => given(a.grantEntitled()).when(a.activateGrant()).then(a.grantActivated()));
  it('starts the window at the handover when the carrier was early', () => {
    const window = { firstDay: '2021-11-28', endDay: '2022-02-28', days: 92 };
    given(a.grantEntitled())
      .when(a.activateGrant({ activatedOn: '2021-11-10' }))
      .then(a.grantActivated({ activatedOn: '2021-11-10', ...window }));
  });
  it('keeps its window when another SIM is switched on, and stays silent after its end', () => {
    const later = a.activateGrant({ activatedOn: '2021-12-11', simId: a.OTHER_SIM });
    given(a.grantEntitled(), a.grantActivated()).when(later).thenNothing();
    given(a.grantEntitled(), a.grantEnded({ reason: 'VOIDED' }))
      .when(later)
      .thenNothing();
  });
  it('refuses a grant nobody is entitled to', () => given().when(a.activateGrant()).thenRefused('GRANT_UNKNOWN'));
});

describe('suspending and resuming', () => {
  const active = [a.grantEntitled(), a.grantActivated()] as const;
  it('is recorded once each', () => {
    given(...active)
      .when(a.suspendGrant())
      .then(a.grantSuspended());
    given(...active, a.grantSuspended())
      .when(a.suspendGrant())
      .thenNothing();
    given(...active, a.grantSuspended())
      .when(a.resumeGrant())
      .then(a.grantResumed());
    given(...active)
      .when(a.resumeGrant())
      .thenNothing();
  });
  it('does not resume before it was suspended', () =>
    given(...active, a.grantSuspended())
      .when(a.resumeGrant({ resumedOn: '2021-12-04' }))
      .thenRefused('RESUMED_TOO_EARLY'));
});

describe('ending a grant', () => {
  it('completes an activated one, and expires one that never was', () => {
    given(a.grantEntitled(), a.grantActivated()).when(a.endGrant()).then(a.grantEnded());
    given(a.grantEntitled()).when(a.endGrant()).thenNothing();
    const expire = { reason: 'EXPIRED_UNACTIVATED' as const };
    given(a.grantEntitled()).when(a.endGrant(expire)).then(a.grantEnded(expire));
    given(a.grantEntitled(), a.grantActivated()).when(a.endGrant(expire)).thenNothing();
  });
  it.each(['TERMINATED', 'VOIDED'] as const)('%s ends it in any state, once', (reason) => {
    const ended = a.grantEnded({ reason, cause: 'DUPLICATE' });
    given(a.grantEntitled())
      .when(a.endGrant({ reason, cause: 'DUPLICATE' }))
      .then(ended);
    given(a.grantEntitled(), a.grantSuspended())
      .when(a.endGrant({ reason, cause: 'DUPLICATE' }))
      .then(ended);
    given(a.grantEntitled(), ended).when(a.endGrant({ reason })).thenNothing();
  });
});

describe('after its end', () => {
  it('a grant is still voided, once', () => {
    const facts = [a.grantEntitled(), a.grantActivated(), a.grantEnded()];
    const voided = { reason: 'VOIDED' as const, cause: 'WRONG_RECIPIENT' };
    given(...facts)
      .when(a.endGrant(voided))
      .then(a.grantEnded(voided));
    given(...facts, a.grantEnded(voided))
      .when(a.endGrant(voided))
      .thenNothing();
    given(...facts)
      .when(a.endGrant({ reason: 'TERMINATED' }))
      .thenNothing();
  });
  it('an activation that was earlier than the expiry, and came later, still opens the window', () => {
    const facts = [a.grantEntitled(), a.grantEnded({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2022-02-26' })];
    given(...facts)
      .when(a.activateGrant())
      .then(a.grantActivated());
    given(...facts)
      .when(a.activateGrant({ activatedOn: '2022-02-27' }))
      .thenNothing();
  });
});

describe('a grant that expired unactivated (N6)', () => {
  const expired = [a.grantEntitled(), a.grantEnded({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2022-02-26' })] as const;
  const reordered = [...expired, a.grantReordered()] as const;

  it('is ordered again, once, and then waits as before', () => {
    given(...expired)
      .when(a.reorderGrant())
      .then(a.grantReordered());
    given(...reordered)
      .when(a.activateGrant({ activatedOn: '2022-03-10' }))
      .then(a.grantActivated({ activatedOn: '2022-03-10', firstDay: '2022-03-10', endDay: '2022-06-10', days: 92 }));
    const again = a.grantEnded({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2022-05-31' });
    given(...reordered)
      .when(a.endGrant(again.data))
      .then(again);
    given(...reordered, again)
      .when(a.reorderGrant({ reorderedOn: '2022-06-01' }))
      .thenRefused('GRANT_REORDERED');
  });
  it.each([
    ['entitled', [a.grantEntitled()], '2022-03-02'],
    ['active', [a.grantEntitled(), a.grantActivated()], '2022-03-02'],
    ['completed', [a.grantEntitled(), a.grantActivated(), a.grantEnded()], '2022-03-02'],
    ['voided after it expired', [...expired, a.grantEnded({ reason: 'VOIDED' })], '2022-03-02'],
    ['expired, and ordered for a day before that', expired, '2022-02-25'],
  ] as const)('is the only one that is ordered again, not one that is %s', (_, facts, reorderedOn) =>
    given(...facts)
      .when(a.reorderGrant({ reorderedOn }))
      .thenRefused('GRANT_STATE'),
  );
});

describe('a grant that does not begin (N6)', () => {
  const due = [a.grantEntitled(), by(person('policy:unactivated-grant-is-reminded'), a.grantActivationBecameOverdue())];
  const answered = (reason: string) => ({
    type: 'ExceptionResolved' as const,
    data: {
      eventId: '00000000-0000-8000-8000-000000000001',
      code: 'ACTIVATION_OVERDUE',
      outcome: 'ACCEPTED' as const,
      reason,
    },
  });

  it('is reminded of while it waits for its first day', () => {
    given(a.grantEntitled()).when(a.remindOfGrant()).then(a.grantActivationBecameOverdue());
    given(a.grantEntitled(), a.grantActivated()).when(a.remindOfGrant()).thenNothing();
    given(a.grantEntitled(), a.grantEnded({ reason: 'VOIDED' }))
      .when(a.remindOfGrant())
      .thenNothing();
  });
  it('is no exception any more once it begins or ends', () => {
    given(...due)
      .when(a.activateGrant())
      .then(a.grantActivated(), answered('GRANT_ACTIVATED'));
    const voided = { reason: 'VOIDED' as const };
    given(...due)
      .when(a.endGrant(voided))
      .then(a.grantEnded(voided), answered('GRANT_ENDED'));
  });
  it('is resolved by a person, once', () => {
    const { data } = answered('SIM_ORDERED');
    const ask = { type: 'ResolveException' as const, data };
    given(...due)
      .when(ask)
      .then(answered('SIM_ORDERED'));
    given(...due, answered('SIM_ORDERED'))
      .when(ask)
      .thenRefused('EXCEPTION_UNKNOWN');
    given(...due, answered('SIM_ORDERED'))
      .when(a.activateGrant())
      .then(a.grantActivated());
  });
});

describe('what comes after the free days (N10)', () => {
  const active = [a.grantEntitled(), a.grantActivated()] as const;
  it('is told once a version of the terms, during the grant or after it', () => {
    given(...active)
      .when(a.notifyPostGrantTerms())
      .then(a.postGrantTermsNotified());
    given(...active, a.grantEnded())
      .when(a.notifyPostGrantTerms())
      .then(a.postGrantTermsNotified());
    given(...active, a.postGrantTermsNotified())
      .when(a.notifyPostGrantTerms({ notifiedOn: '2022-02-27' }))
      .thenNothing();
    given(...active, a.postGrantTermsNotified())
      .when(a.notifyPostGrantTerms({ termsVersion: 'SAU-GOI-2' }))
      .then(a.postGrantTermsNotified({ termsVersion: 'SAU-GOI-2' }));
  });
  it('is never that somebody is charged without having asked', () =>
    given(...active)
      .when(a.notifyPostGrantTerms({ autoCharge: true }))
      .thenRefused('AUTO_CHARGE'));
  it.each([
    ['has not begun', [a.grantEntitled()]],
    ['was voided', [...active, a.grantEnded({ reason: 'VOIDED' })]],
    ['was terminated', [...active, a.grantEnded({ reason: 'TERMINATED' })]],
  ] as const)('is not told of a grant that %s', (_, facts) =>
    given(...facts)
      .when(a.notifyPostGrantTerms())
      .thenRefused('GRANT_STATE'),
  );
});

describe('the window', () => {
  it('has 89 to 92 days for every first day of 2021–2025', () => {
    const lengths = new Set<number>();
    for (let day = '2021-01-01'; day <= '2025-12-31'; day = addDays(day, 1)) lengths.add(windowOf(day, day).days);
    expect([...lengths].toSorted()).toEqual([89, 90, 91, 92]);
  });
  it.each([
    ['2021-11-30', '2022-02-28'],
    ['2022-01-31', '2022-04-30'],
    ['2023-11-30', '2024-02-29'],
  ])('from %s ends before %s', (firstDay, endDay) => expect(windowOf(firstDay, firstDay).endDay).toBe(endDay));
});

describe('being active on a day', () => {
  const window = { firstDay: '2021-11-30', endDay: '2022-02-28' };
  it('holds from the first day to the last, and not on the end day', () => {
    const on = (day: string) => isActiveOn({ ...window, inactive: [] }, day);
    expect(['2021-11-29', '2021-11-30', '2022-02-27', '2022-02-28'].map(on)).toEqual([false, true, true, false]);
    expect(isActiveOn({ firstDay: null, endDay: null, inactive: [] }, '2021-12-01')).toBe(false);
  });
  it('goes by the state at 00:00: a loss and a return count from the day after', () => {
    const inactive = resumed(paused([], '2021-12-05'), '2021-12-10');
    const on = (day: string) => isActiveOn({ ...window, inactive }, day);
    expect(['2021-12-05', '2021-12-06', '2021-12-10', '2021-12-11'].map(on)).toEqual([true, false, false, true]);
  });
  it('does not know a pause that no midnight saw', () =>
    expect(resumed(paused([], '2021-12-05'), '2021-12-05')).toEqual([]));
  it('keeps one pause however often it is reported', () =>
    expect(paused(paused([], '2021-12-05'), '2021-12-07')).toEqual([{ from: '2021-12-06', to: null }]));
});
