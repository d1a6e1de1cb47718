import type { Actor, AnyDecider, AnyEvent, DomainCommand, Recorded } from '@kernel';
import { person } from '@kernel/testing';
import type { Effect, Policy, Schedule } from '@policies';
import { FIRST_DAY, addDays } from '@programme/shared';
import { beneficiary } from '@programme/beneficiary/domain';
import { device } from '@programme/device/domain';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import { distributionPolicies } from './distribution.policy';

const SCHOOL = '31-TEST-001';
const allocator = person('allocator', 'PROVINCE_ALLOCATOR');
const approver = person('approver', 'APPROVER_1');
const officer = person('officer', 'SCHOOL_OFFICER');
const NOW = '2021-11-30T03:00:00.000Z';

/** A ledger of a few streams in memory, and the policies over it. `stopAfter` kills the worker after so many reactions. */
const world = () => {
  const events: Recorded[] = [];
  const deadlines = new Map<string, Schedule>();
  let reacted = 0;
  const send = (decider: AnyDecider, id: string, command: DomainCommand, actor: Actor): string => {
    const stream = decider.streamOf(id);
    const own = events.filter((event) => event.stream === stream);
    const state: unknown = own.reduce(
      (folded: unknown, event) => decider.evolve(folded, event) as unknown,
      decider.initial,
    );
    const decision = decider.decide({ ...command, actor, occurredAt: '2021-11-30', now: NOW }, state) as
      { kind: 'refused'; code: string } | { kind: 'accepted'; events: readonly AnyEvent[] };
    if (decision.kind === 'refused') return decision.code;
    decision.events.forEach((event, index) => {
      // As the ledger does: what a person says of a day before the programme waits for a second one.
      const isHistorical = actor.role !== 'POLICY' && (event.occurredAt ?? NOW) < FIRST_DAY;
      events.push({
        id: `00000000-0000-8000-8000-${String(events.length).padStart(12, '0')}`,
        stream,
        revision: own.length + index,
        v: 1,
        occurredAt: '2021-11-30',
        recordedAt: NOW,
        actor,
        command: { id: '', sha256: '' },
        ...event,
        data: isHistorical ? { ...(event.data as object), flags: ['HISTORICAL'] } : event.data,
      } as Recorded);
    });
    return 'accepted';
  };
  const apply = (policy: Policy, effect: Effect) => {
    if (effect.kind === 'cancel') deadlines.delete(`${policy.name}/${effect.key}`);
    else if (effect.kind === 'schedule') deadlines.set(`${policy.name}/${effect.key}`, effect);
    else
      expect(send(effect.decider, effect.id, effect.command, person(`policy:${policy.name}`, 'POLICY'))).toBe(
        'accepted',
      );
  };
  const react = (event: Recorded) => {
    for (const policy of distributionPolicies.filter(({ events: own }) => own.some(({ type }) => type === event.type)))
      for (const effect of policy.react({ position: 0, ...event } as never)) apply(policy, effect);
  };
  return {
    events,
    send,
    react,
    /** Reacts to all events, and to those that come of it. Whoever starts again from the beginning reacts to all of them once more. */
    settle: (from = reacted) => {
      for (reacted = from; reacted < events.length; reacted += 1) react(events[reacted]!);
    },
    deadlines,
    beginDay: (day: string) => {
      for (const [key, { dueOn, reaction }] of deadlines)
        if (dueOn <= day) {
          deadlines.delete(key);
          expect(send(reaction.decider, reaction.id, reaction.command, person('policy', 'POLICY'))).toBe('accepted');
        }
    },
    types: (stream: string) => events.filter((event) => event.stream === stream).map(({ type }) => type),
  };
};
type World = ReturnType<typeof world>;

const TAG = pupil.TAG;
const DEVICE = `device-${TAG}`;
const streamOf = (subjectId: string) => `beneficiary-${subjectId}`;

/** A device that stands at the school, free. */
const deviceAtSchool = ({ send }: World, tag = TAG) => {
  const received = {
    tag,
    donationCode: 'D-001',
    lotNo: 'L-01',
    serial: `SN-${tag}`,
    type: 'TABLET' as const,
    maker: 'Maker',
    condition: 'NEW' as const,
    warehouseCode: '31-KHO-01',
    receivedOn: '2021-11-10',
  };
  const transferId = '55555555-5555-4555-8555-555555555555';
  const to = { kind: 'SCHOOL' as const, id: SCHOOL };
  const commands: readonly DomainCommand[] = [
    { type: 'ReceiveDevice', data: received },
    { type: 'InspectDevice', data: { result: 'PASSED', dataWiped: false } },
    { type: 'ReleaseCustody', data: { transferId, to } },
    { type: 'TakeCustody', data: { transferId, by: to } },
  ];
  for (const command of commands) expect(send(device, tag, command, allocator)).toBe('accepted');
};

