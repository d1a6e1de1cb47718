import { by, person, specification } from '@kernel/testing';
import { parseIccid, parseMsisdn, portedOrWrongCarrier, sim } from '.';
import * as a from './data-grant.fixtures';

const given = specification(sim, (actual, expected) => expect(actual).toEqual(expected));

describe('issuing a SIM', () => {
  it('is once', () => {
    given().when(a.issueSim()).then(a.simIssued());
    given(a.simIssued()).when(a.issueSim()).thenRefused('SIM_EXISTS');
    given().when(a.activateSim()).thenRefused('SIM_UNKNOWN');
  });
});

describe('activating a SIM', () => {
  it('waits on the SIM, and goes to the grant where there is one', () => {
    given(a.simIssued()).when(a.activateSim()).then(a.simActivated());
    given(a.simIssued(), a.simAttached())
      .when(a.activateSim())
      .then(a.simActivated({ grantId: a.GRANT }));
  });
  it('is silent about the same day and refuses another', () => {
    given(a.simIssued(), a.simActivated()).when(a.activateSim()).thenNothing();
    given(a.simIssued(), a.simActivated())
      .when(a.activateSim({ activatedOn: '2021-12-01' }))
      .thenRefused('SIM_ALREADY_ACTIVE');
  });
  it('marks one before the issue or the handover', () => {
    const early = { activatedAt: '2021-10-30T02:00:00.000Z', activatedOn: '2021-10-30' };
    const flags = ['ACTIVATED_EARLY'];
    given(a.simIssued())
      .when(a.activateSim(early))
      .then(a.simActivated({ ...early, flags }));
    const beforeHandover = { activatedAt: '2021-11-27T02:00:00.000Z', activatedOn: '2021-11-27' };
    given(a.simIssued(), a.simAttached())
      .when(a.activateSim(beforeHandover))
      .then(a.simActivated({ ...beforeHandover, grantId: a.GRANT, flags }));
  });
  it('can fail, and succeed later', () => {
    given(a.simIssued()).when(a.failSimActivation()).then(a.simActivationFailed());
    given(a.simIssued(), a.simActivationFailed()).when(a.activateSim()).then(a.simActivated());
  });
});

describe('attaching a SIM to a grant', () => {
  it('is once, and tells an activation that waited', () => {
    given(a.simIssued()).when(a.attachSim()).then(a.simAttached());
    given(a.simIssued(), a.simActivated())
      .when(a.attachSim())
      .then(a.simAttached({ activatedOn: '2021-11-30' }));
    given(a.simIssued(), a.simActivated({ activatedOn: '2021-11-20' }))
      .when(a.attachSim())
      .then(a.simAttached({ activatedOn: '2021-11-20', flags: ['ACTIVATED_EARLY'] }));
    given(a.simIssued(), a.simAttached()).when(a.attachSim()).thenNothing();
    given(a.simIssued(), a.simAttached())
      .when(a.attachSim({ grantId: a.OTHER_GRANT }))
      .thenRefused('SIM_ATTACHED');
  });
});

describe('a SIM that was in no box', () => {
  const attachedOn = '2021-12-20';
  it('is attached by a person, on that day', () =>
    given(a.simIssued())
      .when(a.attachSim({ attachedOn }))
      .then({ ...a.simAttached(), occurredAt: attachedOn }));
  it('is not on yet: its window would begin before the child has it', () =>
    given(a.simIssued(), a.simActivated()).when(a.attachSim({ attachedOn })).thenRefused('SIM_ALREADY_ACTIVE'));
});

describe('replacing a SIM', () => {
  it('hands its grant on, once', () => {
    const attachment = { grantId: a.GRANT, assignmentId: a.ASSIGNMENT, handedOn: '2021-11-28' };
    given(a.simIssued()).when(a.replaceSim()).then(a.simReplaced());
    given(a.simIssued(), a.simAttached()).when(a.replaceSim()).then(a.simReplaced({ attachment }));
    given(a.simIssued(), a.simReplaced()).when(a.replaceSim()).thenNothing();
    given(a.simIssued(), a.simReplaced())
      .when(a.replaceSim({ newSimId: a.GRANT }))
      .thenRefused('SIM_REPLACED');
    given(a.simIssued())
      .when(a.replaceSim({ newSimId: a.SIM }))
      .thenRefused('SIM_REPLACED_BY_ITSELF');
  });
  it('leaves nothing to activate or attach', () => {
    given(a.simIssued(), a.simReplaced()).when(a.activateSim()).thenRefused('SIM_REPLACED');
    given(a.simIssued(), a.simReplaced()).when(a.attachSim()).thenRefused('SIM_REPLACED');
  });
});

describe('resolving an exception', () => {
  const agent = person('agent', 'CARRIER_AGENT');
  const other = person('other', 'APPROVER_1');
  const ask = {
    type: 'ResolveException',
    data: { eventId: '00000000-0000-8000-8000-000000000000', outcome: 'ACCEPTED', reason: 'CHECKED' },
  } as const;
  const flagged = by(agent, a.simIssued({ flags: ['HISTORICAL'] }));
  it('is for another person than the author', () => {
    given(flagged)
      .when(ask, { actor: other })
      .then({ type: 'ExceptionResolved', data: { ...ask.data, code: 'HISTORICAL' } });
    given(flagged).when(ask, { actor: agent }).thenRefused('SEPARATION_OF_DUTIES');
    given(a.simIssued()).when(ask, { actor: other }).thenRefused('EXCEPTION_UNKNOWN');
  });
});

describe('a phone number', () => {
  it.each([
    ['0912345678', '+84912345678'],
    ['84912345678', '+84912345678'],
    ['+84912345678', '+84912345678'],
    ['091 234.56-78', '+84912345678'],
    ['０９１２３４５６７８', '+84912345678'],
  ])('%s is %s', (input, value) => expect(parseMsisdn(input)).toMatchObject({ kind: 'msisdn', value }));

  const original: readonly (readonly [string, readonly string[]])[] = [
    ['VIETTEL', ['032', '033', '034', '035', '036', '037', '038', '039', '086', '096', '097', '098']],
    ['VINAPHONE', ['081', '082', '083', '084', '085', '088', '091', '094']],
    ['MOBIFONE', ['070', '076', '077', '078', '079', '089', '090', '093']],
    ['VIETNAMOBILE', ['052', '056', '058', '092']],
    ['GMOBILE', ['059', '099']],
    ['ITEL', ['087']],
    ['WINTEL', ['055']],
  ];
  it.each(original.flatMap(([carrier, prefixes]) => prefixes.map((prefix) => [prefix, carrier])))(
    '%s was given to %s',
    (prefix, carrier) => expect(parseMsisdn(`${prefix}1234567`)).toMatchObject({ kind: 'msisdn', carrier }),
  );
  it('of no other prefix is one', () => {
    const given = new Set(original.flatMap(([, prefixes]) => prefixes));
    for (let prefix = 0; prefix < 100; prefix += 1) {
      const text = `0${String(prefix).padStart(2, '0')}`;
      expect(parseMsisdn(`${text}1234567`).kind).toBe(given.has(text) ? 'msisdn' : 'refused');
    }
  });

  it.each([
    ['0162', '032'],
    ['0163', '033'],
    ['0164', '034'],
    ['0165', '035'],
    ['0166', '036'],
    ['0167', '037'],
    ['0168', '038'],
    ['0169', '039'],
    ['0120', '070'],
    ['0121', '079'],
    ['0122', '077'],
    ['0126', '076'],
    ['0128', '078'],
    ['0123', '083'],
    ['0124', '084'],
    ['0125', '085'],
    ['0127', '081'],
    ['0129', '082'],
    ['0186', '056'],
    ['0188', '058'],
    ['0199', '059'],
  ])('of the ended %s is refused, with its %s', (old, now) => {
    for (const input of [`${old}1234567`, `84${old.slice(1)}1234567`, `+84${old.slice(1)}1234567`])
      expect(parseMsisdn(input)).toEqual({ kind: 'refused', code: 'MSISDN', suggestion: `${now}1234567` });
  });

  it.each(['02253123456', '12345678', '+8613912345678', 'abc', '', '0912345', '01111234567'])('is not %p', (input) =>
    expect(parseMsisdn(input)).toEqual({ kind: 'refused', code: 'MSISDN' }),
  );
  it('without its 0 is refused, with it', () =>
    expect(parseMsisdn('912345678')).toEqual({ kind: 'refused', code: 'MSISDN', suggestion: '0912345678' }));
  it('may be ported: PORTED_OR_WRONG_CARRIER', () => {
    expect(portedOrWrongCarrier('+84912345678', 'VINAPHONE')).toBe(false);
    expect(portedOrWrongCarrier('+84912345678', 'VIETTEL')).toBe(true);
  });
});

describe('a SIM that stays off', () => {
  const handed = [a.simIssued(), a.simAttached()] as const;
  const due = [...handed, a.simActivationBecameOverdue()] as const;
  const eventId = '00000000-0000-8000-8000-000000000002';
  const answered = (reason: string) => ({
    type: 'ExceptionResolved' as const,
    data: { eventId, code: 'SIM_NOT_ACTIVATED', outcome: 'ACCEPTED' as const, reason },
  });

  it('is reminded of once', () => {
    given(...handed)
      .when(a.remindOfActivation())
      .then(a.simActivationBecameOverdue());
    given(...due)
      .when(a.remindOfActivation())
      .thenNothing();
    given(...due, answered('CALLED'))
      .when(a.remindOfActivation())
      .thenNothing();
  });
  it.each([
    ['it is on', [...handed, a.simActivated()]],
    ['it carries no grant', [a.simIssued()]],
    ['it carries another grant', [a.simIssued(), a.simAttached({ grantId: a.OTHER_GRANT })]],
    ['another took its place', [...handed, a.simReplaced()]],
  ] as const)('is not reminded of where %s', (_, facts) =>
    given(...facts)
      .when(a.remindOfActivation())
      .thenNothing(),
  );
  it('is no exception any more once it is on, or another took its place', () => {
    given(...due)
      .when(a.activateSim())
      .then(a.simActivated({ grantId: a.GRANT }), answered('SIM_ACTIVATED'));
    const { grantId, assignmentId, handedOn } = a.simAttached().data;
    given(...due)
      .when(a.replaceSim())
      .then(a.simReplaced({ attachment: { grantId, assignmentId, handedOn } }), answered('SIM_REPLACED'));
    given(...due, answered('CALLED'))
      .when(a.activateSim())
      .then(a.simActivated({ grantId: a.GRANT }));
  });
});

describe('an ICCID', () => {
  it.each(['8984048000000000019', '89840480000000000010', '8984 0480 0000 0000 019'])('is %s', (input) =>
    expect(parseIccid(input)).toBe(input.replaceAll(' ', '')),
  );
  it.each([
    ['wrong check digit', '8984048000000000018'],
    ['of another country', '8986048000000000014'],
    ['too short', '898404800000000010'],
    ['too long', '898404800000000000126'],
    ['damaged by a spreadsheet', '8.98405E+18'],
  ])('is not: %s', (_, input) => expect(parseIccid(input)).toBeNull());
});