/** A pupil with an approved proposal of the device. */
const promised = ({ send }: World, subjectId: string, assignmentId: string, tag = TAG) => {
  const commands: readonly [DomainCommand, Actor][] = [
    [pupil.registerNeed({ subjectId }), officer],
    [pupil.attestCategory(), officer],
    [pupil.evaluateEligibility(), allocator],
    [pupil.proposeAssignment({ assignmentId, tag }), allocator],
    [pupil.approveAssignment({ assignmentId }), approver],
  ];
  for (const [command, actor] of commands) expect(send(beneficiary, subjectId, { ...command }, actor)).toBe('accepted');
};

const handOver = ({ send }: World, subjectId: string, assignmentId: string, handedOn = '2021-11-20') =>
  send(
    device,
    TAG,
    {
      type: 'RecordHandover',
      data: {
        assignmentId,
        subjectId,
        schoolCode: SCHOOL,
        handedOn,
        relation: 'GUARDIAN',
        signatureType: 'DRAWN',
        termsVersion: 'T1',
      },
    },
    officer,
  );
const acceptance = (assignmentId: string, acceptedOn = '2021-11-21'): DomainCommand => ({
  type: 'AcceptHandover',
  data: { assignmentId, acceptedOn, acceptedBy: 'GUARDIAN' },
});

/** Up to the pupil being served. */
const served = (): World => {
  const it = world();
  deviceAtSchool(it);
  promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
  it.settle();
  expect(handOver(it, pupil.SUBJECT, pupil.ASSIGNMENT)).toBe('accepted');
  expect(it.send(device, TAG, acceptance(pupil.ASSIGNMENT), officer)).toBe('accepted');
  it.settle();
  return it;
};

it('has names that are never changed', () =>
  expect(distributionPolicies.map(({ name }) => name)).toEqual([
    'promise-assigns-device',
    'assignment-outcome',
    'released-promise-frees-device',
    'acceptance-serves-pupil',
    'device-ends-assignment',
    'silence-is-overdue',
    'duplicate-frees-device',
  ]));

describe('a promise', () => {
  it('is confirmed by the device, and its deadline taken away', () => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    it.settle();
    expect(it.types(DEVICE).at(-1)).toBe('DeviceAssigned');
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PromiseConfirmed');
    expect(it.deadlines.size).toBe(0);
  });

  it('of one device to two pupils is kept to one and released to the other', () => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    promised(it, pupil.OTHER_SUBJECT, pupil.SECOND_ASSIGNMENT);
    it.settle();
    expect(it.types(DEVICE).filter((type) => type === 'DeviceAssigned')).toHaveLength(1);
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PromiseConfirmed');
    expect(it.types(streamOf(pupil.OTHER_SUBJECT)).at(-1)).toBe('PromiseReleased');
    expect(it.events.find(({ type }) => type === 'PromiseReleased')?.data).toMatchObject({
      reason: 'ALREADY_ASSIGNED',
    });
  });

  it('of a device that is nowhere is released', () => {
    const it = world();
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    it.settle();
    expect(it.types(DEVICE)).toEqual(['AssignmentDeclined']);
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PromiseReleased');
  });

  it('has one outcome wherever the worker dies and starts again from the beginning', () => {
    const whole = served();
    for (let stopped = 0; stopped < whole.events.length; stopped += 1) {
      const it = world();
      deviceAtSchool(it);
      promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
      it.events.slice(0, stopped).forEach(it.react);
      it.settle(0);
      it.settle(0);
      const types = it.types(streamOf(pupil.SUBJECT));
      expect(types.filter((type) => type === 'PromiseConfirmed' || type === 'PromiseReleased')).toEqual([
        'PromiseConfirmed',
      ]);
      expect(it.types(DEVICE).filter((type) => type === 'DeviceAssigned')).toHaveLength(1);
    }
  });

  it('is given back at its deadline, and a device that answers later is freed', () => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    const promise = it.events.at(-1)!;
    const policy = distributionPolicies[0]!;
    const [assign, schedule] = policy.react({ position: 0, ...promise } as never) as [
      Extract<Effect, { kind: 'command' }>,
      Schedule,
    ];
    expect(schedule.dueOn).toBe(addDays('2021-11-30', 3));
    it.deadlines.set('promise', schedule);
    it.beginDay('2021-12-03');
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PromiseReleased');
    // The command to the device was on its way all the time.
    expect(it.send(assign.decider, assign.id, assign.command, approver)).toBe('accepted');
    it.settle();
    expect(it.types(DEVICE).slice(-2)).toEqual(['DeviceAssigned', 'DeviceUnassigned']);
    expect(it.types(streamOf(pupil.SUBJECT))).not.toContain('PromiseConfirmed');
  });
});

describe('acceptance', () => {
  it('serves the pupil', () => expect(served().types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PupilServed'));

  it('has no effect while it waits for a second person', () => {
    const accepted = served().events.find(({ type }) => type === 'HandoverAccepted')!;
    const policy = distributionPolicies.find(({ name }) => name === 'acceptance-serves-pupil')!;
    const waiting = { position: 0, ...accepted, data: { ...(accepted.data as object), flags: ['HISTORICAL'] } };
    expect(policy.react({ position: 0, ...accepted } as never)).toHaveLength(1);
    expect(policy.react(waiting as never)).toEqual([]);
  });
});

describe('a handover from before the programme, and its acceptance', () => {
  type Step = 'hand over' | 'resolve the handover' | 'accept' | 'resolve the acceptance';
  const STEPS: readonly Step[] = ['hand over', 'resolve the handover', 'accept', 'resolve the acceptance'];
  const orders = (steps: readonly Step[]): readonly (readonly Step[])[] =>
    steps.length < 2
      ? [steps]
      : steps.flatMap((first) => orders(steps.filter((step) => step !== first)).map((rest) => [first, ...rest]));

  /** Whoever is refused tries again when the others are done, as people do. */
  const tried = (order: readonly Step[], acceptedOn: string): World => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    it.settle();
    const resolve = (type: string) => {
      const eventId = it.events.find((event) => event.type === type)?.id ?? '';
      const data = { eventId, outcome: 'ACCEPTED', reason: 'PAPER_SEEN' };
      return it.send(device, TAG, { type: 'ResolveException', data }, approver);
    };
    const take: Readonly<Record<Step, () => string>> = {
      'hand over': () => handOver(it, pupil.SUBJECT, pupil.ASSIGNMENT, '2021-08-20'),
      'resolve the handover': () => resolve('HandoverRecorded'),
      accept: () => it.send(device, TAG, acceptance(pupil.ASSIGNMENT, acceptedOn), officer),
      'resolve the acceptance': () => resolve('HandoverAccepted'),
    };
    let left = order;
    for (let round = 0; round < order.length; round += 1)
      left = left.filter((step) => {
        const answer = take[step]();
        it.settle();
        return answer !== 'accepted';
      });
    expect(left).toEqual([]);
    return it;
  };

  it.each([
    ...orders(STEPS).map((order) => [order, '2021-08-21'] as const),
    ...orders(STEPS.slice(0, 3)).map((order) => [order, '2021-11-21'] as const),
  ])('serve the pupil, once, in whatever order: %j, accepted on %s', (order, acceptedOn) => {
    const it = tried(order, acceptedOn);
    const served = it.events.filter(({ type }) => type === 'PupilServed');
    expect(served.map(({ data }) => data)).toEqual([
      expect.objectContaining({ assignmentId: pupil.ASSIGNMENT, handedOn: '2021-08-20', servedOn: acceptedOn }),
    ]);
    const ofDevice = it.events.filter(({ stream }) => stream === DEVICE);
    expect(ofDevice.reduce(device.evolve as never, device.initial)).toMatchObject({ status: 'IN_USE' });
    expect(it.deadlines.size).toBe(0);
  });

  it('end with a loss that waited too', () => {
    const it = served();
    const loss = { type: 'ReportLost', data: { kind: 'LOST', lostOn: '2021-08-25', reportRef: 'CA-1' } } as const;
    expect(it.send(device, TAG, loss, officer)).toBe('accepted');
    it.settle();
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PupilServed');
    const data = { eventId: it.events.at(-1)!.id, outcome: 'ACCEPTED', reason: 'PAPER_SEEN' };
    expect(it.send(device, TAG, { type: 'ResolveException', data }, approver)).toBe('accepted');
    it.settle();
    expect(it.events.at(-1)).toMatchObject({ type: 'AssignmentEnded', data: { reason: 'LOST' } });
  });
});

describe('silence after a handover', () => {
  const handed = (): World => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    it.settle();
    expect(handOver(it, pupil.SUBJECT, pupil.ASSIGNMENT)).toBe('accepted');
    it.settle();
    return it;
  };

  it('is overdue when seven days are over, and not before', () => {
    const it = handed();
    it.beginDay('2021-11-27');
    expect(it.types(DEVICE).at(-1)).toBe('HandoverRecorded');
    it.beginDay('2021-11-28');
    expect(it.events.at(-1)).toMatchObject({
      type: 'AcceptanceBecameOverdue',
      data: { flags: ['ACCEPTANCE_OVERDUE'] },
    });
  });

  it('can still be broken: the pupil is served, and nothing is overdue', () => {
    const it = handed();
    it.beginDay('2021-11-28');
    expect(it.send(device, TAG, acceptance(pupil.ASSIGNMENT, '2021-12-01'), officer)).toBe('accepted');
    it.settle();
    expect(it.types(DEVICE).at(-1)).toBe('ExceptionResolved');
    expect(it.types(streamOf(pupil.SUBJECT)).at(-1)).toBe('PupilServed');
  });

  it('is not waited for once there is an answer', () => {
    const it = handed();
    expect(it.deadlines.size).toBe(1);
    expect(it.send(device, TAG, acceptance(pupil.ASSIGNMENT), officer)).toBe('accepted');
    it.settle();
    expect(it.deadlines.size).toBe(0);
  });
});

describe('what happens to the device ends the assignment', () => {
  const reasonAfter = (command: DomainCommand, it = served()) => {
    expect(it.send(device, TAG, command, officer)).toBe('accepted');
    it.settle();
    const last = it.events.findLast(({ type }) => type === 'AssignmentEnded');
    return last?.data as { readonly reason: string; readonly voided: boolean } | undefined;
  };
  it.each([
    ['LOST', { type: 'ReportLost', data: { kind: 'LOST', lostOn: '2021-11-25', reportRef: 'CA-1' } }],
    ['STOLEN', { type: 'ReportLost', data: { kind: 'STOLEN', lostOn: '2021-11-25', reportRef: 'CA-1' } }],
    ['REPLACED_DOA', { type: 'ReportFaulty', data: { faultCode: 'NO_POWER', reportedOn: '2021-11-24' } }],
    [
      'RETURNED',
      {
        type: 'ReturnDevice',
        data: { returnedOn: '2021-11-24', to: { kind: 'SCHOOL', id: SCHOOL }, reason: 'LEFT_SCHOOL' },
      },
    ],
  ] as const)('%s', (reason, command) =>
    expect(reasonAfter(command)).toMatchObject({ reason, voided: false, entitledBy: pupil.ASSIGNMENT }),
  );

  it('WRONG_RECIPIENT, which voids it', () => {
    const data = { assignmentId: pupil.ASSIGNMENT, reportedOn: '2021-11-26', documentNo: 'BB-1' };
    expect(reasonAfter({ type: 'ReportWrongRecipient', data })).toMatchObject({
      reason: 'WRONG_RECIPIENT',
      voided: true,
    });
  });

  it('DECLINED, and the device is free again', () => {
    const it = world();
    deviceAtSchool(it);
    promised(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    it.settle();
    handOver(it, pupil.SUBJECT, pupil.ASSIGNMENT);
    const command = { type: 'DeclineHandover', data: { assignmentId: pupil.ASSIGNMENT, reason: 'NO_SIGNAL' } };
    expect(reasonAfter(command, it)).toMatchObject({ reason: 'DECLINED', voided: false });
    promised(it, pupil.OTHER_SUBJECT, pupil.SECOND_ASSIGNMENT);
    it.settle();
    expect(it.types(streamOf(pupil.OTHER_SUBJECT)).at(-1)).toBe('PromiseConfirmed');
  });

  it('but a later fault leaves it open', () =>
    expect(
      reasonAfter({ type: 'ReportFaulty', data: { faultCode: 'SCREEN', reportedOn: '2021-11-29' } }),
    ).toBeUndefined());
});

it('a double benefit frees the device', () => {
  const it = served();
  expect(it.send(beneficiary, pupil.SUBJECT, pupil.reportDuplicate(), approver)).toBe('accepted');
  it.settle();
  expect(it.types(DEVICE).at(-1)).toBe('DeviceUnassigned');
});
